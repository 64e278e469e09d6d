"""Reads the package dicts of CKAN's API: from an answer to a record, from a record to its
values."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any

import yaml
from ckan.plugins.toolkit import _

from .... import profile
from ....mapping import Value, Values, by_property
from ...language import number
from ...repair import REPAIRS, is_url
from ...selectors import Property
from .paths import Path

# Bytes of one package. One with a thousand distributions has a million.
_LARGEST = 5_000_000
# What CKAN takes for an id; also of those that other software gave it.
_GUID = re.compile(r"[\w.:~@-]{1,100}", re.ASCII)
_STAMP = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d+))?(?:Z|\+00:00)?")
# Keys that only a portal with DCAT-AP-DONL has, and that it cannot do without.
_OF_DONL = ("authority", "metadata_language")
# What the portal itself records, of which only this is the source's own.
_KEPT_BY_PORTAL, _OF_SOURCE = "portal", "source_catalog"
# The fields that mapping does not find by their property.
_DONL_OWN_WAY = {
    "keyword": "tags.name",
    "license": "license_id",
    "highValue": "high_value",
    "spatial_scheme": "spatial_scheme",
    "spatial_value": "spatial_value",
}
_REPEATED = {"keyword", "spatial_scheme", "spatial_value"}

Package = Mapping[str, Any]


class Selectors:
    """The table of selectors, compiled."""

    def __init__(self, table: dict[str, Any]) -> None:
        self._languages: tuple[str, ...] = tuple(table["languages"])
        self.volatile = frozenset(table["volatile"])
        self.dataset = self._properties(table["dataset"])
        self.distribution = self._properties(table["distribution"], of_distribution=True)
        self.donl_dataset = self._as_they_are(profile.DATASET, _DONL_OWN_WAY)
        self.donl_distribution = self._as_they_are(
            profile.DISTRIBUTION, {"license": "license_id"}, of_distribution=True
        )
        self.organisations = self._property(table["organisations"])
        self.keywords = self._property(table["keywords"])
        self.geometry = [Path(text, self._languages) for text in table["geometry"]]

    def _properties(
        self, table: dict[str, Any], *, of_distribution: bool = False
    ) -> dict[str, Property]:
        return {
            name: self._property(row, of_distribution=of_distribution)
            for name, row in table.items()
        }

    def _property(self, row: dict[str, Any], *, of_distribution: bool = False) -> Property:
        rows = [entry if isinstance(entry, dict) else {"path": entry} for entry in row["select"]]
        return Property(
            [
                Path(
                    entry["path"],
                    self._languages,
                    of_distribution,
                    REPAIRS.get(entry.get("repair", "")),
                )
                for entry in rows
            ],
            REPAIRS[row.get("repair", "text")],
            row.get("all", False),
            row.get("repeated", False),
        )

    def _as_they_are(
        self, fields: dict[str, profile.Field], own_way: dict[str, str], **kwargs: bool
    ) -> dict[str, Property]:
        """The fields of the profile, each under its own key."""
        table: dict[str, Any] = {
            name: {"select": [info.name], "repeated": info.multiple}
            for name, info in by_property(fields).items()
            if info.group != _KEPT_BY_PORTAL or info.name == _OF_SOURCE
        }
        for name, key in own_way.items():
            table[name] = {"select": [key], "repeated": name in _REPEATED}
        return self._properties(table, **kwargs)


@cache
def selectors() -> Selectors:
    """The shipped table."""
    text = resources.files(__package__).joinpath("selectors.yaml").read_text("utf-8")
    return Selectors(yaml.safe_load(text))


def canonical(package: Package) -> bytes:
    """The package as JSON in UTF-8, without what says nothing of the dataset, its keys in order.

    :raises RecursionError: it is nested deeper than anything sensible
    :raises ValueError: it is too large
    """
    text = json.dumps(_lasting(package), sort_keys=True, ensure_ascii=False)
    # Half a surrogate pair is JSON, and no UTF-8.
    content = text.encode("utf-8", "replace")
    if len(content) > _LARGEST:
        reason = _("it has {size} bytes, at most {most} are read")
        raise ValueError(reason.format(size=number(len(content)), most=number(_LARGEST)))
    return content


def _lasting(node: Any) -> Any:
    if isinstance(node, dict):
        volatile = selectors().volatile
        return {key: _lasting(value) for key, value in node.items() if key not in volatile}
    return [_lasting(item) for item in node] if isinstance(node, list) else node


def guid(package: Any) -> str:
    """The id of a package, or an empty text."""
    found = package.get("id") if isinstance(package, dict) else None
    return found if isinstance(found, str) and _GUID.fullmatch(found) else ""


def stamp(package: Package) -> str:
    """When CKAN says that it was modified, to the millisecond: its index keeps no more, and writes
    it in another form than its database."""
    raw = package.get("metadata_modified")
    match = _STAMP.fullmatch(raw) if isinstance(raw, str) else None
    if match is None:
        return raw if isinstance(raw, str) else ""
    return f"{match.group(1)}.{(match.group(2) or '').ljust(3, '0')[:3]}"


def title(package: Package) -> str:
    """The title in one line, or an empty text."""
    found = selectors().dataset["title"].read(package, package)
    return " ".join(found[0].text.split()) if found else ""


def keywords(package: Package) -> set[str]:
    """All keywords."""
    return {value.text for value in selectors().keywords.read(package, package)}


def organisations(package: Package) -> set[str]:
    """All names, titles and URIs of organisations of the package."""
    return {value.text for value in selectors().organisations.read(package, package)}


def own_identifier(package: Package) -> Value | None:
    """The URI that the package itself gives its dataset."""
    found = selectors().dataset["identifier"].read(package, package)
    return next((value for value in found if is_url(value.text)), None)


def read(package: Package, identifier: str) -> Values:
    """All values of a package.

    :param identifier: the URI of a dataset that has none of its own
    """
    table = selectors()
    donl = all(package.get(key) for key in _OF_DONL)
    dataset = table.donl_dataset if donl else table.dataset
    distribution = table.donl_distribution if donl else table.distribution
    rows = package.get("resources")
    values = Values(
        dataset=_read(dataset, package, package),
        distributions=[
            _read(distribution, row, package)
            for row in (rows if isinstance(rows, list) else ())
            if isinstance(row, dict)
        ],
        coordinates=None if donl else _coordinates(package),
    )
    made = Value(identifier, "$.id", guid(package))
    values.dataset["identifier"] = [own_identifier(package) or made]
    return values


def _read(
    properties: Mapping[str, Property], element: Package, package: Package
) -> dict[str, list[Value]]:
    """:returns: the values of each property that has any"""
    found = {name: prop.read(element, package) for name, prop in properties.items()}
    return {name: values for name, values in found.items() if values}


def _coordinates(package: Package) -> tuple[Value, Value, Value, Value] | None:
    """West, north, east and south of the first GeoJSON geometry of a package."""
    for path in selectors().geometry:
        for where, node in path.nodes(package, package):
            points = list(_positions(_geometry(node)))
            if points:
                xs, ys = zip(*points, strict=True)
                west, north, east, south = (
                    Value(str(edge), where, str(edge))
                    for edge in (min(xs), max(ys), max(xs), min(ys))
                )
                return west, north, east, south
    return None


def _geometry(node: Any) -> Any:
    if isinstance(node, str):
        try:
            node = json.loads(node)
        except (ValueError, RecursionError):
            return None
    return node.get("coordinates") if isinstance(node, dict) else None


def _positions(coordinates: Any) -> Iterator[tuple[float, float]]:
    """The positions in the coordinates of a GeoJSON geometry, whatever its type."""
    waiting = [coordinates]
    while waiting:
        item = waiting.pop()
        if not isinstance(item, list):
            continue
        numbers = [n for n in item[:2] if isinstance(n, int | float) and not isinstance(n, bool)]
        if len(numbers) == 2:
            yield numbers[0], numbers[1]
        else:
            waiting += item
