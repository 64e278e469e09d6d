"""From a document that is not trusted to an RDF graph, by rdflib, which is not trusted with it
either: it follows contexts, guesses addresses, and knows no bounds."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from ckan.plugins.toolkit import _
from lxml import etree
from rdflib import RDF, Dataset, Graph, URIRef
from rdflib.plugins.parsers.jsonld import to_rdf
from rdflib.plugins.stores.memory import SimpleMemory

from . import formats, jsonld

#: Of one document.
MAX_TRIPLES = 1_000_000
MAX_SECONDS = 300

#: What relative addresses are relative to in a file of which nobody said where it came from.
NOWHERE = "http://nowhere.invalid/"

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_LANGUAGE_TAG = re.compile(r"[a-zA-Z]{1,8}(?:-[a-zA-Z0-9]{1,8})*|")
_HTTPS_SCHEMA = "https://schema.org/"

# A warning with a traceback for every date that is none would let a source fill the log.
logging.getLogger("rdflib.term").setLevel(logging.ERROR)


class TooLarge(ValueError):
    """A document holds more than is read, or takes longer."""


class _Store(SimpleMemory):
    """Takes what is in named graphs for one graph, schema.org by https for schema.org by http, and
    no more of it than the bounds allow."""

    # rdflib's reader of JSON-LD asks for these.
    context_aware = True
    graph_aware = True

    def __init__(self, max_triples: int, max_seconds: float) -> None:
        super().__init__()
        self._max_triples = max_triples
        self._left = max_triples
        self._max_seconds = max_seconds
        self._until = time.monotonic() + max_seconds

    def add(self, triple: Any, context: Any, quoted: bool = False) -> None:
        self._left -= 1
        if self._left < 0:
            raise TooLarge(
                _("the document holds more than {maximum} statements").format(
                    maximum=self._max_triples
                )
            )
        if self._left % 1024 == 0 and time.monotonic() > self._until:
            raise TooLarge(
                _("it takes more than {seconds} seconds to read the document").format(
                    seconds=self._max_seconds
                )
            )
        subject, predicate, object_ = triple
        super().add((subject, _as_http(predicate), _as_http(object_)), context, quoted)

    def add_graph(self, graph: Graph) -> None:
        """Nothing: there is one graph."""


def _as_http(term: Any) -> Any:
    if isinstance(term, URIRef) and term.startswith(_HTTPS_SCHEMA):
        return URIRef("http://schema.org/" + term[len(_HTTPS_SCHEMA) :])
    return term


def parse(
    content: bytes,
    form: str,
    base: str = NOWHERE,
    *,
    max_triples: int = MAX_TRIPLES,
    max_seconds: float = MAX_SECONDS,
) -> Graph:
    """The graph of an RDF/XML, Turtle or N-Triples document.

    :param form: one of ``formats``
    :param base: its address
    :raises ValueError: it cannot be read, or is too large
    """
    graph = Graph(_Store(max_triples, max_seconds))
    text = _safe_xml(content) if form == formats.XML else _text(content)
    try:
        graph.parse(data=text, format=form, publicID=base)
    except TooLarge:
        raise
    except Exception as error:  # rdflib lets errors of every kind through
        raise ValueError(_not_well_formed(form, error)) from error
    return graph


def of_json_ld(
    documents: Iterable[Any],
    base: str = NOWHERE,
    *,
    max_triples: int = MAX_TRIPLES,
    max_seconds: float = MAX_SECONDS,
) -> Graph:
    """The graph of JSON-LD documents.

    :param documents: as JSON gives them
    :raises ValueError: one cannot be read, refers to a context elsewhere, or is too large
    """
    store = _Store(max_triples, max_seconds)
    for document in documents:
        within = jsonld.closed(document)
        try:
            to_rdf(within, Dataset(store, default_union=True), base)
        except TooLarge:
            raise
        except Exception as error:  # rdflib lets errors of every kind through
            raise ValueError(_not_well_formed(formats.JSON, error)) from error
    return Graph(store)


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(_("the document is not in UTF-8: {error}").format(error=error)) from error


def _safe_xml(content: bytes) -> bytes:
    """The XML as we write it after we have read it with care. So rdflib's parser, which is another
    one, gets nothing to see that we have not seen: no DOCTYPE, no entity."""
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
        raise ValueError(_("not well-formed XML: {error}").format(error=error.msg)) from error
    if root.getroottree().docinfo.doctype:
        raise ValueError(_("the document has a DOCTYPE, which is not read"))
    for element in root.iter():
        _mend(element)
    return etree.tostring(root, encoding="utf-8")


def _mend(element: Any) -> None:
    """Take away that for which rdflib refuses the whole document: a language tag that is none, and
    brackets in an address that are not around a number."""
    language = element.get(_XML_LANG)
    if language is not None and not _LANGUAGE_TAG.fullmatch(language):
        del element.attrib[_XML_LANG]
    for name in ("about", "resource", "datatype"):
        attribute = f"{{{RDF}}}{name}"
        address = element.get(attribute)
        if address is not None and not _can_be_split(address):
            element.set(attribute, address.replace("[", "%5B").replace("]", "%5D"))


def _can_be_split(address: str) -> bool:
    try:
        urlsplit(address)
    except ValueError:
        return False
    return True


_NAMES = {
    formats.XML: "RDF/XML",
    formats.TURTLE: "Turtle",
    formats.N_TRIPLES: "N-Triples",
    formats.JSON: "JSON-LD",
}


def _not_well_formed(form: str, error: Exception) -> str:
    if isinstance(error, RecursionError):
        return _("the document is nested too deeply")
    reason = " ".join(str(error).split())[:300] or type(error).__name__
    return _("not well-formed {format}: {error}").format(format=_NAMES[form], error=reason)
