"""Value lists read from the package's own files: ``data/lists.yaml`` describes each list,
``data/<name>.csv`` holds it.

A list is read once per process, when it is first asked for; then a look-up is one in a dict.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from ckan.plugins.toolkit import _

DATA = Path(__file__).parent / "data"


class UnknownList(KeyError):
    """There is no value list of this name."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name

    def __str__(self) -> str:
        return _("There is no value list '{name}'; the value lists are: {names}").format(
            name=self.name, names=", ".join(names())
        )


@dataclass(frozen=True)
class Entry:
    """One value of a list.

    :param parent: URI of the broader value in the same list, or empty
    :param type: kind of organisation, or empty
    :param source: where the value comes from
    :param date: date of that source (``YYYY`` or ``YYYY-MM-DD``), empty when it is not known
    """

    uri: str
    label_nl: str
    label_en: str
    parent: str = ""
    type: str = ""
    source: str = ""
    date: str = ""


class ValueList:
    """A value list: ``uri in values``, iteration and ``len`` work on it.

    :ivar title: its name in the standard
    :ivar status: ``complete`` (a copy of the whole list), ``old`` (the same, known to miss newer
        values), ``partial`` or ``reconstructed`` (put together from other publications)
    :ivar note: in plain words what is missing and whose wording the labels are
    :ivar source: where the values without a source of their own come from
    :ivar date: date of that source
    """

    def __init__(
        self,
        name: str,
        title: str,
        status: str,
        source: str,
        date: str,
        note: str,
        rows: list[dict[str, str]],
    ) -> None:
        self.name = name
        self.title = title
        self.status = status
        self.source = source
        self.date = date
        self.note = note
        own = {"source": source, "date": date}
        # A row without a source is the list's own; a row with one may be of unknown date.
        self._entries = {
            row["uri"]: Entry(**(row if row["source"] else {**row, **own})) for row in rows
        }

    def __contains__(self, uri: object) -> bool:
        return uri in self._entries

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries.values())

    def __len__(self) -> int:
        return len(self._entries)

    def __repr__(self) -> str:
        return f"<ValueList {self.name}: {len(self)} values>"

    def entry(self, uri: str) -> Entry | None:
        """The value with this URI, None when the list does not have it."""
        return self._entries.get(uri)

    def label(self, uri: str, lang: str) -> str:
        """What a value is called.

        :param lang: a language of CKAN's; Dutch for ``nl``, English for every other one
        :returns: the label, or the URI itself when the list does not have it
        """
        entry = self._entries.get(uri)
        if entry is None:
            return uri
        return entry.label_nl if lang.startswith("nl") else entry.label_en


def names() -> list[str]:
    """The names of all value lists, in the order of ``lists.yaml``."""
    return list(_described())


@cache
def get(name: str) -> ValueList:
    """The value list of this name.

    :raises UnknownList: there is none
    """
    about = _described().get(name)
    if about is None:
        raise UnknownList(name)
    facts = about if "same_as" not in about else {**_described()[about["same_as"]], **about}
    return ValueList(
        name=name,
        title=facts["title"],
        status=facts["status"],
        source=facts["source"],
        date=facts["date"],
        note=" ".join(facts["note"].split()),
        rows=_rows(about.get("same_as", name)),
    )


@cache
def _described() -> dict[str, dict[str, Any]]:
    described: dict[str, dict[str, Any]] = yaml.safe_load((DATA / "lists.yaml").read_text("utf-8"))
    return described


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
