"""How another CKAN is listed and read, put together as a source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from ckan.plugins.toolkit import _

from ....mapping import Values
from ...criteria import Criteria
from ...http import Client
from ...record import Item, LeftOut, Listed, Record, Unreadable
from ...settings import BOUNDING_BOX, COMMON, N_, Setting, text, whole_number
from ...source import Source
from . import portal, reading
from .listing import Listing, is_whole, without_id
from .portal import Portal

# As many ids as fit into an address.
_BATCH = 50
# Records of one run that are asked for one by one because a search does not find them.
_MAX_SHOWN = 100
# `ckan donl read` does not know of which portal a file is; nothing is at such an address.
_UNKNOWN_PORTAL = "https://portal.invalid"


class CkanSource(Source):
    """See :class:`ckanext.donl.harvest.source.Source`."""

    type = "ckan"
    title = N_("Portal with CKAN")
    description = N_("Datasets of another CKAN portal, with or without DCAT-AP-DONL")
    catalogues = ("ckan",)
    suffixes = (".json",)
    settings_table: Mapping[str, Setting] = {
        **COMMON,
        "page_size": Setting(100, whole_number(1, 1000), N_("a whole number from 1 to 1000")),
        "filter": Setting(
            "", text, N_("a Solr filter query as text, such as organization:rivm or tags:water")
        ),
        "bounding_box": BOUNDING_BOX,
    }

    def __init__(self, url: str, settings: dict[str, Any]) -> None:
        self.catalogue = "ckan"
        self._portal = Portal(url or _UNKNOWN_PORTAL)
        self._settings = settings
        self._criteria = Criteria(settings)
        self._shown = 0

    def pages(self, client: Client) -> Iterator[list[Item]]:
        criteria = self._settings["filter"]
        ask = partial(self._portal.search, client, **({"fq": criteria} if criteria else {}))
        yield from Listing(ask, self._listed, self._settings["page_size"]).pages()

    def _listed(self, result: Any) -> Item:
        guid = reading.guid(result)
        if not guid or is_whole(result):
            return self._item(result)
        kind = result.get("dataset_type") or "dataset"
        if kind != "dataset":
            return LeftOut(guid, "", _("type {type}").format(type=_word(kind)))
        return Listed(guid, reading.stamp(result))

    def contents(self, guids: list[str], client: Client) -> Iterator[list[Item]]:
        size = min(_BATCH, self._settings["page_size"])
        for start in range(0, len(guids), size):
            yield from self._batch(guids[start : start + size], client)

    def _batch(self, guids: list[str], client: Client) -> Iterator[list[Item]]:
        """Some records: by search, as long as it brings any, then those that are left one by
        one."""
        missing = dict.fromkeys(guids)
        while missing:
            wanted = " OR ".join(f'"{guid}"' for guid in missing)
            found = self._portal.search(client, fq=f"id:({wanted})", start=0, rows=len(missing))
            come = {reading.guid(package): package for package in found.results}
            come = {guid: package for guid, package in come.items() if guid in missing}
            if not come:
                break
            missing = {guid: None for guid in missing if guid not in come}
            yield [self._item(package) for package in come.values()]
        yield list(self._one_by_one(list(missing), client))

    def _one_by_one(self, guids: list[str], client: Client) -> Iterator[Item]:
        for guid in guids[: _MAX_SHOWN - self._shown]:
            self._shown += 1
            package = self._portal.show(client, guid)
            if reading.guid(package) == guid:
                yield self._item(package)

    def stamp(self, content: bytes) -> str:
        return reading.stamp(portal.parse(content))

    def items(self, content: bytes) -> Iterator[Item]:
        for package in _packages(portal.parse(content)):
            yield self._item(package)

    def _item(self, package: Any) -> Item:
        """A record, or why it is none of ours."""
        guid = reading.guid(package)
        if not guid:
            return without_id()
        try:
            content = reading.canonical(package)
        except RecursionError:
            return Unreadable(_("record {guid} is nested too deeply").format(guid=guid))
        except ValueError as error:
            reason = _("dataset {guid} is not read: {reason}")
            return Unreadable(reason.format(guid=guid, reason=error))
        title = reading.title(package)
        reason = self._why_not(package, guid)
        if reason:
            return LeftOut(guid, title, reason)
        own = reading.own_identifier(package)
        return Record(guid, content, title, own.text if own else "")

    def _why_not(self, package: dict[str, Any], guid: str) -> str:
        kind, state = package.get("type") or "dataset", package.get("state") or "active"
        if kind != "dataset":
            return _("type {type}").format(type=_word(kind))
        if state != "active":
            return _("state {state}").format(state=_word(state))
        if package.get("private") is True:
            return _("private")
        return self._criteria.why_not(
            guid,
            keywords=lambda: reading.keywords(package),
            organisations=lambda: reading.organisations(package),
        )

    def read(self, content: bytes, part: bytes | None) -> Values:
        package = portal.parse(content)
        return reading.read(package, self.identifier(reading.guid(package)))

    def identifier(self, guid: str) -> str:
        return self._portal.page(guid)

    def original_url(self, guid: str) -> str:
        return self._portal.page(guid)


def _word(value: Any) -> str:
    """A word of the portal's, in a length that fits a reason."""
    return str(value)[:50]


def _packages(document: Any) -> list[Any]:
    """The packages of a file: one, a list, or an answer of the API with one or with a page.

    :raises ValueError: it is none of these
    """
    if isinstance(document, dict) and "result" in document:
        document = document["result"]
    if isinstance(document, dict) and isinstance(document.get("results"), list):
        document = document["results"]
    packages = document if isinstance(document, list) else [document]
    if not all(isinstance(package, dict) for package in packages):
        raise ValueError(_("JSON that holds no package of CKAN"))
    return packages
