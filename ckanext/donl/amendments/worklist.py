"""The values that no table and no list knows, over all sources: what administrators should look
at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from ckan import model

from .. import mapping
from ..report.model import FINISHED, UNMAPPED, Run, RunValue
from .lines import tables
from .suggestions import close_to

_EXAMPLES = 3


@dataclass
class Unmapped:
    """A value without mapping.

    :param key: the field whose table lacks it, ``dataset.theme``
    :param count: the number of records that have it
    :param examples: job and guid of some of these records
    """

    catalogue: str
    key: str
    value: str
    count: int = 0
    examples: list[tuple[str, str]] = field(default_factory=list)

    @property
    def list_name(self) -> str:
        """The value list that its target is in."""
        return mapping.mapped_fields()[self.key]

    @property
    def suggestions(self) -> list[str]:
        """URIs that it may mean, the most likely first."""
        return close_to(self.list_name, self.value)


def unmapped(
    source_ids: Sequence[str],
    catalogue: str | None = None,
    key: str | None = None,
    q: str | None = None,
) -> list[Unmapped]:
    """The values without mapping of the last finished run of each of these sources, the most
    frequent first; those that have been given a mapping since are not among them.

    :param q: only values with all of these words
    """
    found: dict[tuple[str, str, str], Unmapped] = {}
    fields = mapping.mapped_fields()
    for (of, _source, asked, folded), (value, count, examples) in _counted(source_ids).items():
        if asked not in fields:
            continue
        line = found.setdefault((of, asked, folded), Unmapped(of, asked, value))
        line.count += count
        line.examples += examples[: _EXAMPLES - len(line.examples)]
    mapped = {name: tables(name) for name in {line.catalogue for line in found.values()}}
    words = mapping.fold(q or "").split()
    chosen = [
        line
        for (_catalogue, _key, folded), line in found.items()
        if catalogue in (None, "", line.catalogue)
        and key in (None, "", line.key)
        and all(word in folded for word in words)
        and not _has(mapped[line.catalogue].get(line.key), line.value)
    ]
    return sorted(chosen, key=lambda line: (-line.count, line.catalogue, line.key, line.value))


def _has(table: mapping.Table | None, value: str) -> bool:
    return table is not None and table.lookup(value) is not None


def _counted(
    source_ids: Sequence[str],
) -> dict[tuple[str, str, str, str], tuple[str, int, list[tuple[str, str]]]]:
    """By catalogue, source, field and folded value: the value, its records, and some of them. Of
    the fields that share a table, the one with the most records counts: they are the same
    records."""
    last = (
        sa.select(Run.job_id, Run.catalogue, Run.source_id)
        .distinct(Run.source_id)
        .where(Run.source_id.in_(source_ids), Run.status == FINISHED, Run.finished.isnot(None))
        .order_by(Run.source_id, Run.started.desc())
        .subquery()
    )
    query = (
        sa.select(
            last.c.job_id,
            last.c.catalogue,
            last.c.source_id,
            RunValue.property,
            RunValue.value,
            RunValue.count,
            RunValue.records[1:_EXAMPLES],
        )
        .join(last, last.c.job_id == RunValue.job_id)
        .where(RunValue.kind == UNMAPPED)
    )
    spelt: dict[tuple[str, str, str, str], tuple[str, int, list[tuple[str, str]]]] = {}
    for job_id, catalogue, source_id, prop, value, count, guids in model.Session.execute(query):
        key = (catalogue, source_id, prop, mapping.fold(value))
        first, before, examples = spelt.get(key, (value, 0, []))
        examples = [*examples, *((job_id, guid) for guid in guids)][:_EXAMPLES]
        spelt[key] = (first, before + count, examples)
    found: dict[tuple[str, str, str, str], tuple[str, int, list[tuple[str, str]]]] = {}
    for (catalogue, source_id, prop, folded), told in spelt.items():
        key = (catalogue, source_id, mapping.table_of(catalogue, prop), folded)
        if key not in found or found[key][1] < told[1]:
            found[key] = told
    return found
