"""Paths of properties through an RDF graph: where a value sits, in words a table can hold.

    dct:publisher/foaf:name            the name of the publisher
    dct:title/@lang                    the language in which the title is
    ^foaf:primaryTopic/dct:language    the language of what has the dataset as its topic
    record/dct:language                the same of the dataset, in the table of distributions
    dcat:accessService => text         this text, where there is an access service
    .                                  the place itself

Of several texts those in the preferred language are taken.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.term import Node

from ...selectors import Repair

#: Of one step, in one description.
_MOST = 10_000
_LANGUAGE_OF = "@lang"


@dataclass(frozen=True)
class Spot:
    """A node in a graph.

    :param languages: those that are preferred, the first most
    :ivar found: what was read here for each of thousands of distributions, to be read once
    """

    graph: Graph
    node: Node
    languages: tuple[str, ...]
    found: dict[Path, list[tuple[str, str]]] = field(
        default_factory=dict, init=False, compare=False
    )

    def at(self, node: Node) -> Spot:
        return Spot(self.graph, node, self.languages)


@dataclass(frozen=True)
class Path:
    """One path; ``path`` is what reports show."""

    path: str
    steps: tuple[tuple[URIRef, bool], ...]
    of_record: bool = False
    of_language: bool = False
    implied: str = ""
    repair: Repair | None = None

    @classmethod
    def compile(cls, text: str, prefixes: Mapping[str, str], before: str = "") -> Path:
        """:param before: the path to the place that this one starts from, for reports"""
        walk, _arrow, implied = (part.strip() for part in text.partition(" => "))
        names = [name for name in walk.split("/") if name != "."]
        of_record = names[:1] == ["record"]
        of_language = names[-1:] == [_LANGUAGE_OF]
        names = [name for name in names if name not in ("record", _LANGUAGE_OF)]
        shown = "/".join(part for part in (before, walk) if part not in ("", "."))
        steps = tuple(_step(name, prefixes) for name in names)
        return cls(shown, steps, of_record, of_language, implied)

    def nodes(self, spot: Spot) -> list[Node]:
        """What it leads to, each once, in an order that is always the same."""
        found: list[Node] = [spot.node]
        for predicate, inverse in self.steps:
            nodes = {
                node
                for start in found
                for node in (
                    spot.graph.subjects(predicate, start)
                    if inverse
                    else spot.graph.objects(start, predicate)
                )
            }
            found = sorted(nodes, key=lambda node: (isinstance(node, BNode), str(node)))[:_MOST]
        return found

    def find(self, element: Spot, record: Spot) -> Iterator[tuple[str, str]]:
        if not self.of_record:
            yield from self._find(element)
            return
        if self not in record.found:
            record.found[self] = list(self._find(record))
        yield from record.found[self]

    def _find(self, spot: Spot) -> Iterator[tuple[str, str]]:
        nodes = self.nodes(spot)
        if self.implied:
            if nodes:
                yield self.path, self.implied
            return
        for node in _preferred(nodes, spot.languages):
            if not self.of_language:
                yield self.path, str(node)
            elif isinstance(node, Literal) and node.language:
                yield self.path, node.language.partition("-")[0]


def _step(name: str, prefixes: Mapping[str, str]) -> tuple[URIRef, bool]:
    inverse = name.startswith("^")
    prefix, _colon, local = name.removeprefix("^").partition(":")
    return URIRef(prefixes[prefix] + local), inverse


def _preferred(nodes: list[Node], languages: tuple[str, ...]) -> list[Node]:
    """Those in the language that comes first; what is in no language always counts as well, and no
    node without a name of its own is a text."""
    ranked = [(_rank(node, languages), node) for node in nodes if not isinstance(node, BNode)]
    best = min((rank for rank, _node in ranked), default=0)
    none = len(languages)
    kept = [pair for pair in ranked if pair[0] in (best, none)]
    return [node for _rank_, node in sorted(kept, key=lambda pair: pair[0])]


def _rank(node: Node, languages: tuple[str, ...]) -> int:
    """The preferred languages, then none, then English, then any other."""
    language = (node.language or "").lower() if isinstance(node, Literal) else ""
    if not language:
        return len(languages)
    for rank, preferred in enumerate(languages):
        if language == preferred or language.startswith(f"{preferred}-"):
            return rank
    return len(languages) + (1 if language.partition("-")[0] == "en" else 2)
