"""Declarative selectors: a table says where each value sits, this reads it from a record in XML, or
in JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Protocol

from lxml import etree

from ..mapping import Value
from .repair import REPAIRS

Repair = Callable[[str], str]
_OF_RECORD = "record/"
# Values that a distribution has from its record: with all of thousands for each of thousands of
# distributions a record of a megabyte would fill the memory.
_MOST_OF_RECORD = 100


class Finder(Protocol):
    """A selector in the language of one kind of records."""

    @property
    def repair(self) -> Repair | None:
        """What its texts need, None when it is what those of the property need."""

    @property
    def of_record(self) -> bool:
        """Whether it selects from the whole record, for a part of it."""

    def find(self, element: Any, record: Any) -> Iterator[tuple[str, str]]:
        """The selector as reports show it, with each text that it selects.

        :param element: the part of the record that is read, such as one distribution
        :param record: the whole, for what a part has from it
        """


@dataclass(frozen=True)
class Selector:
    """One XPath."""

    path: str
    xpath: etree.XPath
    of_record: bool
    repair: Repair | None = None

    @classmethod
    def compile(cls, path: str, namespaces: dict[str, str]) -> Selector:
        return cls(
            path,
            etree.XPath(path.removeprefix(_OF_RECORD), namespaces=namespaces, smart_strings=False),
            path.startswith(_OF_RECORD),
        )

    def find(self, element: Any, record: Any) -> Iterator[tuple[str, str]]:
        for node in self.xpath(record if self.of_record else element):
            yield self.path, node if isinstance(node, str) else "".join(node.itertext())


@dataclass(frozen=True)
class JsonPath:
    """Names from the record down, as ``$.contactPoint.fn``. A list stands for each of its items;
    what is no text, number or truth value is passed over."""

    path: str
    names: tuple[str, ...]
    of_record: bool
    repair: Repair | None = None

    @classmethod
    def compile(cls, path: str) -> JsonPath:
        """:raises ValueError: this is no such path"""
        root, *names = path.removeprefix(_OF_RECORD).split(".")
        if root != "$" or not all(names):
            raise ValueError(path)
        return cls(path, tuple(names), path.startswith(_OF_RECORD))

    def find(self, element: Any, record: Any) -> Iterator[tuple[str, str]]:
        nodes = [record if self.of_record else element]
        for name in self.names:
            nodes = [node[name] for node in _each(nodes) if isinstance(node, dict) and name in node]
        for node in _each(nodes):
            if isinstance(node, bool):
                yield self.path, "true" if node else "false"
            elif isinstance(node, str | int | float):
                yield self.path, str(node)


def _each(nodes: list[Any]) -> Iterator[Any]:
    """The nodes, the items of a list in its place."""
    for node in nodes:
        yield from node if isinstance(node, list) else (node,)


@dataclass(frozen=True)
class Property:
    """Where the values of one property sit.

    :param all: take the values of every selector, not just of the first that has any
    :param repeated: the property may have several values; else the first is taken
    """

    selectors: Sequence[Finder]
    repair: Repair
    all: bool
    repeated: bool

    def read(self, element: Any, record: Any) -> list[Value]:
        """:returns: the values that are not empty, in the order of the selectors and the record"""
        found: list[Value] = []
        for selector in self.selectors:
            repair = selector.repair or self.repair
            most = _MOST_OF_RECORD if selector.of_record else None
            for path, raw in islice(selector.find(element, record), most):
                text = repair(raw)
                if text:
                    found.append(Value(text, path, raw))
                    if not (self.repeated or self.all):
                        return found
            if found and not self.all:
                break
        return found


class Reader:
    """The properties of one class (dataset, distribution, …) as a table of selectors gives them."""

    def __init__(
        self, table: dict[str, dict[str, Any]], namespaces: dict[str, str] | None = None
    ) -> None:
        """:param namespaces: those of the XPaths; None for a table of JSON paths"""
        self._properties = {name: read_property(row, namespaces) for name, row in table.items()}

    def read(self, element: Any, record: Any) -> dict[str, list[Value]]:
        """:returns: the values of each property that has any"""
        values = {name: prop.read(element, record) for name, prop in self._properties.items()}
        return {name: found for name, found in values.items() if found}


def read_property(row: dict[str, Any], namespaces: dict[str, str] | None = None) -> Property:
    """One row of a table of selectors.

    :param namespaces: those of the XPaths; None for a table of JSON paths
    """
    return Property(
        tuple(
            JsonPath.compile(path) if namespaces is None else Selector.compile(path, namespaces)
            for path in row["select"]
        ),
        REPAIRS[row.get("repair", "text")],
        row.get("all", False),
        row.get("repeated", False),
    )
