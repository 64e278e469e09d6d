"""From a document that is not trusted to an RDF graph, by rdflib, which is not trusted with it
either: it follows contexts, guesses addresses, and knows no bounds."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Iterable
from typing import Any

from ckan.plugins.toolkit import _
from rdflib import Dataset, Graph, URIRef
from rdflib.plugins.parsers.jsonld import to_rdf
from rdflib.plugins.stores.memory import SimpleMemory

from . import formats, jsonld, literals, rdfxml
from .bounds import MAX_SECONDS, MAX_STATEMENTS, TooLarge, too_many, too_slow

#: What relative addresses are relative to in a file of which nobody said where it came from.
NOWHERE = "http://nowhere.invalid/"

_QUERY_ONLY = re.compile(r'<(\?[^\s<>"]*)>')
_HTTP_SCHEMA, _HTTPS_SCHEMA = "http://schema.org/", "https://schema.org/"

# A warning with a traceback for every date that is none would let a source fill the log.
logging.getLogger("rdflib.term").setLevel(logging.ERROR)
literals.bound()


class _Store(SimpleMemory):
    """Takes what is in named graphs for one graph, schema.org by https for schema.org by http, and
    no more of it than the bounds allow."""

    # rdflib's reader of JSON-LD asks for these.
    context_aware = True
    graph_aware = True

    def __init__(self, max_statements: int, max_seconds: float) -> None:
        super().__init__()
        self._max_statements = max_statements
        self._left = max_statements
        self._max_seconds = max_seconds
        self._until = time.monotonic() + max_seconds

    def add(self, triple: Any, context: Any, quoted: bool = False) -> None:
        self._left -= 1
        if self._left < 0:
            raise too_many(self._max_statements)
        if self._left % 64 == 0 and time.monotonic() > self._until:
            raise too_slow(self._max_seconds)
        subject, predicate, object_ = triple
        super().add((subject, _as_http(predicate), _as_http(object_)), context, quoted)

    def add_graph(self, graph: Graph) -> None:
        """Nothing: there is one graph."""


def _as_http(term: Any) -> Any:
    if isinstance(term, URIRef) and term.startswith(_HTTPS_SCHEMA):
        return URIRef(_HTTP_SCHEMA + term[len(_HTTPS_SCHEMA) :])
    return term


class _Unbound:
    """Keeps no prefixes: to find a free one for each of thousands takes rdflib hours."""

    def bind(self, *_args: Any, **_kwargs: Any) -> None:
        pass


class _Graph(_Unbound, Graph):
    pass


class _Dataset(_Unbound, Dataset):
    pass


def parse(
    content: bytes,
    form: str,
    base: str = NOWHERE,
    *,
    max_statements: int = MAX_STATEMENTS,
    max_seconds: float = MAX_SECONDS,
) -> Graph:
    """The graph of an RDF/XML or a Turtle document.

    :param form: XML or TURTLE of ``formats``
    :param base: its address
    :raises ValueError: it cannot be read, or is too large
    """
    graph = _Graph(_Store(max_statements, max_seconds))
    try:
        if form == formats.XML:
            rdfxml.parse(content, graph, base, max_seconds)
        else:
            text = _with_whole_queries(formats.text(content), base)
            graph.parse(data=text, format=form, publicID=base)
    except (TooLarge, formats.Unreadable):
        raise
    except Exception as error:  # rdflib lets errors of every kind through
        raise ValueError(_not_well_formed(form, error)) from error
    return graph


def of_json_ld(
    documents: Iterable[Any],
    base: str = NOWHERE,
    *,
    max_statements: int = MAX_STATEMENTS,
    max_seconds: float = MAX_SECONDS,
) -> Graph:
    """The graph of JSON-LD documents.

    :param documents: as JSON gives them
    :raises ValueError: one cannot be read, refers to a context elsewhere, or is too large
    """
    store = _Store(max_statements, max_seconds)
    for document in documents:
        within = jsonld.closed(document)
        try:
            to_rdf(within, _Dataset(store, default_union=True), base)
        except TooLarge:
            raise
        except Exception as error:  # rdflib lets errors of every kind through
            raise ValueError(_not_well_formed(formats.JSON, error)) from error
    return _Graph(store)


def _with_whole_queries(turtle: str, base: str) -> str:
    """The Turtle with ``<?page=2>`` written in full: rdflib forgets the last part of the path."""
    path = base.partition("#")[0].partition("?")[0]
    return _QUERY_ONLY.sub(lambda match: f"<{path}{match.group(1)}>", turtle)


_NAMES = {formats.XML: "RDF/XML", formats.TURTLE: "Turtle", formats.JSON: "JSON-LD"}


def _not_well_formed(form: str, error: Exception) -> str:
    if isinstance(error, RecursionError):
        return _("the document is nested too deeply")
    return _("not well-formed {format}: {error}").format(format=_NAMES[form], error=_reason(error))


def _reason(error: Exception) -> str:
    return " ".join(str(error).split())[:300] or type(error).__name__
