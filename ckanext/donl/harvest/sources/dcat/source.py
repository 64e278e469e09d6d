"""How a portal's catalogue is paged and where its values sit, put together as a source."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

from ckan.plugins.toolkit import _

from .... import mapping
from ....mapping import Values
from ...criteria import Criteria
from ...http import BadAnswer, Client, public
from ...record import Item, LeftOut, Record, Unreadable
from ...repair import is_url
from ...settings import BOUNDING_BOX, COMMON, N_, Setting
from ...source import Source
from . import formats, pod
from .document import Document, Found, read, read_document, words
from .paging import Page, Paging

_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{1,8})*", re.IGNORECASE)
CATALOGUES = ("dcat", "eindhoven", "rdw")
# Portals whose values have mapping tables of their own.
_CATALOGUE_OF_HOST = {"data.eindhoven.nl": "eindhoven", "opendata.rdw.nl": "rdw"}


def _languages(value: Any) -> list[str]:
    given = [value] if isinstance(value, str) else value
    if not isinstance(given, list) or not given:
        raise ValueError
    if not all(isinstance(tag, str) and _LANGUAGE.fullmatch(tag) for tag in given):
        raise ValueError
    return [tag.lower() for tag in given]


def _catalogue(value: Any) -> str:
    if value not in CATALOGUES:
        raise ValueError
    return str(value)


class DcatSource(Source):
    """See :class:`ckanext.donl.harvest.source.Source`."""

    type = "dcat"
    title = N_("Portal with DCAT")
    description = N_(
        "Datasets of a portal's catalogue in RDF (DCAT, schema.org) or of its data.json"
    )
    catalogues = CATALOGUES
    suffixes = formats.SUFFIXES
    settings_table: Mapping[str, Setting] = {
        **COMMON,
        "language": Setting(
            ["nl"],
            _languages,
            N_(
                'a language such as "nl", or a list of them: where a text is there in several '
                "languages, the first of these is taken"
            ),
            True,
        ),
        "catalogue": Setting(
            "",
            _catalogue,
            N_("dcat, eindhoven or rdw: whose mapping tables are used; else the host decides"),
        ),
        "bounding_box": BOUNDING_BOX,
    }

    def __init__(self, url: str, settings: dict[str, Any]) -> None:
        self._url = url
        self._languages = tuple(settings["language"])
        self._criteria = Criteria(settings)
        self.catalogue = settings["catalogue"] or _catalogue_of(url)

    def pages(self, client: Client) -> Iterator[list[Item]]:
        yield from Paging(partial(self._ask, client), self._url).pages()

    def _ask(self, client: Client, url: str) -> Page:
        answer = client.answer(url, headers={"Accept": formats.ACCEPT})
        try:
            document = read_document(answer.body, self._languages, answer.type, answer.url)
            following = urljoin(answer.url, answer.following) if answer.following else ""
        except ValueError as error:
            sent_as = answer.type or _("nothing")
            raise BadAnswer(
                _("{url}, sent as {type}: {error}").format(
                    url=public(url), type=sent_as, error=error
                )
            ) from error
        return Page(
            answer.url,
            _of_page(self._items(document), url),
            document.links.or_else(following),
            document.listed,
            document.services,
        )

    def items(self, content: bytes) -> Iterator[Item]:
        yield from self._items(read_document(content, self._languages))

    def _items(self, document: Document) -> Iterator[Item]:
        for fault in document.faults:
            yield Unreadable(fault)
        for found in document.datasets:
            yield self._item(found)

    def _item(self, found: Found) -> Item:
        if found.fault and not found.guid:
            return Unreadable(found.fault)
        if found.fault:
            return Unreadable(
                _("dataset {guid} is not read: {reason}").format(
                    guid=found.guid, reason=found.fault
                )
            )
        reason = self._why_not(found)
        if reason:
            return LeftOut(found.guid, found.title, reason)
        return Record(found.guid, found.content, found.title)

    def _why_not(self, found: Found) -> str:
        if found.series:
            return _("a series of datasets")
        told = partial(words, found.content, self._languages)
        return self._criteria.why_not(
            found.guid,
            keywords=lambda: told("keyword"),
            organisations=lambda: told("authority", "publisher"),
        )

    def read(self, content: bytes, part: bytes | None) -> Values:
        values = read(content, self._languages, self.catalogue)
        if "identifier" in values.dataset:
            found = values.dataset["identifier"][0]
            values.dataset["identifier"] = [replace(found, text=self.identifier(found.text))]
        return values

    def identifier(self, guid: str) -> str:
        guid = pod.identifier(guid, self.catalogue)
        return guid if is_url(guid) or not self._url else f"{self._url}#{quote(guid, safe='')}"

    def original_url(self, guid: str) -> str:
        return guid if is_url(guid) else self._url


def _of_page(items: Iterator[Item], url: str) -> Iterator[Item]:
    """The items of a page, of which some come to light as unreadable only when they are read."""
    try:
        yield from items
    except ValueError as error:
        raise BadAnswer(f"{url}: {error}") from error


def _catalogue_of(url: str) -> str:
    """The mapping tables for the portal at this address."""
    host = (urlsplit(url).hostname or "") if is_url(url) else ""
    name = _CATALOGUE_OF_HOST.get(host, CATALOGUES[0])
    return name if name in mapping.catalogues() else CATALOGUES[0]
