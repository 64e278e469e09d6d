"""How the catalogues of CBS are asked and where their values sit, put together as a source."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from ckan.plugins.toolkit import _

from ....mapping import Values
from ...criteria import Criteria
from ...http import Client
from ...record import Item, LeftOut, Listed, Record, Unreadable
from ...settings import COMMON, N_, Setting, text, texts, whole_number
from ...source import Source
from . import document, reading
from .service import Service, Themes, name_of

# The database's index on guids takes 2,704 bytes.
_LONGEST_GUID = 600
_CATALOGUES = ("cbs", "cbs_derden")


def _catalogue(value: Any) -> str:
    if text(value) not in ("", *_CATALOGUES):
        raise ValueError
    return text(value)


class CbsSource(Source):
    """See :class:`ckanext.donl.harvest.source.Source`."""

    type = "cbs"
    title = "CBS StatLine (OData)"
    description = N_("Tables of Statistics Netherlands from an OData catalogue, v3 or v4")
    catalogues = _CATALOGUES
    suffixes = (".json", ".xml", ".atom")
    settings_table: Mapping[str, Setting] = {
        **COMMON,
        "page_size": Setting(1000, whole_number(1, 10_000), N_("a whole number from 1 to 10000")),
        "odata_catalogs": Setting(
            [],
            texts,
            N_('a list of OData catalogs, such as ["IV3", "MKB"]; tables of others are left out'),
        ),
        "catalogue": Setting(
            "",
            _catalogue,
            N_("cbs or cbs_derden: the mapping tables; without it the source's address decides"),
            True,
        ),
    }

    def __init__(self, url: str, settings: dict[str, Any]) -> None:
        third_party = (urlsplit(url).hostname or "").startswith("dataderden.")
        self.catalogue = settings["catalogue"] or _CATALOGUES[third_party]
        self._criteria = Criteria(settings)
        self._service = Service(url, settings["odata_catalogs"], settings["page_size"])
        self._themes: Themes | None = None

    def pages(self, client: Client) -> Iterator[list[Item]]:
        listing = self._service.listing(client)
        for rows in listing.pages():
            yield [self._item(row, client, listed=True) for row in rows]
        yield [*listing.faults()]

    def contents(self, guids: list[str], client: Client) -> Iterator[list[Item]]:
        for rows in self._service.tables(guids, client):
            yield [self._item(row, client) for row in rows]

    def stamp(self, content: bytes) -> str:
        return reading.stamp(json.loads(content))

    def items(self, content: bytes) -> Iterator[Item]:
        found = document.read(content)
        for row in found.rows:
            if not name_of(row, "Identifier"):
                raise ValueError(_("it is no table of CBS: it has no Identifier"))
            yield self._of(reading.canonical(row, (), found.version))

    def _item(self, row: Any, client: Client, *, listed: bool = False) -> Item:
        """What a row of the catalogue is.

        :param listed: the row is one of a listing, not a whole table
        """
        if not name_of(row, "Identifier"):
            return Unreadable(_("a table of the catalogue has no Identifier"))
        if self._themes is None:
            self._themes = self._service.themes(client)
        item = self._of(reading.canonical(row, self._themes.of(row), "3"))
        if listed and isinstance(item, Record):
            return Listed(item.guid, self.stamp(item.content))
        return item

    def _of(self, content: bytes) -> Item:
        """A table in canonical form as a record, or why it is none of ours."""
        record = json.loads(content)
        guid, title = reading.guid(record), reading.title(record)
        if not 0 < len(guid) <= _LONGEST_GUID:
            return Unreadable(_("a table of the catalogue has no usable Identifier"))
        reason = self._criteria.why_not(
            guid,
            keywords=lambda: reading.themes(record),
            organisations=lambda: {record.get("Catalog", "")},
        )
        return LeftOut(guid, title, reason) if reason else Record(guid, content, title)

    def read(self, content: bytes, part: bytes | None) -> Values:
        return reading.read(json.loads(content), self.catalogue)

    def identifier(self, guid: str) -> str:
        return reading.identifier(self.catalogue, guid)

    def original_url(self, guid: str) -> str:
        """The page of a table of StatLine; of others only the table tells where that is."""
        if self.catalogue != "cbs":
            return self.identifier(guid)
        language = "en" if guid.casefold().endswith("eng") else "nl"
        return reading.page("access_url", "CBS", language, guid)
