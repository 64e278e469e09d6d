"""RDF/XML: the XML is read here with care, rdflib only makes statements of it.

rdflib's own way to the XML is another parser, of which the bounds are not known, and in which a
text of a few megabytes takes hours.
"""

from __future__ import annotations

import re
import time
from typing import Any
from urllib.parse import urlsplit
from xml.sax.xmlreader import AttributesNSImpl, Locator

from ckan.plugins.toolkit import _
from lxml import etree
from rdflib import RDF, Graph
from rdflib.plugins.parsers.rdfxml import RDFXMLHandler

from .bounds import too_slow
from .formats import Unreadable

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_LANGUAGE_TAG = re.compile(r"[a-zA-Z]{1,8}(?:-[a-zA-Z0-9]{1,8})*|")
_PARSE_TYPE = f"{{{RDF}}}parseType"
_ADDRESSES = tuple(f"{{{RDF}}}{name}" for name in ("about", "resource", "datatype"))


def parse(content: bytes, graph: Graph, base: str, max_seconds: float) -> None:
    """Add the statements of a document to a graph.

    :raises ValueError: it is not well-formed, has a DOCTYPE, or takes too long
    :raises rdflib.exceptions.ParserError: it is no RDF
    """
    root = _root(content)
    place = _Place(base)
    handler = RDFXMLHandler(graph)
    handler.setDocumentLocator(place)
    until = time.monotonic() + max_seconds
    for count, (event, element) in enumerate(etree.iterwalk(root, events=("start", "end"))):
        if count % 1024 == 0 and time.monotonic() > until:
            raise too_slow(max_seconds)
        name = etree.QName(element)
        if event == "start":
            _mend(element)
            place.line = element.sourceline or 0
            handler.startElementNS((name.namespace, name.localname), None, _attributes(element))
            text = element.text
        else:
            handler.endElementNS((name.namespace, name.localname), None)
            text = element.tail
        if text:
            handler.characters(text)


def _root(content: bytes) -> Any:
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise Unreadable(_("not well-formed XML: {error}").format(error=error.msg)) from error
    if root.getroottree().docinfo.doctype:
        raise Unreadable(_("the document has a DOCTYPE, which is not read"))
    return root


def _mend(element: Any) -> None:
    """Take away that for which rdflib refuses the whole document: a language tag that is none, and
    brackets in an address that are not around a number. Of XML as a value only the text is read."""
    language = element.get(_XML_LANG)
    if language is not None and not _LANGUAGE_TAG.fullmatch(language):
        del element.attrib[_XML_LANG]
    for name in _ADDRESSES:
        address = element.get(name)
        if address is not None and not _can_be_split(address):
            element.set(name, address.replace("[", "%5B").replace("]", "%5D"))
    if element.get(_PARSE_TYPE) == "Literal":
        del element.attrib[_PARSE_TYPE]
        text = "".join(element.itertext())
        del element[:]
        element.text = text


def _can_be_split(address: str) -> bool:
    try:
        urlsplit(address)
    except ValueError:
        return False
    return True


def _attributes(element: Any) -> Any:
    names = ((etree.QName(name), value) for name, value in element.attrib.items())
    return AttributesNSImpl({(n.namespace, n.localname): value for n, value in names}, {})


class _Place(Locator):
    """Where in the document the reader is."""

    def __init__(self, base: str) -> None:
        super().__init__()
        self._base = base
        self.line = 0

    def getPublicId(self) -> str:
        return self._base

    def getSystemId(self) -> str:
        return self._base

    def getLineNumber(self) -> int:
        return self.line
