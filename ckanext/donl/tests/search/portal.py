"""Datasets to search for, and the pages on which they are found."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.tests import factories
from lxml import html

from ..profile import examples as e

OWMS = e.OWMS
EU = e.EU
NATURE = f"{OWMS}/Natuur_en_milieu"
WASTE = f"{OWMS}/Afval_(thema)"
WATER = f"{OWMS}/Water_(thema)"
LAW = f"{OWMS}/Recht_(thema)"
UTRECHT = f"{OWMS}/Utrecht_(gemeente)"


def make(name: str, **changes: Any) -> dict[str, Any]:
    """A dataset, in the search index when this returns."""
    package = e.dataset(
        **{"name": name, "title": name.capitalize(), "notes": "Een dataset.", **changes}
    )
    package["identifier"] = f"https://data.example.nl/{name}"
    package.setdefault("owner_org", organisation()["id"])
    context: Any = {"ignore_auth": True, "user": _site_user()}
    made: dict[str, Any] = tk.get_action("package_create")(context, package)
    return made


def organisation() -> dict[str, Any]:
    """The one organisation of these tests."""
    try:
        found: dict[str, Any] = tk.get_action("organization_show")({}, {"id": "leverancier"})
    except tk.ObjectNotFound:
        found = factories.Organization(name="leverancier")
    return found


def search(q: str = "", **parameters: Any) -> dict[str, Any]:
    """What ``package_search`` gives to anybody."""
    context: Any = {"user": "", "auth_user_obj": None}
    found: dict[str, Any] = tk.get_action("package_search")(context, {"q": q, **parameters})
    return found


def names(q: str = "", **parameters: Any) -> list[str]:
    """The names of the datasets that a search finds, best first."""
    return [dataset["name"] for dataset in search(q, **parameters)["results"]]


def counts(facet: str, **parameters: Any) -> dict[str, int]:
    """Value → number of datasets."""
    found = search(**{"facet.field": [facet], **parameters})
    return {item["name"]: item["count"] for item in found["search_facets"][facet]["items"]}


def labels(facet: str) -> dict[str, str]:
    """Value → what the reader sees."""
    asked: dict[str, Any] = {"facet.field": [facet]}
    items = search(**asked)["search_facets"][facet]["items"]
    return {item["name"]: item["display_name"] for item in items}


def page(app: Any, path: str, **query: Any) -> html.HtmlElement:
    """A page of the portal as an anonymous visitor gets it."""
    answer = app.get(path, query_string=query or None)
    assert answer.status_code == 200
    return html.fromstring(answer.body)


def text(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def by_class(element: html.HtmlElement, name: str) -> list[html.HtmlElement]:
    """The elements of a class within an element, in order."""
    found: list[html.HtmlElement] = element.xpath(
        f".//*[contains(concat(' ', normalize-space(@class), ' '), ' {name} ')]"
    )
    return found


def shown_facets(tree: html.HtmlElement) -> list[str]:
    """The headings of the facets, in order."""
    return [text(heading) for heading in tree.xpath("//*[@id='search-facets']//h2")]


def _site_user() -> str:
    name: str = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    return name
