"""Adds, removes and gives the lines that override the file tables of a catalogue."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import sqlalchemy as sa
from ckan import model
from ckan.plugins.toolkit import _
from sqlalchemy.dialects.postgresql import insert

from .. import mapping, vocabulary
from ..texts import is_storable
from .model import Line

_LONGEST = 5000


class WrongLine(ValueError):
    """A line cannot be stored.

    :param field: catalogue, property, value or target
    :param reason: what is wrong, and what is allowed
    """

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(field, reason)
        self.field = field
        self.reason = reason


def save(
    catalogue: str, property: str, value: str, target: str, *, author: str, note: str = ""
) -> dict[str, Any]:
    """Store a line, in the place of the one that this value has.

    :param property: a field; of those that share a table any one
    :raises WrongLine: the catalogue or the field has no tables, or the target is not in its list
    """
    _check(catalogue, property, value, target, note)
    line = {
        "catalogue": catalogue,
        "property": mapping.table_of(catalogue, property),
        "value": " ".join(value.split()),
        "folded": mapping.fold(value),
        "target": target,
        "note": note,
        "author": author,
        "created": datetime.now(timezone.utc).replace(tzinfo=None),
    }
    statement = insert(Line).values(line)
    keys = (Line.catalogue, Line.property, sa.func.md5(Line.folded))
    model.Session.execute(
        statement.on_conflict_do_update(
            index_elements=keys,
            set_={name: line[name] for name in ("value", "target", "note", "author", "created")},
        )
    )
    model.Session.commit()
    return line


def remove(line_id: int) -> None:
    """Remove a line; it may have been removed already."""
    model.Session.execute(sa.delete(Line).where(Line.id == line_id))
    model.Session.commit()


def get(line_id: int) -> Line | None:
    """One line, None when there is none with this id."""
    line: Line | None = model.Session.get(Line, line_id)
    return line


def stored(catalogue: str | None = None) -> list[Line]:
    """The lines, the newest first."""
    query = sa.select(Line).order_by(Line.created.desc(), Line.id.desc())
    if catalogue is not None:
        query = query.where(Line.catalogue == catalogue)
    return list(model.Session.scalars(query))


def tables(catalogue: str) -> dict[str, mapping.Table]:
    """The lines of a catalogue as tables, by field; they are put over the file tables."""
    rows: dict[str, dict[str, mapping.Row]] = {}
    for line in stored(catalogue):
        row = mapping.Row(line.value, line.target, line.note)
        rows.setdefault(line.property, {})[line.folded] = row
    return {key: mapping.Table(found) for key, found in rows.items()}


def _check(catalogue: str, property: str, value: str, target: str, note: str) -> None:
    if catalogue not in mapping.catalogues():
        known = ", ".join(mapping.catalogues())
        raise WrongLine("catalogue", _("Must be one of: {allowed}").format(allowed=known))
    fields = mapping.mapped_fields()
    if property not in fields:
        known = ", ".join(sorted(fields))
        raise WrongLine("property", _("Must be one of: {allowed}").format(allowed=known))
    for name, text in (("value", value), ("note", note)):
        if len(text) > _LONGEST:
            reason = _("Must be a text of at most {maximum} characters").format(maximum=_LONGEST)
            raise WrongLine(name, reason)
        if not is_storable(text):
            raise WrongLine(name, _("Must be a text"))
    if not value.strip():
        raise WrongLine("value", _("A value is required"))
    values = vocabulary.get(fields[property])
    if target not in values:
        reason = _('"{target}" is not in the value list {list}').format(
            target=target, list=values.title
        )
        raise WrongLine("target", reason)
