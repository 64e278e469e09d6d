"""Reads ISO 19139 and ISO 19115-3 records: from the element of a record to its values. The tables
beside this module say where each value sits."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any
from urllib.parse import urlsplit

import yaml
from lxml import etree

from ....mapping import Value, Values
from ...repair import is_url
from ...selectors import Property, Reader, Selector, read_property
from ...xml import parse


class Selectors:
    """One table of selectors, compiled."""

    def __init__(self, table: dict[str, Any], namespaces: dict[str, str]) -> None:
        self.namespaces = namespaces
        self.dataset = Reader(table["dataset"], namespaces)
        self.distribution = Reader(table["distribution"], namespaces)
        self.feature_catalogue = Reader(table["feature_catalogue"], namespaces)
        self.distributions = self.selector(table["distributions"])
        self.graphic = self.property(table["graphic"])
        self.schema_id = self.property(table["schema_id"])
        self.corners = [
            self.property({"select": [table["coordinates"][corner]]})
            for corner in ("west", "north", "east", "south")
        ]
        self.guid = self.property(table["dataset"]["identifier"])
        self.title = self.property(table["dataset"]["title"])
        self.label = self.property(table["label"])
        self.level = self.property(table["level"])
        self.service = self.selector(table["service"])
        self.uri = self.property({**table["uri"], "all": True})
        self.names = self.property({**table["names"], "all": True})
        self.keywords = self.property({**table["dataset"]["keyword"], "all": True})
        self.organisations = self.property(
            {"all": True, "select": table["dataset"]["authority"]["select"]}
        )
        coupled = table["coupled"]
        self.coupled_title = self.property(coupled["title"])
        self.coupled_names = self.property({**coupled["names"], "all": True})
        self.coupled_references = self.property({**coupled["references"], "all": True})
        self.links = [self.selector(path) for path in coupled["links"]]
        self.link = Reader(coupled["link"], namespaces)

    def property(self, row: dict[str, Any]) -> Property:
        return read_property(row, self.namespaces)

    def selector(self, path: str) -> Selector:
        return Selector.compile(path, self.namespaces)


def table(name: str) -> dict[str, Any]:
    """A shipped table."""
    text = resources.files(__package__).joinpath(name).read_text("utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded


@cache
def _iso19139() -> Selectors:
    rows = table("iso19139.yaml")
    return Selectors(rows, rows["namespaces"])


@cache
def _iso19115_3() -> dict[str, Selectors]:
    """The selectors of each edition, by the namespace of its records."""
    rows = table("iso19115-3.yaml")
    return {
        root: Selectors(rows, {**rows["namespaces"], **namespaces})
        for root, namespaces in rows["editions"].items()
    }


def selectors(element: Any) -> Selectors:
    """Those for a record, by the namespace of its outermost element."""
    return _iso19115_3().get(etree.QName(element).namespace or "", _iso19139())


def guid(element: Any) -> str:
    """The identifier of the record, or an empty text."""
    return _first(selectors(element).guid, element)


def title(element: Any) -> str:
    """The title of a dataset or a service, or an empty text."""
    use = selectors(element)
    return " ".join((_first(use.title, element) or _first(use.label, element)).split())


def level(element: Any) -> str:
    """What the record is about: dataset, series, service, …; ISO 19115 takes a record that does not
    say so for a dataset."""
    use = selectors(element)
    without = "service" if use.service.xpath(element) else "dataset"
    return _first(use.level, element) or without


def uri(element: Any) -> Value | None:
    """The web address by which its owner knows the dataset. That of a site as a whole is no
    dataset's."""
    found = selectors(element).uri.read(element, element)
    return next((value for value in found if _is_of_one_thing(value.text)), None)


def _is_of_one_thing(address: str) -> bool:
    if not is_url(address):
        return False
    parts = urlsplit(address)
    return bool(parts.path.strip("/") or parts.query or parts.fragment)


def names(element: Any) -> set[str]:
    """What others may call the dataset, besides the identifier of the record."""
    return {value.text for value in selectors(element).names.read(element, element)}


def keywords(element: Any) -> set[str]:
    """All keywords, case folded."""
    found = selectors(element).keywords.read(element, element)
    return {value.text.casefold() for value in found}


def organisations(element: Any) -> set[str]:
    """All names and URIs of organisations of the record, case folded."""
    found = selectors(element).organisations.read(element, element)
    return {value.text.casefold() for value in found}


def read(element: Any) -> Values:
    """All values of an MD_Metadata element."""
    use = selectors(element)
    values = Values(
        dataset=use.dataset.read(element, element),
        distributions=[
            use.distribution.read(online, element) for online in use.distributions.xpath(element)
        ],
        coordinates=_coordinates(element, use),
    )
    values.schema_id = schema_id(element)
    return values


def schema_id(element: Any) -> Value | None:
    """The identifier of the feature catalogue that a record refers to."""
    found = selectors(element).schema_id.read(element, element)
    return found[0] if found else None


def graphic(element: Any) -> Value | None:
    """The address of the graphic overview."""
    found = selectors(element).graphic.read(element, element)
    return found[0] if found else None


def _first(prop: Property, element: Any) -> str:
    found = prop.read(element, element)
    return found[0].text if found else ""


def _coordinates(element: Any, use: Selectors) -> tuple[Value, Value, Value, Value] | None:
    corners = [corner.read(element, element) for corner in use.corners]
    if not all(corners):
        return None
    west, north, east, south = (corner[0] for corner in corners)
    # Editors fill in 0 for a box that nobody gave; there is no such place.
    if all(value.text.strip("0.") == "" for value in (west, north, east, south)):
        return None
    return west, north, east, south


def feature_catalogue(content: bytes) -> dict[str, list[Value]] | None:
    """The values of the feature catalogue in an answer to GetRecordById, None when it holds
    none."""
    try:
        root = parse(content)
    except (ValueError, etree.XMLSyntaxError):
        return None
    element = next(root.iter("{*}FC_FeatureCatalogue"), None)
    return None if element is None else selectors(element).feature_catalogue.read(element, element)
