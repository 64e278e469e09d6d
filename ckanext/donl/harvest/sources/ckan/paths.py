"""Paths into a package dict, and the texts that they lead to."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ...selectors import Repair

_OF_RECORD = "record/"


@dataclass(frozen=True)
class Path:
    """A selector of the table, as ``selectors.yaml`` explains it.

    :param languages: keys of a text in several languages, the most wanted first
    :param of_distribution: whether it starts at a distribution, unless its text says otherwise
    """

    text: str
    languages: Sequence[str]
    of_distribution: bool = False
    repair: Repair | None = None

    @property
    def of_record(self) -> bool:
        return self.of_distribution and self.text.startswith(_OF_RECORD)

    def find(self, element: Any, record: Any) -> Iterator[tuple[str, str]]:
        for path, node in self.nodes(element, record):
            for text in _texts(node, self.languages):
                yield path, text

    def nodes(self, element: Any, record: Any) -> Iterator[tuple[str, Any]]:
        """What the path leads to, each with the path to it as reports show it."""
        key = self.text.removeprefix(_OF_RECORD)
        if self.of_distribution and not self.of_record:
            for node in _walk(element, key.split(".")):
                yield f"$.resources[].{key}", node
            return
        for node in _walk(record, key.split(".")):
            yield f"$.{key}", node
        for node in _among_extras(record, key):
            yield f"$.extras[{key}]", node


def _walk(node: Any, keys: Sequence[str]) -> Iterator[Any]:
    if not keys:
        yield node
        return
    node = _unpacked(node)
    for item in node if isinstance(node, list) else [node]:
        if isinstance(item, dict) and keys[0] in item:
            yield from _walk(item[keys[0]], keys[1:])


def _among_extras(record: Any, key: str) -> Iterator[Any]:
    extras = record.get("extras")
    for extra in extras if isinstance(extras, list) else ():
        if isinstance(extra, dict) and extra.get("key") == key:
            yield extra.get("value")


def _texts(node: Any, languages: Sequence[str]) -> Iterator[str]:
    """The texts at a node. A field that is false says as little as one that is absent: CKAN shows
    both the same."""
    node = _unpacked(node)
    if isinstance(node, list):
        for item in node:
            if not isinstance(item, list):
                yield from _texts(item, languages)
    elif isinstance(node, dict):
        wanted = next((node[name] for name in languages if node.get(name)), None)
        if not isinstance(wanted, dict):
            yield from _texts(wanted, languages)
    elif isinstance(node, bool):
        yield from ["true"] if node else []
    elif isinstance(node, str | int | float):
        yield str(node)


def _unpacked(node: Any) -> Any:
    """A list or a dict that CKAN keeps as JSON, because the values of its extras are texts."""
    if not isinstance(node, str) or not node.lstrip().startswith(("[", "{")):
        return node
    try:
        return json.loads(node)
    except (ValueError, RecursionError):
        return node
