"""A catalogue in which one record goes and another comes while it is read. Its size tells nothing
of it; the record that moved from the next page to one that was read already is not gone."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from ckanext.donl.harvest.settings import parse
from ckanext.donl.harvest.sources import SOURCES

from .kinds import KINDS, Kind
from .walking import walk

SIZE, COUNT = 10, 35

IS_LATER_PAGE: dict[str, Callable[[Any], bool]] = {
    "csw": lambda query: query.start > 1,
    "cbs": lambda request: "$skip" in request.parameters,
    "ckan": lambda request: request.parameters.get("start", "0") != "0",
}


def changing(kind: Kind, before: list[Any], after: list[Any]) -> Any:
    """A server whose records are other ones once the first page is out."""

    class Changing(kind.server):  # type: ignore[name-defined]
        def answer(self, asked: Any) -> Any:
            if IS_LATER_PAGE[kind.type](asked):
                self.records = after
            return super().answer(asked)

    return Changing(before)


@pytest.mark.parametrize("name", IS_LATER_PAGE)
def test_what_nobody_saw_is_not_gone(name: str) -> None:
    kind = KINDS[name]
    records = sorted(kind.valid(COUNT), key=lambda record: record.id)
    source_type = SOURCES[name]
    config = parse(json.dumps({**kind.config, "page_size": SIZE}), source_type.settings_table)
    for after in (records[:-1], [*records[:3], *records[4:]]):
        with changing(kind, records[:-1], after) as server:
            found = walk(source_type(server.source_url, config))
        changed = "the catalogue changed while it was read" in found.faults
        assert changed == (after != records[:-1])
        assert changed or not found.faults
