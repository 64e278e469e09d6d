"""Counts the values that a run met and that somebody has to look at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from .model import AMBIGUOUS, UNMAPPED, RunValue

#: So many of the records that have a value are kept with it.
RECORDS_KEPT = 1000


@dataclass
class Tally:
    """Values without mapping and ambiguous licences, each with the records that have it. A record
    counts once for a value, however often it has it."""

    _found: dict[tuple[str, str, str, str], tuple[int, list[str]]] = field(default_factory=dict)

    def note(
        self, guid: str, unmapped: Iterable[Sequence[str]], ambiguous: Iterable[Sequence[str]]
    ) -> None:
        """What one record has.

        :param unmapped: property and value of each
        :param ambiguous: value and target of each licence
        """
        keys = [(UNMAPPED, prop, value, "") for prop, value in unmapped]
        keys += [(AMBIGUOUS, "dataset.license_id", value, target) for value, target in ambiguous]
        for key in dict.fromkeys(keys):
            self._add(key, 1, [guid])

    def add(self, row: RunValue) -> None:
        """What was counted and stored before."""
        self._add((row.kind, row.property, row.value, row.target), row.count, row.records)

    def rows(self, job_id: str) -> Iterator[RunValue]:
        """To be stored with a run."""
        for (kind, prop, value, target), (count, records) in self._found.items():
            yield RunValue(
                job_id=job_id,
                kind=kind,
                property=prop,
                value=value,
                target=target,
                count=count,
                records=records,
            )

    def _add(self, key: tuple[str, str, str, str], count: int, records: list[str]) -> None:
        before, kept = self._found.get(key, (0, []))
        kept += records[: RECORDS_KEPT - len(kept)]
        self._found[key] = before + count, kept
