"""Where the value lists are: the shipped ones in ``data`` (``lists.yaml`` describes each list,
``<name>.csv`` holds it), and the refreshed ones in a folder of the portal, which come first.

A list is read once per process and then looked up in a dict. At most once a second, and only when a
list is asked for, the folder is looked at: when a file in it is another one than before, or gone,
lists are read again.
"""

from __future__ import annotations

import csv
import logging
import os
import time
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

import yaml

from .. import config
from . import published
from .lists import Entry, UnknownList, ValueList

log = logging.getLogger(__name__)

DATA = Path(__file__).parent / "data"
_PUBLISHED = "https://waardelijsten.dcat-ap-donl.nl/{name}.json"
_LOOK_AFTER = 1.0


def names() -> list[str]:
    """The names of all value lists, in the order of ``lists.yaml``."""
    return list(_described())


def original(name: str) -> str:
    """The list that has the values of this one: itself, or the one that it is another name of.

    :raises UnknownList: there is no list of this name
    """
    return str(_about(name).get("same_as", name))


def refreshable() -> list[str]:
    """The lists that are published, each once."""
    return [
        name
        for name, about in _described().items()
        if "same_as" not in about and about.get("published", True)
    ]


def published_at(name: str) -> str:
    """The address at which the portal of data.overheid.nl publishes a list."""
    return _PUBLISHED.format(name=name)


def get(name: str) -> ValueList:
    """The value list of this name as it is now.

    :raises UnknownList: there is none
    """
    return _lists.get(name)


def look_again() -> None:
    """Do not wait for the second to pass: a list has just been written."""
    _lists.look_at = 0.0


@cache
def shipped(name: str) -> ValueList:
    """The list as it came with this extension.

    :raises UnknownList: there is none
    """
    about = _about(name)
    facts = about if "same_as" not in about else {**_about(about["same_as"]), **about}
    own = {"source": facts["source"], "date": facts["date"]}
    with (DATA / f"{original(name)}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return ValueList(
        name=name,
        title=facts["title"],
        status=facts["status"],
        source=facts["source"],
        date=facts["date"],
        note=" ".join(facts["note"].split()),
        # A row without a source is the list's own; a row with one may be of unknown date.
        entries=(Entry(**(row if row["source"] else {**row, **own})) for row in rows),
    )


def place(folder: Path, name: str) -> Path:
    """The file of a refreshed list."""
    return folder / f"{name}.json"


class _Seen(NamedTuple):
    """What tells one state of the folder from another."""

    folder: Path | None
    files: frozenset[tuple[str, int, int, int]]
    fault: str


class _Lists:
    """The lists as this process has read them."""

    def __init__(self) -> None:
        self.look_at = 0.0
        self._lock = Lock()
        self._seen = _Seen(None, frozenset(), "")
        self._lists: dict[str, ValueList] = {}

    def get(self, name: str) -> ValueList:
        if time.monotonic() >= self.look_at:
            self._look()
        # Kept by hand: were they read again meanwhile, this one belongs to those of before.
        lists = self._lists
        values = lists.get(name)
        if values is None:
            values = lists[name] = _read(name, self._seen.folder)
        return values

    def _look(self) -> None:
        with self._lock:
            if time.monotonic() < self.look_at:
                return
            seen = _look(config.vocabulary_folder())
            if seen != self._seen:
                self._seen = seen
                self._lists = {}
                if seen.fault:
                    log.error("The folder of refreshed value lists is not used: %s", seen.fault)
            self.look_at = time.monotonic() + _LOOK_AFTER


_lists = _Lists()


def _look(folder: Path | None) -> _Seen:
    if folder is None:
        return _Seen(None, frozenset(), "")
    files = set()
    try:
        with os.scandir(folder) as found:
            for file in found:
                if file.name.endswith(".json"):
                    stat = file.stat()
                    files.add((file.name, stat.st_mtime_ns, stat.st_ino, stat.st_size))
    except FileNotFoundError:
        pass  # nothing was refreshed yet, or a file was removed at this very moment
    except OSError as error:
        return _Seen(folder, frozenset(), str(error))
    return _Seen(folder, frozenset(files), "")


def _read(name: str, folder: Path | None) -> ValueList:
    """A list as it is refreshed, or as it is shipped: it is there either way."""
    values = shipped(name)
    if folder is None:
        return values
    try:
        content = place(folder, original(name)).read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return values
    except OSError as error:
        return _with_fault(values, str(error))
    try:
        source, date, entries = published.unpack(content, shipped(original(name)))
    except published.Malformed as error:
        return _with_fault(values, f"{place(folder, original(name))}: {error}")
    return refreshed(name, entries, source, date)


def refreshed(name: str, entries: list[Entry], source: str, date: str) -> ValueList:
    """What a publication makes of a list."""
    values = shipped(name)
    complete = published.completed(entries, shipped(original(name)), source, date)
    return ValueList(name, values.title, "refreshed", source, date, "", complete)


def _with_fault(values: ValueList, fault: str) -> ValueList:
    log.error("A refreshed value list is not used, the shipped one is: %s", fault)
    return ValueList(
        values.name,
        values.title,
        values.status,
        values.source,
        values.date,
        values.note,
        values,
        fault,
    )


def _about(name: str) -> dict[str, Any]:
    about = _described().get(name)
    if about is None:
        raise UnknownList(name, _described())
    return about


@cache
def _described() -> dict[str, dict[str, Any]]:
    described: dict[str, dict[str, Any]] = yaml.safe_load((DATA / "lists.yaml").read_text("utf-8"))
    return described
