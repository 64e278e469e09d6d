"""From the description of a dataset to its values, as the table ``properties.yaml`` says."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml
from rdflib import URIRef

from ....mapping import Value, Values
from ...selectors import Property
from . import description
from .box import corners
from .graph import NOWHERE
from .paths import Path, Spot
from .repairs import REPAIRS

Found = dict[str, list[Value]]


@dataclass(frozen=True)
class Rows:
    """The rows of one property, each with whether it is read after others gave something, too."""

    rows: tuple[tuple[Property, bool], ...]

    def read(self, element: Spot, record: Spot) -> list[Value]:
        """:returns: the values, none of them twice"""
        found: dict[str, Value] = {}
        for row, also in self.rows:
            if also or not found:
                for value in row.read(element, record):
                    found.setdefault(value.text, value)
        return list(found.values())


@dataclass(frozen=True)
class Group:
    """Properties that are read from one node.

    :param needs: of each of these lists of properties the node has one, if it can be helped
    """

    nodes: tuple[Path, ...]
    needs: tuple[tuple[str, ...], ...]
    properties: dict[Path, dict[str, Rows]]

    def read(self, record: Spot) -> Found:
        first: Found = {}
        for path in self.nodes:
            for node in path.nodes(record):
                spot = record.at(node)
                found = _read(self.properties[path], spot, spot)
                if all(any(name in found for name in names) for names in self.needs):
                    return found
                first = first or found
        return first


class Table:
    """The table, compiled.

    :ivar followed: the properties that lead to what belongs to the description of a dataset
    """

    def __init__(self, table: dict[str, Any]) -> None:
        self._prefixes: dict[str, str] = table["prefixes"]
        self.followed: set[URIRef] = set()
        self.identity = self._rows(table["identity"])
        self.dataset = self._properties(table["dataset"])
        self.groups = [self._group(row) for row in table["groups"].values()]
        self.box = self._rows(table["box"])
        self.distributions = [self._path(text, leads=True) for text in table["distributions"]]
        self.distribution = self._properties(table["distribution"])
        self.together: list[list[str]] = table["together"]

    def _properties(self, table: dict[str, Any], before: str = "") -> dict[str, Rows]:
        return {name: self._rows(rows, before) for name, rows in table.items()}

    def _rows(self, rows: dict[str, Any] | list[dict[str, Any]], before: str = "") -> Rows:
        each = rows if isinstance(rows, list) else [rows]
        return Rows(tuple((self._row(row, before), row.get("also", False)) for row in each))

    def _row(self, row: dict[str, Any], before: str) -> Property:
        return Property(
            [self._path(text, before) for text in row["select"]],
            _starting(row.get("starts", ""), REPAIRS[row.get("repair", "text")]),
            row.get("all", False),
            row.get("repeated", False),
        )

    def _group(self, row: dict[str, Any]) -> Group:
        nodes = tuple(self._path(text, leads=True) for text in row["nodes"])
        properties = {path: self._properties(row["properties"], path.path) for path in nodes}
        return Group(nodes, tuple(map(tuple, row["needs"])), properties)

    def _path(self, text: str, before: str = "", *, leads: bool = False) -> Path:
        path = Path.compile(text, self._prefixes, before)
        steps = path.steps if leads else path.steps[:-1]
        self.followed.update(predicate for predicate, inverse in steps if not inverse)
        return path


def _starting(start: str, repair: Callable[[str], str]) -> Callable[[str], str]:
    """The repair, which drops what does not start as it should."""

    def repaired(raw: str) -> str:
        value = repair(raw)
        return value if value.startswith(start) else ""

    return repaired if start else repair


@cache
def table() -> Table:
    """The shipped table."""
    text = resources.files(__package__).joinpath("properties.yaml").read_text("utf-8")
    return Table(yaml.safe_load(text))


class Description:
    """What is said of one dataset.

    :param content: as ``description.describe`` gives it
    :param languages: those that are preferred, the first most
    """

    def __init__(self, content: bytes, languages: Iterable[str]) -> None:
        """:raises ValueError: it is no description"""
        graph, node = description.parse(content)
        self._record = Spot(graph, node, tuple(languages))

    @property
    def identity(self) -> Value | None:
        """The URI of the dataset, else what it says of its identity."""
        node = self._record.node
        if isinstance(node, URIRef):
            # In a file of which nobody said where it came from a relative address stays one.
            return Value(str(node).removeprefix(NOWHERE), "URI", str(node))
        found = table().identity.read(self._record, self._record)
        return found[0] if found else None

    @property
    def title(self) -> str:
        found = table().dataset["title"].read(self._record, self._record)
        return " ".join(found[0].text.split()) if found else ""

    def texts(self, *names: str) -> set[str]:
        """All texts of properties of the dataset."""
        rows = (table().dataset[name] for name in names)
        return {value.text for row in rows for value in row.read(self._record, self._record)}

    def values(self) -> Values:
        """All values; the identifier is the identity."""
        record = self._record
        dataset = _read(table().dataset, record, record)
        for group in table().groups:
            dataset.update(group.read(record))
        if self.identity:
            own = dataset["identifier"] = [self.identity]
            others = dataset.pop("alternativeIdentifier", [])
            if others := [value for value in others if value.text != own[0].text]:
                dataset["alternativeIdentifier"] = others
        return Values(dataset, self._distributions(), self._coordinates())

    def _distributions(self) -> list[Found]:
        nodes = dict.fromkeys(
            node for path in table().distributions for node in path.nodes(self._record)
        )
        found = (self._distribution(self._record.at(node)) for node in nodes)
        # RDF has no order; by title people find their way.
        return sorted(found, key=lambda values: [_first(values, name) for name in _ORDER])

    def _distribution(self, spot: Spot) -> Found:
        values = _read(table().distribution, spot, self._record)
        for names in table().together:
            if not all(name in values for name in names):
                for name in names:
                    values.pop(name, None)
        return values

    def _coordinates(self) -> tuple[Value, Value, Value, Value] | None:
        for value in table().box.read(self._record, self._record):
            box = corners(value.text)
            if box:
                west, north, east, south = (Value(n, value.selector, value.raw) for n in box)
                return west, north, east, south
        return None


_ORDER = ("title", "accessURL", "format")


def _first(values: Found, name: str) -> str:
    return values[name][0].text if name in values else ""


def _read(properties: dict[str, Rows], element: Spot, record: Spot) -> Found:
    found = {name: rows.read(element, record) for name, rows in properties.items()}
    return {name: values for name, values in found.items() if values}
