"""Declarative selectors: a table says where each value sits, this reads it from a record."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from lxml import etree

from ..mapping import Value
from .repair import REPAIRS

_OF_RECORD = "record/"


class Place(Protocol):
    """Where values sit; ``path`` is what reports show."""

    @property
    def path(self) -> str: ...

    def texts(self, element: Any, record: Any) -> Iterable[str]:
        """What stands there, of the element or of the record as a whole."""


@dataclass(frozen=True)
class Selector:
    """One XPath in an XML record."""

    path: str
    xpath: etree.XPath
    of_record: bool

    @classmethod
    def compile(cls, path: str, namespaces: dict[str, str]) -> Selector:
        return cls(
            path,
            etree.XPath(path.removeprefix(_OF_RECORD), namespaces=namespaces, smart_strings=False),
            path.startswith(_OF_RECORD),
        )

    def texts(self, element: Any, record: Any) -> Iterator[str]:
        for node in self.xpath(record if self.of_record else element):
            yield node if isinstance(node, str) else "".join(node.itertext())


@dataclass(frozen=True)
class Property:
    """Where the values of one property sit.

    :param all: take the values of every selector, not just of the first that has any
    :param repeated: the property may have several values; else the first is taken
    """

    selectors: Sequence[Place]
    repair: Callable[[str], str]
    all: bool
    repeated: bool

    def read(self, element: Any, record: Any) -> list[Value]:
        """:returns: the values that are not empty, in the order of the selectors and the record"""
        found: list[Value] = []
        for selector in self.selectors:
            for raw in selector.texts(element, record):
                text = self.repair(raw)
                if text:
                    found.append(Value(text, selector.path, raw))
                    if not (self.repeated or self.all):
                        return found
            if found and not self.all:
                break
        return found


class Reader:
    """The properties of one class (dataset, distribution, …) as a table of selectors gives them."""

    def __init__(self, table: dict[str, dict[str, Any]], namespaces: dict[str, str]) -> None:
        self._properties = {name: read_property(row, namespaces) for name, row in table.items()}

    def read(self, element: Any, record: Any) -> dict[str, list[Value]]:
        """:returns: the values of each property that has any"""
        values = {name: prop.read(element, record) for name, prop in self._properties.items()}
        return {name: found for name, found in values.items() if found}


def read_property(row: dict[str, Any], namespaces: dict[str, str]) -> Property:
    """One row of a table of selectors."""
    return Property(
        tuple(Selector.compile(path, namespaces) for path in row["select"]),
        REPAIRS[row.get("repair", "text")],
        row.get("all", False),
        row.get("repeated", False),
    )
