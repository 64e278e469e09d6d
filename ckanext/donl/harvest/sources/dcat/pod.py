"""Reads data.json (Project Open Data, DCAT-US 1.1): from a document to records, from a record to
its values. Where each value sits is in ``pod.yaml``."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import Any, NoReturn
from urllib.parse import quote

import yaml
from ckan.plugins.toolkit import _

from ....mapping import Value, Values
from ... import repair
from ...record import Record, Unreadable
from ...selectors import Reader, read_property

# The database's index on guids takes 2,704 bytes.
_LONGEST_GUID = 600
# Bytes of one dataset. A large one has some 100,000.
_LARGEST = 2_000_000
_DEEPEST = 50
_BOX = re.compile(r"\s*,\s*".join([r"(-?\d{1,3}(?:\.\d{1,20})?)"] * 4))


class _Table:
    """The table of selectors, compiled."""

    def __init__(self, table: dict[str, Any]) -> None:
        self.dataset = Reader(table["dataset"])
        self.distribution = Reader(table["distribution"])
        self.distributions: str = table["distributions"]
        self.box = read_property(table["box"])
        self.identifiers: dict[str, str] = table["identifiers"]


@cache
def _table() -> _Table:
    text = resources.files(__package__).joinpath("pod.yaml").read_text("utf-8")
    return _Table(yaml.safe_load(text))


def datasets(content: bytes) -> list[Record | Unreadable]:
    """The datasets of a document, each a :class:`Record` or, when it cannot be taken in, an
    :class:`Unreadable`. The content of a record is its dataset as JSON with its names in order; one
    that stands twice is there once.

    :raises ValueError: this is no data.json, with the reason in words
    """
    document = _parse(content)
    entries = document.get("dataset") if isinstance(document, dict) else None
    if not isinstance(entries, list):
        raise ValueError(_('this is no data.json: it has no list called "dataset"'))
    items = [_item(number, entry) for number, entry in enumerate(entries, 1)]
    return list(_once(items))


def _once(items: list[Record | Unreadable]) -> Iterator[Record | Unreadable]:
    first: dict[str, Record] = {}
    for item in items:
        if not isinstance(item, Record):
            yield item
            continue
        same = first.setdefault(item.guid, item)
        if same is item:
            yield item
        elif same.content != item.content:
            reason = _("two different datasets have the identifier {guid}")
            yield Unreadable(reason.format(guid=item.guid))


def _parse(content: bytes) -> Any:
    try:
        return json.loads(content.decode("utf-8-sig"), parse_constant=_no_number)
    except RecursionError as error:
        raise ValueError(_("this is no data.json: it is nested too deeply")) from error
    except ValueError as error:
        raise ValueError(_("this is not JSON: {error}").format(error=error)) from error


def _no_number(constant: str) -> NoReturn:
    raise ValueError(_("{constant} is no number").format(constant=constant))


def _item(number: int, entry: Any) -> Record | Unreadable:
    """:param number: its place in the document, for messages"""
    guid = _text(entry, "identifier")
    if not 0 < len(guid) <= _LONGEST_GUID:
        reason = _("dataset {number} has no identifier, or one of more than {most} characters")
        return Unreadable(reason.format(number=number, most=_LONGEST_GUID))
    try:
        content = _canonical(entry)
    except ValueError as error:
        reason = _("dataset {number} ({guid}) cannot be read: {error}")
        return Unreadable(reason.format(number=number, guid=ascii(guid), error=error))
    return Record(guid, content, " ".join(_text(entry, "title").split()))


def _text(entry: Any, name: str) -> str:
    """A text of a dataset, empty when it has none."""
    value = entry.get(name) if isinstance(entry, dict) else None
    return repair.text(value) if isinstance(value, str) else ""


def _canonical(entry: Any) -> bytes:
    """:raises ValueError: it is nested too deeply, too large, or holds what is no text"""
    if _too_deep(entry):
        raise ValueError(_("it is nested more than {most} deep").format(most=_DEEPEST))
    text = json.dumps(
        entry, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
    )
    content = text.encode("utf-8")
    if len(content) > _LARGEST:
        raise ValueError(
            _("it has {size} bytes, at most {most} are read").format(
                size=len(content), most=_LARGEST
            )
        )
    return content


def _too_deep(entry: Any) -> bool:
    nodes = [entry]
    for _level in range(_DEEPEST):
        nodes = [
            child
            for node in nodes
            if isinstance(node, dict | list)
            for child in (node.values() if isinstance(node, dict) else node)
        ]
    return bool(nodes)


def read(content: bytes, catalogue: str = "dcat") -> Values:
    """The values of a record.

    :param content: of a record that :func:`datasets` gave
    :param catalogue: the mapping tables that its source uses
    """
    table, record = _table(), json.loads(content)
    values = Values(
        dataset=table.dataset.read(record, record),
        distributions=[
            table.distribution.read(distribution, record)
            for distribution in _objects(record.get(table.distributions))
        ],
        coordinates=_corners(table.box.read(record, record)),
    )
    values.dataset["identifier"] = [
        Value(identifier(value.text, catalogue), value.selector, value.raw)
        for value in values.dataset["identifier"]
    ]
    return values


def _objects(found: Any) -> list[Any]:
    """The objects of a list; one that stands without a list is one."""
    items = found if isinstance(found, list) else [found]
    return [item for item in items if isinstance(item, dict)]


def _corners(found: list[Value]) -> tuple[Value, Value, Value, Value] | None:
    """West, north, east and south of a box."""
    box = _BOX.fullmatch(found[0].text) if found else None
    if box is None:
        return None
    west, south, east, north = (
        Value(corner, found[0].selector, found[0].raw) for corner in box.groups()
    )
    return west, north, east, south


def identifier(guid: str, catalogue: str = "dcat") -> str:
    """The URI by which the portal knows this record; one that is a web address stays it.

    :param catalogue: the mapping tables that its source uses
    """
    pattern = "" if repair.is_url(guid) else _table().identifiers.get(catalogue, "")
    return pattern.format(guid=quote(guid, safe="")) if pattern else guid
