"""XML of which nothing is trusted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any

from ckan.plugins.toolkit import _
from lxml import etree

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
