"""How an OData catalogue is asked: which collections it has, page by page, and the tables by
name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Protocol
from urllib.parse import parse_qsl, quote, urlencode, urljoin, urlsplit

from ckan.plugins.toolkit import _

from ...announced import Announced, Overlap
from ...http import BadAnswer, Client, SourceError
from ...record import Fault
from . import document
from .document import Page, Row

_MAX_ROWS = 1_000_000
# A server may refuse a question of more than a hundred terms (each name is four of them), and an
# address of more than 2,048 characters.
_NAMES_AT_ONCE = 20
# CBS hands out no more rows at once.
_MOST_ROWS = 10_000
# Whatever comes is read; JSON is the smaller.
_ACCEPT = {
    "Accept": "application/json;odata=minimalmetadata, application/json;q=0.9, "
    "application/atom+xml;q=0.8, application/xml;q=0.7"
}


@dataclass(frozen=True)
class Edition:
    """What differs between the versions of OData, as CBS uses them.

    :param collection: its name of the collection of tables
    :param counting: what asks for the number of rows
    :param listed: what a listing asks of each table: its names, and all that tells of a change
    :param has_themes: the themes of tables are in collections beside it
    """

    collection: str
    counting: dict[str, str]
    listed: tuple[str, ...]
    has_themes: bool


# The parameters that ask for the number of rows.
_COUNTING = ("$inlinecount", "$count")
EDITIONS = (
    Edition(
        "Tables",
        {"$inlinecount": "allpages"},
        ("ID", "Identifier", "Catalog", "Modified", "MetaDataModified", "Updated"),
        True,
    ),
    Edition(
        "Datasets", {"$count": "true"}, ("Identifier", "Catalog", "Modified", "Version"), False
    ),
)


def name_of(row: Any, key: str) -> str:
    """What a row is called, empty when it is no row or has no usable name."""
    name = row.get(key) if isinstance(row, dict) else None
    return "" if name is None or isinstance(name, bool | list | dict) else str(name)


class Ask(Protocol):
    """Gives the answer at an address; raises SourceError when there is none."""

    def __call__(self, url: str, parameters: dict[str, str]) -> Page: ...


@dataclass
class Walk:
    """One walk through a collection, with what the server says of its size.

    :param key: the property that names a row
    :param size: how many rows a question asks for
    :ivar repeats: the last page that came had rows, and none of them new
    """

    ask: Ask
    url: str
    parameters: dict[str, str]
    key: str
    size: int
    announced: Announced = field(default_factory=Announced)
    overlap: Overlap = field(default_factory=Overlap)
    seen: set[str] = field(default_factory=set)
    nameless: int = 0
    repeats: bool = False

    def pages(self) -> Iterator[list[Any]]:
        """The rows, page by page, and none of them twice.

        The server's own link to the next page is followed; where it gives none and there is more,
        the next rows are asked for by their position.

        :raises SourceError: the collection cannot be read any further
        """
        url, parameters = self.url, {**self.parameters, "$top": str(self.size)}
        visited, delivered, overlapping = set(), 0, 0
        while delivered < _MAX_ROWS:
            page = self.ask(url, parameters)
            delivered += len(page.rows)
            self.announced.note(page.announced)
            self.overlap.note([name_of(row, self.key) for row in page.rows])
            fresh = list(self._fresh(page.rows))
            yield fresh
            self.repeats = len(page.rows) > overlapping and not fresh
            if page.following:
                url, parameters = self._next(url, page.following), {}
                # The server itself knows where it is.
                self.overlap.note([])
                if url in visited:
                    raise SourceError(_("{url} leads to itself as the next page").format(url=url))
                visited.add(url)
            elif fresh and self._goes_on(delivered):
                start = self.overlap.before(delivered, self.size)
                delivered, overlapping = start, delivered - start
                url = self.url
                parameters = {
                    **self.parameters,
                    "$top": str(self.size),
                    "$skip": str(delivered),
                }
            else:
                return

    def _fresh(self, rows: list[Any]) -> Iterator[Any]:
        for row in rows:
            name = name_of(row, self.key)
            if not name:
                self.nameless += 1
            elif name in self.seen:
                continue
            else:
                self.seen.add(name)
            yield row

    def _goes_on(self, delivered: int) -> bool:
        """Whether there may be more. Of a server that was asked for the number of its rows and does
        not say it only an empty page is the end: it may give fewer than it is asked for."""
        announced = self.announced.last
        if announced is not None:
            return delivered < announced
        counted = any(name in self.parameters for name in _COUNTING)
        return counted or delivered % self.size == 0

    @staticmethod
    def _next(url: str, following: str) -> str:
        address = urljoin(url, following)
        if urlsplit(address).hostname != urlsplit(url).hostname:
            raise SourceError(
                _("{url} refers to another server for its next page: {next}").format(
                    url=url, next=address
                )
            )
        return address

    def faults(self) -> list[Fault]:
        """Why this walk may not have seen everything."""
        if self.announced.last is None and self.repeats:
            return [Fault(_("the catalogue does not say how many records it has"))]
        count = self.nameless + len(self.seen)
        return [*self.announced.faults(count), *self.overlap.faults()]


@dataclass
class Themes:
    """The titles of the themes of tables, by both names that a table has."""

    titles: dict[str, set[str]] = field(default_factory=dict)

    def of(self, row: Row) -> set[str]:
        """The titles of the themes of one table."""
        names = (name_of(row, "ID"), name_of(row, "Identifier"))
        return next((self.titles[name] for name in names if name in self.titles), set())


class Service:
    """The OData catalogue at an address.

    :param url: of the collection of tables, or of the catalogue; what its query says is asked with
        every question
    :param catalogs: names of the OData catalogs of which tables are wanted; all when empty
    :param page_size: how many rows are asked for at once
    """

    def __init__(self, url: str, catalogs: Iterable[str], page_size: int) -> None:
        parts = urlsplit(url)
        self._always = dict(parse_qsl(parts.query))
        self._condition = self._always.pop("$filter", "")
        self._root = parts._replace(query="", fragment="").geturl().rstrip("/")
        self._catalogs = tuple(catalogs)
        self._size = page_size
        self._edition: Edition | None = None

    def listing(self, client: Client) -> Walk:
        """All tables, each with its names and what tells of a change."""
        edition = self._recognise(client)
        parameters = {
            **edition.counting,
            "$select": ",".join(edition.listed),
            "$orderby": "Identifier",
        }
        wanted = _any_of("Catalog", self._catalogs)
        conditions = [text for text in (self._condition, wanted) if text]
        if conditions:
            parameters["$filter"] = " and ".join(f"({text})" for text in conditions)
        return self._walk(client, edition.collection, parameters, "Identifier", self._size)

    def tables(self, identifiers: Iterable[str], client: Client) -> Iterator[list[Row]]:
        """The tables of these names, whole, a few at a time.

        :raises SourceError: they cannot be had
        """
        collection = self._recognise(client).collection
        rest = dict.fromkeys(identifiers)
        while rest:
            names = list(rest)[:_NAMES_AT_ONCE]
            parameters = {"$filter": _any_of("Identifier", names)}
            walk = self._walk(client, collection, parameters, "Identifier", _MOST_ROWS)
            for rows in walk.pages():
                # A server that does not know the filter hands out others too.
                yield [row for row in rows if name_of(row, "Identifier") in rest]
            for name in [*names, *walk.seen]:
                rest.pop(name, None)

    def themes(self, client: Client) -> Themes:
        """The themes of all tables.

        :raises SourceError: they cannot be had completely: a table would seem to have lost its own
        """
        edition = self._recognise(client)
        if not edition.has_themes:
            return Themes()
        titles = {
            row["ID"]: row["Title"] for row in self._all(client, "Themes", edition, ("ID", "Title"))
        }
        found: dict[str, set[str]] = {}
        for row in self._all(client, "Tables_Themes", edition, ("ID", "ThemeID")):
            if row["ThemeID"] in titles:
                for name in ("TableID", "TableIdentifier"):
                    if row.get(name) not in (None, ""):
                        found.setdefault(f"{row[name]}", set()).add(titles[row["ThemeID"]])
        return Themes(found)

    def _all(
        self, client: Client, collection: str, edition: Edition, needed: tuple[str, ...]
    ) -> Iterator[dict[str, str]]:
        """All rows of a collection that have what is needed, their values as texts."""
        parameters = {**edition.counting, "$orderby": "ID"}
        walk = self._walk(client, collection, parameters, "ID", _MOST_ROWS)
        for rows in walk.pages():
            for row in rows:
                if not isinstance(row, dict) or not row.keys() >= set(needed):
                    raise SourceError(
                        _("{url}: a row lacks one of {names}").format(
                            url=walk.url, names=", ".join(needed)
                        )
                    )
                texts = {name: str(value) for name, value in row.items() if value is not None}
                if all(texts.get(name) for name in needed):
                    yield texts
        for fault in walk.faults():
            raise SourceError(f"{walk.url}: {fault.message}")

    def _walk(
        self, client: Client, collection: str, parameters: dict[str, str], key: str, size: int
    ) -> Walk:
        always = {**self._always, **parameters}
        return Walk(partial(_ask, client), f"{self._root}/{collection}", always, key, size)

    def _recognise(self, client: Client) -> Edition:
        """Which edition of OData this is: by the collection at the end of the address, else by
        those that the service says it has."""
        if self._edition is None:
            root, _slash, last = self._root.rpartition("/")
            self._edition = _edition([last])
            if self._edition:
                self._root = root
            else:
                rows = _ask(client, f"{self._root}/", self._always).rows
                names = [str(row.get("name")) for row in rows if isinstance(row, dict)]
                self._edition = _edition(names)
        if self._edition is None:
            raise SourceError(
                _("{url} has neither Tables (OData v3) nor Datasets (OData v4)").format(
                    url=self._root
                )
            )
        return self._edition


def _edition(names: Iterable[str]) -> Edition | None:
    folded = {name.casefold() for name in names}
    return next((e for e in EDITIONS if e.collection.casefold() in folded), None)


def _any_of(name: str, values: Iterable[str]) -> str:
    """A filter; a quote in a text is doubled."""
    quoted = (value.replace("'", "''") for value in values)
    return " or ".join(f"{name} eq '{value}'" for value in quoted)


def _ask(client: Client, url: str, parameters: dict[str, str]) -> Page:
    query = urlencode(parameters, quote_via=quote, safe="$,")
    address = f"{url}?{query}" if query else url
    try:
        return document.read(client.get(address, headers=_ACCEPT))
    except BadAnswer as error:
        raise _explained(error) from error
    except ValueError as error:
        raise BadAnswer(
            _("{url} does not answer as OData: {reason}").format(url=address, reason=error)
        ) from error


def _explained(error: BadAnswer) -> BadAnswer:
    """The error with the server's own words, where it has any."""
    try:
        document.read(error.body)
    except document.ErrorDocument as told:
        return BadAnswer(f"{error}: {told}", error.status)
    except ValueError:
        pass
    return error
