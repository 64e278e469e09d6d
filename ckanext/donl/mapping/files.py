"""The two forms of mapping files: our own CSV, and the JSON of the portal's published mappings
(repository dataoverheid/donlsync-mappings). Each function takes the bytes of a file and its name,
for the messages.

In a published table a value may stand twice. The portal's synchroniser keys the lines by spelling,
the last line of a spelling replacing the former ones, and then takes the first spelling that equals
the value but for case. So does this module, and says so where the targets differ.
"""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from ckan.plugins.toolkit import _

from .properties import properties
from .tables import MappingError, Row, Table, fold

_COLUMNS = {"value", "target", "ambiguous", "note"}
_JSON_KEYS = {"name", "target_value", "ambiguous", "note"}


def table_from_csv(content: bytes, file: str) -> tuple[Table, list[str]]:
    """A value table of ours: columns value and target, and as one likes ambiguous (``yes`` or
    empty) and note.

    :returns: the table, and what is odd about it
    :raises MappingError: the file cannot be read
    """
    rows = []
    for line, cells in _csv_lines(content, file, required={"value", "target"}, allowed=_COLUMNS):
        flag = cells.get("ambiguous", "").lower()
        if flag not in ("", "yes"):
            reason = _("line {line}: ambiguous is '{value}'; write yes or leave it empty")
            raise MappingError(file, reason.format(line=line, value=flag))
        rows.append(Row(cells["value"], cells["target"], cells.get("note", ""), flag == "yes"))
    table, conflicts = _table(rows)
    times = Counter(fold(row.value) for row in rows)
    what = _("'{value}' has {count} lines; one is enough")
    return table, conflicts or [
        what.format(value=value, count=count) for value, count in times.items() if count > 1
    ]


def blocked_from_csv(content: bytes, file: str) -> dict[str, frozenset[str]]:
    """A block list of ours: columns property, value and note.

    :raises MappingError: the file cannot be read
    """
    columns = {"property", "value", "note"}
    blocked: dict[str, set[str]] = {}
    for _line, cells in _csv_lines(content, file, required={"property", "value"}, allowed=columns):
        blocked.setdefault(cells["property"], set()).add(cells["value"])
    return {key: frozenset(values) for key, values in blocked.items()}


def table_from_json(content: bytes, file: str) -> tuple[Table, list[str]]:
    """A published value mapping: a list of ``{"name": …, "target_value": …}``, to which ``note``
    (text) and ``ambiguous`` (true or false) may be added.

    :returns: the table, and what is odd about it
    :raises MappingError: the file cannot be read
    """
    rows, remarks = [], []
    for number, line in _json_lines(content, file, "name", "target_value"):
        note, ambiguous = line.get("note", ""), line.get("ambiguous", False)
        if not isinstance(note, str) or not isinstance(ambiguous, bool):
            reason = _("line {number}: note must be a text and ambiguous true or false")
            raise MappingError(file, reason.format(number=number))
        for key in sorted(line.keys() - _JSON_KEYS):
            what = _("line {number} has the key '{key}', which is not used; known are: {known}")
            remarks.append(what.format(number=number, key=key, known=", ".join(sorted(_JSON_KEYS))))
        rows.append(Row(line["name"].strip(), line["target_value"].strip(), note, ambiguous))
    table, conflicts = _table(rows)
    return table, remarks + conflicts


def as_json(table: Table) -> bytes:
    """A value table as it is published, in the order of its values."""
    lines = [
        {
            "name": row.value,
            "target_value": row.target,
            **({"note": row.note} if row.note else {}),
            **({"ambiguous": True} if row.ambiguous else {}),
        }
        for row in sorted(table, key=lambda row: fold(row.value))
    ]
    return f"{json.dumps(lines, ensure_ascii=False, indent=2)}\n".encode()


def read_json(content: bytes, file: str) -> list[Row]:
    """The lines of a published value mapping.

    :raises MappingError: the file cannot be read
    """
    return list(table_from_json(content, file)[0])


def blocked_from_json(content: bytes, file: str) -> frozenset[str]:
    """A published block list: a list of ``{"name": …, "blacklisted": …}``.

    :raises MappingError: the file cannot be read
    """
    lines = _json_lines(content, file, "name", "blacklisted")
    return frozenset(line["blacklisted"].strip() for _number, line in lines)


