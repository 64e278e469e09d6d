"""Reads ISO 19139 records: from a file or a page to records, from a record to its values."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import IO, Any

import yaml
from ckan.plugins.toolkit import _
from lxml import etree

from ....mapping import Value, Values
from ...selectors import Property, Reader, Selector, read_property

GMD = "http://www.isotc211.org/2005/gmd"
GFC = "http://www.isotc211.org/2005/gfc"


_OF_NOTHING_TRUSTED: dict[str, Any] = {
    "resolve_entities": False,
    "load_dtd": False,
    "no_network": True,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}


class UnsafeXML(ValueError):
    """The document is a web page or has a DOCTYPE. No catalogue needs one, and entities are how XML
    attacks its reader."""


class Selectors:
    """The table of selectors, compiled."""

    def __init__(self, table: dict[str, Any]) -> None:
        self.namespaces: dict[str, str] = table["namespaces"]
        self.dataset = Reader(table["dataset"], self.namespaces)
        self.distribution = Reader(table["distribution"], self.namespaces)
        self.feature_catalogue = Reader(table["feature_catalogue"], self.namespaces)
        self.distributions = Selector.compile(table["distributions"], self.namespaces)
        self.graphic = self._property(table["graphic"])
        self.schema_id = self._property(table["schema_id"])
        self.corners = [
            self._property({"select": [table["coordinates"][corner]]})
            for corner in ("west", "north", "east", "south")
        ]
        self.guid = self._property(table["dataset"]["identifier"])
        self.title = self._property(table["dataset"]["title"])
        self.keywords = self._property({**table["dataset"]["keyword"], "all": True})
        self.organisations = self._property(
            {"all": True, "select": table["dataset"]["authority"]["select"]}
        )

    def _property(self, row: dict[str, Any]) -> Property:
        return read_property(row, self.namespaces)


@cache
def selectors() -> Selectors:
    """The shipped table."""
    text = resources.files(__package__).joinpath("selectors.yaml").read_text("utf-8")
    return Selectors(yaml.safe_load(text))


def events(stream: IO[bytes]) -> Iterator[tuple[str, Any]]:
    """Start and end events of a document of which we trust nothing.

    :raises UnsafeXML: it has a DOCTYPE
    :raises ValueError: its first element has a prefix that is not declared
    :raises lxml.etree.XMLSyntaxError: it is not well-formed
    """
    parser = etree.iterparse(
        stream,
        events=("start", "end"),
        **_OF_NOTHING_TRUSTED,
    )
    first = True
    for event, element in parser:
        if first:
            _check_safe(element)
            first = False
        yield event, element


def _check_safe(root: Any) -> None:
    if ":" in root.tag and not root.tag.startswith("{"):
        raise ValueError(
            _("not well-formed XML: the prefix of {tag} is not declared").format(tag=root.tag)
        )
    if etree.QName(root).localname.lower() == "html":
        raise UnsafeXML(_("the document is an HTML page"))
    if root.getroottree().docinfo.doctype:
        raise UnsafeXML(_("the document has a DOCTYPE, which is not read"))


def parse(content: bytes) -> Any:
    """The root element of one record, read with the same care as a page.

    :raises UnsafeXML, lxml.etree.XMLSyntaxError: see :func:`events`
    """
    parser = etree.XMLParser(
        **_OF_NOTHING_TRUSTED,
    )
    root = etree.fromstring(content, parser)
    _check_safe(root)
    return root


def canonical(element: Any) -> bytes:
    """The record in exclusive canonical XML: the same record gives the same bytes, whatever page it
    came on."""
    return etree.tostring(element, method="c14n", exclusive=True, with_tail=False)


def guid(element: Any) -> str:
    """The file identifier, or an empty text."""
    found = selectors().guid.read(element, element)
    return found[0].text if found else ""


def title(element: Any) -> str:
    """The title of a dataset or a service, or an empty text."""
    found = selectors().title.read(element, element)
    if found:
        return " ".join(found[0].text.split())
    return (element.findtext(f".//{{{GMD}}}title/*") or "").strip()


def level(element: Any) -> str:
    """The hierarchy level: dataset, series, service, …; ISO 19115 takes a record without one for a
    dataset."""
    code = element.find(f"{{{GMD}}}hierarchyLevel/{{{GMD}}}MD_ScopeCode")
    if code is None:
        service = element.find(f"{{{GMD}}}identificationInfo/{{*}}SV_ServiceIdentification")
        return "dataset" if service is None else "service"
    return (code.get("codeListValue") or code.text or "").strip() or "dataset"


def keywords(element: Any) -> set[str]:
    """All keywords, case folded."""
    return {value.text.casefold() for value in selectors().keywords.read(element, element)}


def organisations(element: Any) -> set[str]:
    """All names and URIs of organisations of the record, case folded."""
    return {value.text.casefold() for value in selectors().organisations.read(element, element)}


def read(element: Any) -> Values:
    """All values of a gmd:MD_Metadata element."""
    table = selectors()
    values = Values(
        dataset=table.dataset.read(element, element),
        distributions=[
            table.distribution.read(online, element)
            for online in table.distributions.xpath(element)
        ],
        coordinates=_coordinates(element, table),
    )
    values.schema_id = schema_id(element)
    return values


def schema_id(element: Any) -> Value | None:
    """The identifier of the feature catalogue that a record refers to."""
    found = selectors().schema_id.read(element, element)
    return found[0] if found else None


def graphic(element: Any) -> Value | None:
    """The address of the graphic overview."""
    found = selectors().graphic.read(element, element)
    return found[0] if found else None


def _coordinates(element: Any, table: Selectors) -> tuple[Value, Value, Value, Value] | None:
    corners = [corner.read(element, element) for corner in table.corners]
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
    element = next(root.iter(f"{{{GFC}}}FC_FeatureCatalogue"), None)
    return None if element is None else selectors().feature_catalogue.read(element, element)
