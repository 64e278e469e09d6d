"""Walks through a portal by ``package_search``, of which neither the counts nor the pages can be
trusted.

The next page begins after as many results as have come: a portal may give fewer than it was asked
for. What came twice, or did not come, shows in the count.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from ckan.plugins.toolkit import _

from ...announced import Announced, Overlap
from ...http import BadAnswer
from ...record import Item, Unreadable
from . import reading
from .portal import Found

#: As many as CKAN gives at once unless it is configured otherwise.
_LARGEST = 1000
_MAX_RECORDS = 1_000_000
_LIST = {"fl": "id,metadata_modified,dataset_type", "sort": "id asc"}
# The question as we would like to ask it, then as old and careful portals understand it.
_QUESTIONS: tuple[dict[str, str], ...] = (_LIST, {"sort": _LIST["sort"]}, {})
# A portal may refuse a parameter with any of these; others say that it is not there or not open.
_OF_THE_QUESTION = (200, 400, 409, 500)

Ask = Callable[..., Found]


class Listing:
    """One walk through a portal.

    :param ask: asks ``package_search`` with parameters; raises BadAnswer
    :param item: makes an item of a result, which is a whole package or only its id and date
    :param page_size: how many results are asked for where they may be whole packages
    """

    def __init__(self, ask: Ask, item: Callable[[Any], Item], page_size: int) -> None:
        self._ask = ask
        self._item = item
        self._size = page_size
        self._seen: set[str] = set()
        self._unreadable = 0
        self._announced = Announced()
        self._overlap = Overlap()

    def pages(self) -> Iterator[list[Item]]:
        """The records, page by page and none of them twice, at last the faults of the portal.

        :raises SourceError: the portal cannot be read (any further)
        """
        start, rows = 0, self._size
        question, found = self._first(rows)
        while True:
            self._announced.note(found.count)
            self._overlap.note(list(map(reading.guid, found.results)))
            fresh = self._fresh(found.results)
            yield fresh
            start += len(found.results)
            if not fresh or start >= min(found.count, _MAX_RECORDS):
                break
            if not any(map(is_whole, found.results)):
                rows = _LARGEST
            start = self._overlap.before(start, rows)
            found = self._ask(**question, start=start, rows=rows)
        count = len(self._seen) + self._unreadable
        yield [*self._announced.faults(count), *self._overlap.faults()]

    def _first(self, rows: int) -> tuple[dict[str, str], Found]:
        """The first page, and the question that the portal answers with it."""
        refusals: list[BadAnswer] = []
        for question in _QUESTIONS:
            try:
                return question, self._ask(**question, start=0, rows=rows)
            except BadAnswer as error:
                refusals.append(error)
                if error.status not in _OF_THE_QUESTION:
                    break
        raise refusals[0]

    def _fresh(self, results: list[Any]) -> list[Item]:
        fresh: list[Item] = []
        for result in results:
            guid = reading.guid(result)
            if guid in self._seen:
                continue
            if guid:
                self._seen.add(guid)
            else:
                self._unreadable += 1
            fresh.append(self._item(result))
        return fresh


def is_whole(result: Any) -> bool:
    """Whether a result is a package, not only what was asked of it."""
    return isinstance(result, dict) and "resources" in result


def without_id() -> Unreadable:
    """A result that cannot be told from others."""
    return Unreadable(_("the catalogue delivers a record without a usable id"))
