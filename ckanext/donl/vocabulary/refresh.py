"""How a value list is refreshed from what is published."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ckan.plugins.toolkit import _

from .. import config
from . import loading, published
from .lists import Entry, ValueList
from .published import Malformed, Refused

#: Size of a published list; the largest was 400 kB.
MAX_BYTES = 10_000_000
#: Share of the values in use that a publication may lack. Value lists grow: what is abolished stays
#: valid, for older data are about it. Ten of a hundred gone at once is the wrong list, a list cut
#: off, or other addresses for the same values, and would make every dataset with them invalid at
#: its next change. It is also the share of a source's datasets that a harvest deletes on its own.
#: Of a list of less than ten values each one counts.
MAX_LOST = 0.1


class Shrunken(Refused):
    """Too many of the values in use are not in the publication.

    :param lost: those values
    :param total: how many are in use
    """

    def __init__(self, lost: list[str], total: int) -> None:
        super().__init__(lost, total)
        self.lost = lost
        self.total = total

    def __str__(self) -> str:
        few = 3
        more = ", …" if len(self.lost) > few else ""
        return _(
            "it lacks {lost} of the {total} values in use ({values}); more than {percentage} % is "
            "suspicious"
        ).format(
            lost=len(self.lost),
            total=self.total,
            values=", ".join(self.lost[:few]) + more,
            percentage=round(MAX_LOST * 100),
        )


@dataclass(frozen=True)
class Change:
    """What a refresh did to a list.

    :param added: values that it did not have
    :param lost: values that it has no more
    :param changed: values with another label, broader value or type
    """

    values: ValueList
    added: tuple[str, ...]
    lost: tuple[str, ...]
    changed: tuple[str, ...]


def refresh(name: str, content: bytes, source: str, *, accept_shrunken: bool = False) -> Change:
    """Put a published list in the place of the one in use, for all processes of the portal.

    :param name: a list; the values of one that is another's ``same_as`` are that other's
    :param content: the list in the published format
    :param source: where that was read, in words or as a URL
    :param accept_shrunken: take it however many values it lacks
    :raises UnknownList: there is no such list
    :raises Refused: the publication cannot be used or is suspicious, or the folder cannot be
        written; nothing has changed
    """
    name = loading.original(name)
    if len(content) > MAX_BYTES:
        raise Malformed(_("it is larger than {maximum} bytes").format(maximum=MAX_BYTES))
    entries = published.parse(content, loading.shipped(name))
    today = date.today().isoformat()
    new, old = loading.refreshed(name, entries, source, today), loading.get(name)
    lost = [entry.uri for entry in old if entry.uri not in new]
    if len(lost) > MAX_LOST * len(old) and not accept_shrunken:
        raise Shrunken(lost, len(old))
    _write(name, published.pack(name, source, today, entries))
    loading.look_again()
    return Change(
        new,
        tuple(entry.uri for entry in new if entry.uri not in old),
        tuple(lost),
        tuple(entry.uri for entry in new if _differs(entry, old.entry(entry.uri))),
    )


def _differs(new: Entry, old: Entry | None) -> bool:
    return old is not None and (new.label_nl, new.label_en, new.parent, new.type) != (
        old.label_nl,
        old.label_en,
        old.parent,
        old.type,
    )


def _write(name: str, text: str) -> None:
    """Replace the file of a list: who reads it meanwhile reads the old one or the new one."""
    folder = config.vocabulary_folder()
    if folder is None:
        raise Refused(_("there is no folder to keep it in: set ckanext.donl.vocabulary.folder"))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=folder, prefix=f".{name}.")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
                # The command may run as another user than the portal.
                os.fchmod(file.fileno(), 0o644)
            Path(temporary).replace(loading.place(folder, name))
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise Refused(
            _("{folder} cannot be written: {error}").format(
                folder=folder, error=error.strerror or error
            )
        ) from error
