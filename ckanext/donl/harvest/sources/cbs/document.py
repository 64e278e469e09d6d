"""The documents of OData v3 and v4. JSON and Atom give the same rows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ckan.plugins.toolkit import _
from lxml import etree

from ...xml import parse

ATOM = "{http://www.w3.org/2005/Atom}"
_APP = "{http://www.w3.org/2007/app}"
_META = "{http://schemas.microsoft.com/ado/2007/08/dataservices/metadata}"

Row = dict[str, Any]


class ErrorDocument(ValueError):
    """The server tells what is wrong instead of answering."""


@dataclass(frozen=True)
class Page:
    """What one answer holds.

    :param rows: the entities; whatever stands in their place where a server sends none
    :param announced: how many the whole collection has, None where the server does not say
    :param following: address of the next page, which may be relative; empty at the end
    :param version: of OData, by how the document looks
    """

    rows: list[Any] = field(default_factory=list)
    announced: int | None = None
    following: str = ""
    version: str = "3"


def read(content: bytes) -> Page:
    """A page of a collection, a service document (rows with ``name``), or one entity.

    :raises ErrorDocument: the server's own message
    :raises ValueError: it is no such document
    """
    start = content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if start in (b"{", b"["):
        return _read_json(content)
    if start == b"<":
        return _read_xml(content)
    raise ValueError(_("it is neither JSON nor XML"))


def _read_json(content: bytes) -> Page:
    try:
        document = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise ValueError(_("not well-formed JSON: {error}").format(error=error)) from error
    if isinstance(document, list):
        return Page(document)
    told = document.get("odata.error") or document.get("error")
    if isinstance(told, dict):
        message = told.get("message")
        raise ErrorDocument(str(message.get("value") if isinstance(message, dict) else message))
    is_v4 = any(name.startswith("@odata.") for name in document)
    rows = document.get("value")
    if not isinstance(rows, list):
        return Page([document], version="4" if is_v4 else "3")
    return Page(
        rows,
        _number(document.get("@odata.count" if is_v4 else "odata.count")),
        str(document.get("@odata.nextLink" if is_v4 else "odata.nextLink") or ""),
        "4" if is_v4 else "3",
    )


def _read_xml(content: bytes) -> Page:
    try:
        root = parse(content)
    except etree.XMLSyntaxError as error:
        raise ValueError(_("not well-formed XML: {error}").format(error=error.msg)) from error
    if root.tag == f"{ATOM}feed":
        return Page(
            [_entity(entry) for entry in root.iterchildren(f"{ATOM}entry")],
            _number(root.findtext(f"{_META}count")),
            next(_following(root), ""),
        )
    if root.tag == f"{ATOM}entry":
        return Page([_entity(root)])
    if root.tag == f"{_APP}service":
        return Page([{"name": name.get("href", "")} for name in root.iter(f"{_APP}collection")])
    if root.tag == f"{_META}error":
        raise ErrorDocument(root.findtext(f"{_META}message") or "")
    raise ValueError(
        _("an XML document of another kind: {tag}").format(tag=etree.QName(root).localname)
    )


def _entity(entry: Any) -> Row:
    properties = entry.find(f"{ATOM}content/{_META}properties")
    if properties is None:
        properties = entry.find(f"{_META}properties")
    if properties is None:
        return {}
    return {
        etree.QName(element).localname: None
        if element.get(f"{_META}null") == "true"
        else element.text or ""
        for element in properties
    }


def _following(feed: Any) -> Iterator[str]:
    for link in feed.iterchildren(f"{ATOM}link"):
        if link.get("rel") == "next" and link.get("href"):
            yield link.get("href")


def _number(value: Any) -> int | None:
    """A count, which OData v3 writes as a text."""
    text = str(value)
    return int(text) if text.isdecimal() and len(text) < 10 else None
