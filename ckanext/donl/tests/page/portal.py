"""Datasets on a real portal, and its pages as elements."""

from __future__ import annotations

import re
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib.search import rebuild
from ckan.tests import factories
from lxml import html

from ckanext.donl.tests.profile.examples import dataset


def store(**values: Any) -> dict[str, Any]:
    """Register a dataset of an organisation; ``values`` as ``examples.dataset`` takes them."""
    owner = values.pop("owner_org", None) or factories.Organization()["id"]
    stored: dict[str, Any] = factories.Dataset(**dataset(**values), owner_org=owner)
    return stored


def editor_of(owner: str) -> dict[str, str]:
    """The headers of somebody who may edit the datasets of an organisation."""
    user = factories.UserWithToken()
    tk.get_action("organization_member_create")(
        {"ignore_auth": True}, {"id": owner, "username": user["name"], "role": "editor"}
    )
    return {"Authorization": user["token"]}


def page(app: Any, path: str, **options: Any) -> Any:
    """A page as an element."""
    return html.fromstring(app.get(path, **options).body)


def row(element: Any, label: str) -> Any:
    """What stands behind a label."""
    found = element.xpath(f'.//dt[normalize-space()="{label}"]/following-sibling::dd')
    assert found, f"there is no {label}"
    return found[0]


def text(element: Any) -> str:
    """What a reader reads, with single spaces."""
    return " ".join(element.text_content().split())


def headings(element: Any) -> list[tuple[int, str]]:
    """The headings that are not beside the page, each with its level."""
    found = element.xpath('//*[@id="content"]//*[not(ancestor::aside)]')
    return [(int(e.tag[1]), text(e)) for e in found if re.fullmatch("h[1-6]", str(e.tag))]


def overwrite(package_id: str, *, resource: str = "", **extras: str) -> None:
    """Put values into a stored dataset as something did that knew no validators."""
    found = model.Package.get(package_id)
    found.extras = {**found.extras, **extras}
    if resource:
        found.resources[0].url = resource
    model.Session.commit()
    rebuild(package_id)
