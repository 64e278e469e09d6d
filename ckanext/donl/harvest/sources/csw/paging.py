"""Pages through a CSW catalogue of which neither the counts nor the positions can be trusted.

Position, announced number and ``nextRecord`` are what servers get wrong: pages shorter than asked,
overlapping or repeated pages, ``nextRecord`` of 0, past the end or going back. So the position is
counted from the records that have really come: the next page begins after the last *new* one.
``nextRecord`` is not read at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ckan.plugins.toolkit import _

from ...announced import Announced, Overlap
from ...http import BadAnswer, SourceError
from ...record import Fault, Item, LeftOut, Record, Unreadable
from .protocol import Page, Refused

_MAX_UNREADABLE = 20
_MAX_STALLED = 3
_MAX_RECORDS = 1_000_000

Ask = Callable[[int, int], Page]


class Paging:
    """One walk through a catalogue.

    :param ask: gives the page from a position, of a size; raises BadAnswer for a page that cannot
        be had
    """

    def __init__(self, ask: Ask, page_size: int) -> None:
        self._ask = ask
        self._size = page_size
        self._seen: set[str] = set()
        self._unreadable = 0
        self._announced = Announced()
        self._overlap = Overlap()

    def pages(self) -> Iterator[list[Item]]:
        """The records, page by page and none of them twice, at last the faults of the catalogue.

        :raises SourceError: the catalogue cannot be read any further
        """
        position, stalled, beyond = 1, 0, False
        while self._count < _MAX_RECORDS:
            if beyond:
                page = self._beyond(position)
            else:
                page = self._window(self._overlap.before(position, self._size), self._size)
            self._announced.note(page.matched)
            self._overlap.note([getattr(item, "guid", "") for item in page.records])
            fresh = self._fresh(page.records)
            yield fresh
            if fresh:
                stalled, position = 0, 1 + self._count
            else:
                stalled, position = stalled + 1, position + self._size
                self._overlap.note([])
            end = self._announced.last
            beyond = not page.records if end is None else position > end
            # A server that takes the number of records from the page itself announces the end after
            # every page: a full page deserves one more request.
            if (beyond and len(page.records) < self._size) or stalled == _MAX_STALLED:
                break
        yield [*self._faults()]

    @property
    def _count(self) -> int:
        return len(self._seen) + self._unreadable

    def _beyond(self, position: int) -> Page:
        """A page past the announced end, which some servers answer with an exception report."""
        try:
            return self._ask(position, self._size)
        except Refused:
            return Page()

    def _fresh(self, records: list[Item]) -> list[Item]:
        fresh: list[Item] = []
        for item in records:
            if isinstance(item, Record | LeftOut):
                if item.guid in self._seen:
                    continue
                self._seen.add(item.guid)
            else:
                self._unreadable += 1
            fresh.append(item)
        return fresh

    def _window(self, start: int, size: int) -> Page:
        """A page; one that cannot be had is halved until the record that breaks it is alone."""
        try:
            return self._ask(start, size)
        except BadAnswer as error:
            if not error.less_may_help:
                raise
            if size == 1:
                return Page(None, [self._broken(start, error)])
        left = self._window(start, size // 2)
        right = self._window(start + size // 2, size - size // 2)
        return Page(right.matched or left.matched, left.records + right.records)

    def _broken(self, position: int, error: BadAnswer) -> Unreadable:
        if position == 1 and not self._answers(2):
            # Neither the first nor the second can be had: it is not a record that is broken, it is
            # the catalogue.
            raise error
        if self._unreadable >= _MAX_UNREADABLE:
            raise SourceError(
                _(
                    "more than {maximum} records cannot be delivered, the last at position "
                    "{position}: {error}"
                ).format(maximum=_MAX_UNREADABLE, position=position, error=error)
            ) from error
        return Unreadable(
            _("the record at position {position} cannot be delivered: {error}").format(
                position=position, error=error
            )
        )

    def _answers(self, position: int) -> bool:
        try:
            self._ask(position, 1)
        except BadAnswer:
            return False
        return True

    def _faults(self) -> list[Fault]:
        if self._announced.last is None:
            return [Fault(_("the catalogue does not say how many records it has"))]
        return [*self._announced.faults(self._count), *self._overlap.faults()]
