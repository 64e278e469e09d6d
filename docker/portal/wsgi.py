"""The portal as a WSGI application, for uWSGI; CKAN_INI names its settings."""

import os

import uwsgi
from ckan.cli import load_config
from ckan.config.middleware import make_app
from ckan.lib.i18n import build_js_translations

application = make_app(load_config(os.environ["CKAN_INI"]))
# As `ckan run` does when it starts: the texts of the pages' scripts, put into the storage folder.
# One process at a time: CKAN makes the folder when it sees none, so of two at once one fails, and
# with it (need-app) the whole web server.
uwsgi.lock()
try:
    with application._wsgi_app.app_context():
        build_js_translations()
finally:
    uwsgi.unlock()
