"""What the demo's portal begins with: a sysadmin, an organisation and a harvest source.

Runs in CKAN's environment: python -m docker.local.portal INI URL_OF_CATALOGUE NAME_OF_SOURCE, with
the sysadmin's password in DEMO_PASSWORD. What is there already is left as it is, but for the
source's address and the sysadmin's password.
"""

from __future__ import annotations

import os
import sys
from typing import Any

from ckan.cli import load_config
from ckan.config.middleware import make_app
from ckan.plugins.toolkit import ObjectNotFound, get_action

ADMIN = "admin"
ORGANISATION = {"name": "nationaal-georegister", "title": "Nationaal Georegister"}


def main(ini: str, url: str, source: str) -> None:
    app = make_app(load_config(ini))
    with app._wsgi_app.test_request_context():
        _sysadmin(os.environ["DEMO_PASSWORD"])
        organisation = _existing("organization_show", ORGANISATION["name"])
        if organisation is None:
            organisation = get_action("organization_create")(_context(), dict(ORGANISATION))
        _source(source, url, organisation["id"])


def _context() -> dict[str, Any]:
    """A fresh one for every action, since actions leave things in it."""
    return {"user": ADMIN}


def _existing(action: str, name: str) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = get_action(action)(_context(), {"id": name})
    except ObjectNotFound:
        return None
    return found


def _sysadmin(password: str) -> None:
    as_site: dict[str, Any] = {"ignore_auth": True}
    user = {"name": ADMIN, "email": "admin@localhost.localdomain", "password": password}
    try:
        found = get_action("user_show")({"ignore_auth": True}, {"id": ADMIN})
    except ObjectNotFound:
        get_action("user_create")(as_site, {**user, "sysadmin": True})
    else:
        site_user = get_action("get_site_user")({"ignore_auth": True}, {})["name"]
        change = {**user, "id": found["id"], "sysadmin": True, "state": "active"}
        get_action("user_patch")({"user": site_user, "ignore_auth": True}, change)


def _source(name: str, url: str, organisation: str) -> None:
    source = {
        "name": name,
        "title": "Nationaal Georegister",
        "source_type": "ngr",
        "url": url,
        "owner_org": organisation,
        "frequency": "MANUAL",
    }
    found = _existing("harvest_source_show", name)
    if found is None:
        get_action("harvest_source_create")(_context(), source)
    elif found["url"] != url:
        get_action("harvest_source_patch")(_context(), {"id": found["id"], "url": url})


if __name__ == "__main__":
    main(*sys.argv[1:4])
