"""The portal as a WSGI application, for uWSGI; CKAN_INI names its settings."""

import os

from ckan.cli import load_config
from ckan.config.middleware import make_app
from ckan.lib.i18n import build_js_translations

application = make_app(load_config(os.environ["CKAN_INI"]))
# As `ckan run` does when it starts: the texts of the pages' scripts, put into the storage folder.
with application._wsgi_app.app_context():
    build_js_translations()
