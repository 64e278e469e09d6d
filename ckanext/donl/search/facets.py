"""The facets of dataset search: which there are, what they and their values are called, and the
themes as a tree."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.donl import profile, vocabulary

_ = tk._

# Facet (the name in addresses, `?theme=…`) → the field it is of; in this order on the page.
FACETS: dict[str, profile.Field] = {
    "theme": profile.DATASET["theme"],
    "authority": profile.DATASET["authority"],
    "license_id": profile.DATASET["license_id"],
    "res_format": profile.DISTRIBUTION["format"],
    "access_rights": profile.DATASET["access_rights"],
    "dataset_status": profile.DATASET["dataset_status"],
    "source_catalog": profile.DATASET["source_catalog"],
    "high_value": profile.DATASET["high_value"],
}
# CKAN's default facets make room for ours; what a portal or another extension adds stays.
_CKANS = frozenset({"organization", "groups", "tags", "res_format", "license_id"})
# A tree of so many rows can be seen as a whole: then nothing of it is folded.
_FEW = 20


@dataclass(frozen=True)
class Row:
    """One value of a facet.

    :param name: the value itself, what an address holds
    :param narrower: the narrower themes beneath it
    :param unfolded: whether these are shown at once
    """

    name: str
    label: str
    count: int
    active: bool = False
    narrower: tuple[Row, ...] = ()
    unfolded: bool = False


@dataclass(frozen=True)
class Facet:
    """A facet as it is shown.

    :param more: whether there are values that are not among ``rows``
    """

    rows: tuple[Row, ...]
    more: bool


def titles(present: dict[str, str]) -> dict[str, str]:
    """Ours in their order, in the reader's language, and after them what others added.

    :param present: facet → title, as CKAN and other extensions have them
    """
    others = {name: title for name, title in present.items() if name not in _CKANS | FACETS.keys()}
    return {**{name: title(name) for name in FACETS}, **others}


def title(name: str) -> str:
    """What a facet, or any other field in a search address, is called."""
    field = FACETS.get(name) or profile.DATASET.get(name)
    return field.label(profile.current_language()) if field else name


def label(name: str, value: str) -> str:
    """What a value of a facet is called; the value itself when it is unknown."""
    return _namer(name)(value)


def name_items(search_facets: dict[str, Any]) -> None:
    """Give the items of our facets in CKAN's search result their labels, in place."""
    for name in FACETS.keys() & search_facets.keys():
        named = _namer(name)
        for item in search_facets[name]["items"]:
            item["display_name"] = named(item["name"])


def facet(
    name: str, search_facets: dict[str, Any], active: Collection[str], limit: int | None
) -> Facet:
    """A facet of a search result.

    :param search_facets: as CKAN's ``package_search`` gives them
    :param active: the values that are filtered by
    :param limit: how many values at most (of the themes: broadest ones), None for all there are
    """
    items = search_facets.get(name, {}).get("items", [])
    rows = [
        Row(item["name"], item["display_name"], item["count"], item["name"] in active)
        for item in items
    ]
    top = _tree(rows) if name == "theme" else sorted(rows, key=_rank)
    return Facet(tuple(top[:limit]), more=limit is not None and len(top) > limit)


def _namer(name: str) -> Callable[[str], str]:
    field = FACETS.get(name)
    if field is None:
        return lambda value: value
    if field.value_list:
        values, language = vocabulary.get(field.value_list), profile.current_language()
        return lambda uri: values.label(uri, language)
    words = {"true": _("Yes"), "false": _("No")}
    return lambda value: words.get(value, value)


def _rank(row: Row) -> tuple[int, str]:
    return -row.count, row.label.casefold()


def _tree(rows: list[Row]) -> list[Row]:
    """Themes under their broader themes; those without one, or with an unknown one, on top."""
    values = vocabulary.get(str(FACETS["theme"].value_list))
    present = {row.name for row in rows}
    beneath: dict[str, list[Row]] = {}
    for row in sorted(rows, key=_rank):
        entry = values.entry(row.name)
        broader = entry.parent if entry and entry.parent in present else ""
        beneath.setdefault(broader, []).append(row)
    return [_branch(row, beneath, few=len(rows) <= _FEW) for row in beneath.get("", [])]


def _branch(row: Row, beneath: dict[str, list[Row]], few: bool) -> Row:
    narrower = tuple(_branch(child, beneath, few) for child in beneath.get(row.name, []))
    unfolded = few or row.active or any(child.active or child.unfolded for child in narrower)
    return Row(row.name, row.label, row.count, row.active, narrower, unfolded)
