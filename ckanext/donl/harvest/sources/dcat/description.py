"""What a graph says of one dataset, as a text that is always the same for the same dataset.

rdflib's own canonical form is not used: it takes exponential time for graphs that are made for it.
Here a node without a URI is named after what is said of it, to a bounded depth.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection
from urllib.parse import quote

from ckan.plugins.toolkit import _
from rdflib import FOAF, RDF, XSD, BNode, Graph, Literal, Namespace, URIRef
from rdflib.plugins.parsers.ntriples import NTGraphSink, W3CNTriplesParser
from rdflib.term import Node

from ...language import number
from .bounds import MAX_CHARACTERS_OF_ONE, MAX_STATEMENTS_OF_ONE, TooLarge
from .graph import NOWHERE

#: Steps from a dataset to what is still part of it.
MAX_DEPTH = 6

DCAT = Namespace("http://www.w3.org/ns/dcat#")
DONL = Namespace("https://data.overheid.nl/dcat.rdf#")
SCHEMA = Namespace("http://schema.org/")
_DATASETS = (DCAT.Dataset, SCHEMA.Dataset, DONL.Dataset)
_CATALOGUES = (DCAT.Catalog, SCHEMA.DataCatalog)
_LISTS_DATASETS = (DCAT.dataset, SCHEMA.dataset)
# Of their own, and never part of the dataset that refers to them.
_THEMSELVES = (*_DATASETS, *_CATALOGUES, DCAT.DatasetSeries, DCAT.CatalogRecord)

Triple = tuple[Node, Node, Node]

_ROOT = "dataset"
_FIRST_SUBJECT = re.compile(r"<([^>]*)>|_:(\w+)")
_NOT_IN_IRI = re.compile(r'[\x00-\x20<>"{}|\\^`\x7f\ud800-\udfff]')
_ESCAPED = re.compile(r'["\\\x00-\x1f\x7f]')
_SURROGATE = re.compile("[\ud800-\udfff]")


def datasets(graph: Graph) -> list[Node]:
    """The datasets that a graph describes, those with a URI first, in an order that is always the
    same. What is only referred to from another dataset is not among them."""
    found = {node for cls in _DATASETS for node in graph.subjects(RDF.type, cls)}
    found = {node for node in found if not _is_reference(graph, node)}
    found.update(node for node in _listed(graph) if (node, None, None) in graph)
    found.difference_update(graph.subjects(RDF.type, DCAT.Catalog))
    return sorted(found, key=lambda node: _place(graph, node))


def _place(graph: Graph, node: Node) -> tuple[bool, str]:
    """Of a node without a URI what is said of it decides: its name is another in every reading."""
    if not isinstance(node, BNode):
        return False, str(node)
    said = graph.predicate_objects(node)
    return True, "\n".join(sorted(f"{p} {o}" for p, o in said if not isinstance(o, BNode)))


def listed_only(graph: Graph) -> set[str]:
    """The URIs of datasets that a catalogue in the graph has, and that the graph says nothing
    of."""
    return {
        str(node)
        for node in _listed(graph)
        if isinstance(node, URIRef) and (node, None, None) not in graph
    }


def services(graph: Graph) -> set[Node]:
    """The data services that a graph describes as members of a catalogue."""
    return set(graph.objects(None, DCAT.service))


def is_series(graph: Graph, node: Node) -> bool:
    return (node, RDF.type, DCAT.DatasetSeries) in graph


def _listed(graph: Graph) -> set[Node]:
    nodes = {node for predicate in _LISTS_DATASETS for node in graph.objects(None, predicate)}
    return {node for node in nodes if not isinstance(node, Literal)}


def _is_reference(graph: Graph, node: Node) -> bool:
    """Whether all that is said of a node is its class, where something else refers to it."""
    said = set(graph.predicates(node))
    referring = set(graph.predicates(None, node)) - {*_LISTS_DATASETS, FOAF.primaryTopic}
    return said <= {RDF.type} and bool(referring)


def describe(graph: Graph, root: Node, followed: Collection[URIRef]) -> bytes:
    """All that is said of a dataset, of the parts that have no URI, and of what it refers to by one
    of the ``followed`` properties; and, of the catalogue's record of it, the plain facts.

    :returns: N-Triples, those about the dataset itself first, each once and in order
    :raises TooLarge: that is more than is read
    """
    return _canonical(_said(graph, root, followed), root)


def _said(graph: Graph, root: Node, followed: Collection[URIRef]) -> list[Triple]:
    triples: list[Triple] = []
    characters = 0
    seen = {root}
    level = [root]
    for _depth in range(MAX_DEPTH):
        following: list[Node] = []
        for node in level:
            for predicate, object_ in graph.predicate_objects(node):
                triples.append((node, predicate, object_))
                characters += len(str(node)) + len(str(object_))
                if len(triples) > MAX_STATEMENTS_OF_ONE or characters > MAX_CHARACTERS_OF_ONE:
                    raise TooLarge(
                        _(
                            "more is said of it than {statements} statements and {characters} "
                            "characters"
                        ).format(
                            statements=number(MAX_STATEMENTS_OF_ONE),
                            characters=number(MAX_CHARACTERS_OF_ONE),
                        )
                    )
                wanted = isinstance(object_, BNode) or predicate in followed
                if wanted and object_ not in seen and _is_part(graph, object_):
                    seen.add(object_)
                    following.append(object_)
        level = following
    for record in sorted(graph.subjects(FOAF.primaryTopic, root), key=str)[:1]:
        triples += [
            (record, predicate, object_)
            for predicate, object_ in graph.predicate_objects(record)
            if not isinstance(object_, BNode)
        ]
    return triples


def _is_part(graph: Graph, node: Node) -> bool:
    return not isinstance(node, Literal) and not any(
        (node, RDF.type, cls) in graph for cls in _THEMSELVES
    )


def _canonical(triples: list[Triple], root: Node) -> bytes:
    names = _names(triples, root)
    lines = {
        (subject != root, f"{_term(subject, names)} {_term(predicate, names)} {_term(o, names)} .")
        for subject, predicate, o in triples
    }
    return "".join(f"{line}\n" for _of_part, line in sorted(lines)).encode()


def _names(triples: list[Triple], root: Node) -> dict[Node, str]:
    """Names for the nodes without a URI, made of what is said of them: two of which the same is
    said are one."""
    said: dict[Node, list[tuple[Node, Node]]] = {}
    for subject, predicate, object_ in triples:
        for node in (subject, object_):
            if isinstance(node, BNode):
                said.setdefault(node, [])
        if isinstance(subject, BNode):
            said[subject].append((predicate, object_))
    names = dict.fromkeys(said, "b")
    for _depth in range(MAX_DEPTH):
        names = {
            node: _digest(sorted(f"{p} {_term(o, names)}" for p, o in pairs))
            for node, pairs in said.items()
        }
    if isinstance(root, BNode):
        names[root] = _ROOT
    return names


def _digest(lines: list[str]) -> str:
    return "b" + hashlib.sha256("\n".join(lines).encode()).hexdigest()[:20]


def _term(node: Node, names: dict[Node, str]) -> str:
    if isinstance(node, BNode):
        return f"_:{names[node]}"
    if isinstance(node, Literal):
        text = f'"{_ESCAPED.sub(_escape, _SURROGATE.sub("�", node))}"'
        if node.language:
            return f"{text}@{node.language}"
        plain = node.datatype is None or node.datatype == XSD.string
        return text if plain else f"{text}^^<{iri(node.datatype)}>"
    return f"<{iri(node)}>"


def _escape(match: re.Match[str]) -> str:
    character = match.group()
    return f"\\{character}" if character in '"\\' else f"\\u{ord(character):04X}"


def iri(node: object) -> str:
    """A URI with a scheme, and without the characters that no URI has and real ones do have."""
    text = _NOT_IN_IRI.sub(lambda match: quote(match.group(), safe="", errors="replace"), str(node))
    return text if text.find(":") > 0 else f"{NOWHERE}{text}"


def parse(content: bytes) -> tuple[Graph, Node]:
    """The statements of :func:`describe`, and the dataset that they are about.

    :raises ValueError: it is no such text
    """
    text = content.decode()
    first = _FIRST_SUBJECT.match(text)
    if first is None:
        raise ValueError(_("the record holds no statements"))
    graph = Graph()
    nodes: dict[str, BNode] = {}
    parser = W3CNTriplesParser(NTGraphSink(graph), nodes)
    try:
        for parser.line in text.split("\n"):
            parser.parseline()
    except Exception as error:  # rdflib lets errors of every kind through
        raise ValueError(_("not well-formed N-Triples: {error}").format(error=error)) from error
    root = URIRef(first.group(1)) if first.group(1) is not None else nodes[first.group(2)]
    return graph, root
