"""Pages through a catalogue that tells by Hydra or as a linked data platform where it goes on.

Nothing of it can be trusted: pages may repeat, point back, never end, or hold less than announced.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from urllib.parse import urldefrag, urljoin

from ckan.plugins.toolkit import _
from rdflib import Graph, Namespace
from rdflib.namespace import RDF
from rdflib.term import BNode, Node

from ...announced import Announced, not_delivered
from ...language import number
from ...record import Fault, Item, LeftOut, Record, Unreadable
from ...repair import is_url

MAX_PAGES = 10_000
# Pages in a row that bring nothing new.
_MAX_STALLED = 5

HYDRA = Namespace("http://www.w3.org/ns/hydra/core#")
LDP = Namespace("http://www.w3.org/ns/ldp#")
_NEXT = (HYDRA.next, HYDRA.nextPage, LDP.nextPage)


@dataclass(frozen=True)
class Links:
    """Where a catalogue goes on.

    :param following: address of the next page, empty on the last
    :param total: how many members the catalogue says it has, None when it does not
    """

    following: str = ""
    total: int | None = None

    def or_else(self, following: str) -> Links:
        """These, with another next page where they have none."""
        return self if self.following else replace(self, following=following)


@dataclass(frozen=True)
class Page:
    """One page.

    :param url: its address
    :param items: its records, as they are read
    :param listed: URIs of records that it lists and does not describe
    :param others: what it holds that the catalogue may count, beside records
    """

    url: str
    items: Iterator[Item]
    links: Links
    listed: frozenset[str] = frozenset()
    others: frozenset[Node] = frozenset()


def links(graph: Graph, url: str) -> Links:
    """What a page says of those beside it.

    :param url: its address; of several pages that it speaks of, this one counts
    """
    found = {
        (str(page), str(following))
        for predicate in _NEXT
        for page, following in graph.subject_objects(predicate)
        if following != RDF.nil and not isinstance(following, BNode)
    }
    own = {following for page, following in found if _same(page, url)}
    following = sorted(own or {following for _page, following in found})
    totals = {str(total) for total in graph.objects(None, HYDRA.totalItems)}
    numbers = [int(total) for total in totals if total.isascii() and total.isdigit()]
    return Links(
        urljoin(url, following[0]) if following else "",
        numbers[0] if len(numbers) == 1 else None,
    )


def _same(one: str, other: str) -> bool:
    return urldefrag(one).url == urldefrag(other).url


class Paging:
    """One walk through a catalogue.

    :param ask: gives the page at an address; raises SourceError when it cannot be had
    """

    def __init__(self, ask: Callable[[str], Page], url: str, batch: int = 100) -> None:
        self._ask = ask
        self._url = url
        self._batch = batch
        self._seen: set[str] = set()
        self._here: set[str] = set()  # on the page that is read
        # Of all that is known of each record; the records themselves would fill the memory.
        self._hashes: set[int] = set()
        self._listed: set[str] = set()
        self._others: set[Node] = set()
        self._unreadable = 0
        self._announced = Announced()

    def pages(self) -> Iterator[list[Item]]:
        """The records in batches, none of them twice, at last the faults of the catalogue.

        :raises SourceError: the catalogue cannot be read any further
        """
        visited: list[str] = []
        stalled = 0
        following = self._url
        while following:
            page = self._ask(following)
            visited += [following, page.url]
            self._here.clear()
            before, came = len(self._seen), 0
            for items in self._batches(page.items):
                came += len(items)
                yield self._fresh(items)
            self._note(page)
            stalled = 0 if len(self._seen) > before else stalled + 1
            following = page.links.following
            fault = self._why_end(following, visited, stalled, came)
            if following and fault:
                yield [Fault(fault)]
                break
        yield [*self._faults()]

    def _why_end(self, following: str, visited: list[str], stalled: int, came: int) -> str:
        """Why a catalogue that has a next page is not read any further."""
        if following in visited:
            return _("the catalogue goes round in a circle: its next page is {url} again").format(
                url=following
            )
        if stalled and came:
            return _("the page {url} holds the same as pages before it").format(url=visited[-1])
        if stalled >= _MAX_STALLED:
            return _("{count} pages in a row, until {url}, hold no datasets").format(
                count=stalled, url=visited[-1]
            )
        if len(visited) >= 2 * MAX_PAGES:
            return _("the catalogue has more than {maximum} pages").format(
                maximum=number(MAX_PAGES)
            )
        return ""

    def _batches(self, items: Iterator[Item]) -> Iterator[list[Item]]:
        batch: list[Item] = []
        for item in items:
            batch.append(item)
            if len(batch) == self._batch:
                yield batch
                batch = []
        if batch:
            yield batch

    def _fresh(self, items: list[Item]) -> list[Item]:
        """The items without those that came before. A record that is another one under the identity
        of one that came before cannot be taken in; but of a dataset with a URI a page may say less
        than the page that it is on."""
        fresh: list[Item] = []
        for item in items:
            if isinstance(item, Record | LeftOut):
                if hash(item) in self._hashes:
                    continue
                self._hashes.add(hash(item))
                before = item.guid in self._seen and item.guid not in self._here
                if before and is_url(item.guid):
                    continue
                self._here.add(item.guid)
                if item.guid in self._seen:
                    reason = _("two different datasets have the identifier {guid}")
                    item = Unreadable(reason.format(guid=item.guid))
                else:
                    self._seen.add(item.guid)
            if isinstance(item, Unreadable):
                self._unreadable += 1
            fresh.append(item)
        return fresh

    def _note(self, page: Page) -> None:
        self._listed |= page.listed
        self._others |= page.others
        self._announced.note(page.links.total)

    def _faults(self) -> list[Fault]:
        count = len(self._seen) + self._unreadable
        # Catalogues count their data services among their members, or do not.
        faults = self._announced.faults(count, count + len(self._others))
        missing = sorted(self._listed - self._seen)
        return [*faults, not_delivered(missing)] if missing else faults
