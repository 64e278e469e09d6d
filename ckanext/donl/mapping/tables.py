"""What a source catalogue's values are mapped to: value tables, defaults and block lists."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from ckan.plugins.toolkit import _

from .. import vocabulary
from .properties import properties


class MappingError(Exception):
    """A mapping file cannot be used.

    :param file: the file, as it is named in its folder
    :param reason: what is wrong, and what is expected
    """

    def __init__(self, file: str, reason: str) -> None:
        super().__init__(file, reason)
        self.file = file
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.file}: {self.reason}"


@dataclass(frozen=True)
class Problem:
    """Something in a catalogue's mappings that should be repaired; they can be used meanwhile.

    :param catalogue: name of the catalogue
    :param where: the field (``dataset.theme``) or the file
    :param what: what is wrong, in words
    """

    catalogue: str
    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.catalogue}: {self.where}: {self.what}"


@dataclass(frozen=True)
class Row:
    """One line of a value table.

    :param value: as it stands in records
    :param target: what it becomes
    :param ambiguous: the value can mean several things, of which the target is a choice
    """

    value: str
    target: str
    note: str = ""
    ambiguous: bool = False


def fold(value: str) -> str:
    """The form in which two values are the same: case and the amount of white space make no
    difference."""
    return " ".join(value.split()).casefold()


class Table:
    """The value table of one field; iteration gives its rows."""

    def __init__(self, rows: Mapping[str, Row]) -> None:
        """:param rows: rows by the folded form of their value"""
        self._rows = dict(rows)

    def lookup(self, raw: str) -> Row | None:
        """The row for a value, whatever its case and outer white space."""
        return self._rows.get(fold(raw))

    def updated(self, other: Table) -> Table:
        """This table with the other's rows in the place of its own."""
        return Table({**self._rows, **other._rows})

    def __iter__(self) -> Iterator[Row]:
        return iter(self._rows.values())

    def __len__(self) -> int:
        return len(self._rows)


@dataclass(frozen=True)
class Catalogue:
    """Everything that decides how the values of one source catalogue are mapped.

    :param tables: by field, ``dataset.theme`` or ``distribution.format``
    :param defaults: by field
    :param blocked: values that keep a record out, or a distribution, by field
    :param by_label: the fields whose values are also known by their names in the value list
    :param remarks: problems met while loading
    """

    name: str
    title: str
    tables: Mapping[str, Table]
    defaults: Mapping[str, str]
    blocked: Mapping[str, frozenset[str]]
    by_label: frozenset[str] = frozenset()
    remarks: tuple[Problem, ...] = ()

    @cached_property
    def version(self) -> str:
        """Short SHA-256 of all that decides a mapping.

        The same whatever the order of the lines and the files they came from; another one as soon
        as a target, a flag, a default, a blocked value or a value of a value list changes. Notes do
        not count.
        """
        lists = {line.value_list for line in properties().values() if line.value_list}
        decisive = {
            "tables": {
                key: sorted((fold(row.value), row.target, row.ambiguous) for row in table)
                for key, table in self.tables.items()
            },
            "defaults": dict(self.defaults),
            "blocked": {key: sorted(values) for key, values in self.blocked.items()},
            "lists": {name: sorted(entry.uri for entry in vocabulary.get(name)) for name in lists},
        }
        if self.by_label:
            decisive["by_label"] = {key: _labels(key) for key in self.by_label}
        text = json.dumps(decisive, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:12]


def _labels(key: str) -> list[str]:
    """What decides which names the values of a field's list have."""
    values = vocabulary.get(properties()[key].value_list or "")
    return sorted("\t".join((e.uri, e.label_nl, e.label_en, e.type)) for e in values)


def problems(catalogue: Catalogue) -> list[Problem]:
    """What is wrong with a catalogue's mappings: what was odd while loading, fields that mapping
    does not know, and targets and defaults that are not in their value list."""
    found = list(catalogue.remarks)
    known = properties()
    fields = {*catalogue.tables, *catalogue.defaults, *catalogue.blocked, *catalogue.by_label}
    for key in sorted(fields - known.keys()):
        found.append(Problem(catalogue.name, key, _("mapping knows no such field")))
    for key, table in catalogue.tables.items():
        what = _("'{value}' becomes {target}, which is not in value list {list}")
        for row in table:
            found += _outside(catalogue, key, row.target, what, row.value)
    for key, default in catalogue.defaults.items():
        what = _("the default {target} is not in value list {list}")
        found += _outside(catalogue, key, default, what)
    return found


def _outside(
    catalogue: Catalogue, key: str, target: str, what: str, value: str = ""
) -> list[Problem]:
    """The problem of a target that is not in the value list of its field, if it is one."""
    line = properties().get(key)
    if line is None or line.value_list is None:
        return []
    values = vocabulary.get(line.value_list)
    if target in values:
        return []
    return [
        Problem(catalogue.name, key, what.format(value=value, target=target, list=values.title))
    ]
