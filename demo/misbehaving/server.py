"""The server, and the table of its faults."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace

from demo.csw import Page, Query, Reply, StaticCsw
from demo.records import Record

Fault = Callable[["MisbehavingCsw", Query], Reply]
FAULTS: dict[str, Fault] = {}


class MisbehavingCsw(StaticCsw):
    """A StaticCsw with a fault in its answers to `operations`; without a fault it is well.

    Faults about one record take the record at position `at` (from 1); those that wait, wait for
    `pause` seconds.
    """

    def __init__(
        self,
        records: Iterable[Record | bytes] = (),
        fault: str | None = None,
        at: int = 7,
        operations: Collection[str] = ("GetRecords",),
        pause: float = 20.0,
    ) -> None:
        super().__init__(records)
        self.fault = fault
        self.at = at
        self.pause = pause
        self.operations = operations

    def answer(self, query: Query) -> Reply:
        """The reply to a query, spoilt by the fault."""
        if self.fault is None or query.operation not in self.operations:
            return super().answer(query)
        return FAULTS[self.fault](self, query)

    @property
    def turn(self) -> int:
        """Which query this is, from 1, among those that the fault is about."""
        return sum(query.operation in self.operations for query in self.queries)

    def hits_victim(self, query: Query) -> bool:
        """Does the window of the query hold the record at `at`?"""
        return query.start <= self.at < query.start + min(query.maximum, self.largest)


def fault(function: Fault) -> Fault:
    """Put a function in FAULTS under its own name."""
    FAULTS[function.__name__] = function
    return function


def with_records(page: Page, records: tuple[bytes, ...], following: int | None) -> Page:
    """The page with other records, and a nextRecord."""
    return replace(page, records=records, returned=len(records), following=following)
