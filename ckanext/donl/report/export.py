"""A run's records as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

from ..texts import without_formula

_OF_RECORD = ("guid", "title", "outcome", "stale", "conflict", "name", "source_url")
_OF_REASON = ("field", "value", "selector", "reason")


def csv_lines(records: Iterable[dict[str, Any]]) -> Iterator[str]:
    """One line for each reason of each record, and one for a record without.

    A semicolon between the cells and a byte order mark in front: so a Dutch Excel opens it right.

    :param records: as ``reading.records`` gives them
    """
    yield "\ufeff" + _line((*_OF_RECORD, *_OF_REASON))
    for record in records:
        cells = [record[name] for name in _OF_RECORD]
        for reason in record["reasons"] or [{}]:
            yield _line([*cells, *(reason.get(name, "") for name in _OF_REASON)])


def _line(cells: Iterable[Any]) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerow(map(_cell, cells))
    return text.getvalue()


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    return without_formula(str(value))