def defaults_from_json(content: bytes, file: str) -> tuple[dict[str, str], list[str]]:
    """Published defaults: an object of the synchroniser's names (``description``,
    ``resource.format``) and values.

    :returns: defaults by our fields, and what is odd: names for which there is no field
    :raises MappingError: the file cannot be read
    """
    ours = {line.default: key for key, line in properties().items() if line.default}
    published = _json(content, file)
    if not isinstance(published, dict) or not all(_is_text(v) for v in published.values()):
        raise MappingError(file, _("expected an object of names and texts, none of them empty"))
    what = _("there is no field for the default '{name}'; known are: {known}")
    remarks = [
        what.format(name=name, known=", ".join(sorted(ours)))
        for name in published
        if name not in ours
    ]
    return {ours[name]: text.strip() for name, text in published.items() if name in ours}, remarks


def _table(rows: Iterable[Row]) -> tuple[Table, list[str]]:
    """:returns: the table, and the values that have two targets"""
    spelled: dict[str, Row] = {}
    others: dict[str, Row] = {}
    for row in rows:
        former = spelled.get(row.value)
        if former is not None and former.target != row.target:
            others[row.value] = former
        spelled[row.value] = row
    folded: dict[str, Row] = {}
    for row in spelled.values():
        first = folded.setdefault(fold(row.value), row)
        if first.target != row.target:
            others[first.value] = row
    what = _("'{value}' has two targets, {target} and {other}; the former is used")
    return Table(folded), [
        what.format(value=value, target=folded[fold(value)].target, other=other.target)
        for value, other in others.items()
    ]


def _csv_lines(
    content: bytes, file: str, required: set[str], allowed: set[str]
) -> Iterator[tuple[int, dict[str, str]]]:
    """The lines of a CSV file with their number, cells trimmed."""
    reader = csv.reader(io.StringIO(_text(content, file), newline=""), strict=True)
    try:
        lines = [(reader.line_num, cells) for cells in reader if cells]
    except csv.Error as error:
        reason = _("line {line} is not CSV: {error}")
        raise MappingError(file, reason.format(line=reader.line_num, error=error)) from error
    columns = lines[0][1] if lines else []
    if not required <= set(columns) <= allowed:
        reason = _("has the columns {columns}; expected are {required}, and as you like {optional}")
        found = ", ".join(columns) or "-"
        needed, optional = ", ".join(sorted(required)), ", ".join(sorted(allowed - required))
        raise MappingError(file, reason.format(columns=found, required=needed, optional=optional))
    for number, cells in lines[1:]:
        if len(cells) != len(columns):
            reason = _("line {line} does not have {count} cells; quote a cell with a comma in it")
            raise MappingError(file, reason.format(line=number, count=len(columns)))
        named = {column: cell.strip() for column, cell in zip(columns, cells, strict=True)}
        if not all(named[column] for column in required):
            reason = _("line {line}: {required} must not be empty")
            needed = ", ".join(sorted(required))
            raise MappingError(file, reason.format(line=number, required=needed))
        yield number, named


def _json_lines(content: bytes, file: str, *required: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """The lines of a published list with their number, the required keys being texts."""
    lines = _json(content, file)
    names = _(" and ").join(f"'{key}'" for key in required)
    if not isinstance(lines, list):
        raise MappingError(file, _("expected a list of lines with {names}").format(names=names))
    for number, line in enumerate(lines, 1):
        if not isinstance(line, dict) or not all(_is_text(line.get(key)) for key in required):
            reason = _(
                "line {number} is {line}; expected an object with {names}, texts that are not empty"
            )
            shown = json.dumps(line, ensure_ascii=False)[:200]
            raise MappingError(file, reason.format(number=number, line=shown, names=names))
        yield number, line


def _json(content: bytes, file: str) -> Any:
    try:
        return json.loads(_text(content, file))
    except (json.JSONDecodeError, RecursionError) as error:
        raise MappingError(file, _("is not JSON: {error}").format(error=error)) from error


def _text(content: bytes, file: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise MappingError(file, _("is not UTF-8 text: {error}").format(error=error)) from error


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())
