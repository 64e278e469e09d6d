"""What the demo's portal begins with: a sysadmin, and harvest sources with their organisations.

Runs in CKAN's environment: python -m docker.local.portal INI SOURCES, with the sources as a JSON
list (``sources.Source.as_dict``) and the sysadmin's password in DEMO_PASSWORD. What is there
already is left as it is, but for the sources' addresses and the sysadmin's password.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

from ckan.cli import load_config
from ckan.config.middleware import make_app
from ckan.plugins.toolkit import ObjectNotFound, get_action

ADMIN = "admin"


def main(ini: str, sources: str) -> None:
    app = make_app(load_config(ini))
    with app._wsgi_app.test_request_context():
        _sysadmin(os.environ["DEMO_PASSWORD"])
        for source in json.loads(sources):
            _source(source, _organisation(source["owner"], source["organisation"]))


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


def _organisation(name: str, title: str) -> str:
    found = _existing("organization_show", name)
    if found is None:
        found = get_action("organization_create")(_context(), {"name": name, "title": title})
    return str(found["id"])


def _source(told: dict[str, str], organisation: str) -> None:
    source = {
        **{name: told[name] for name in ("name", "title", "url")},
        "source_type": told["kind"],
        "owner_org": organisation,
        "frequency": "MANUAL",
    }
    found = _existing("harvest_source_show", told["name"])
    if found is None:
        get_action("harvest_source_create")(_context(), source)
    elif found["url"] != told["url"]:
        get_action("harvest_source_patch")(_context(), {"id": found["id"], "url": told["url"]})


if __name__ == "__main__":
    main(*sys.argv[1:3])
