"""How the NGR is paged and where its values sit, put together as a source."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from io import BytesIO
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from ckan.plugins.toolkit import _
from lxml import etree

from ....mapping import Values
from ...criteria import Criteria
from ...http import BadAnswer, Client
from ...record import Item, LeftOut, NotAsked, Record
from ...settings import COMMON, N_, Setting, text, true_or_false, whole_number
from ...source import Source
from . import derived, protocol, reading
from .paging import Paging
from .protocol import Question

# The database's index on guids takes 2,704 bytes.
_LONGEST_GUID = 600
_RECORD_NAMES = ("MD_Metadata", "MI_Metadata")


def _filter(value: Any) -> str:
    criteria = text(value)
    if criteria.startswith("<"):
        protocol.check_filter(criteria)
    return criteria


class NgrSource(Source):
    """See :class:`ckanext.donl.harvest.source.Source`."""

    type = "ngr"
    title = "Nationaal Georegister (CSW)"
    description = N_("ISO 19139 records of datasets from a CSW 2.0.2 catalogue")
    catalogues = ("ngr",)
    suffixes = (".xml",)
    settings_table: Mapping[str, Setting] = {
        **COMMON,
        "page_size": Setting(100, whole_number(1, 500), N_("a whole number from 1 to 500")),
        "filter": Setting("", _filter, N_("a CQL expression, or an ogc:Filter element as text")),
        "bounding_box": Setting(
            False,
            true_or_false,
            N_("true or false: give datasets the corners of their box as coverage"),
            True,
        ),
        "feature_catalogue": Setting(
            True, true_or_false, N_("true or false: fetch feature catalogues as data schemas"), True
        ),
    }

    def __init__(self, url: str, settings: dict[str, Any]) -> None:
        self.catalogue = "ngr"
        self._url = url
        self._settings = settings
        self._criteria = Criteria(settings)

    def pages(self, client: Client) -> Iterator[list[Item]]:
        question, others = self._question(client)
        if others:
            yield [NotAsked(others, _("not a dataset"))]
        yield from Paging(partial(self._ask, client, question), self._settings["page_size"]).pages()

    def _question(self, client: Client) -> tuple[Question, int]:
        """What this server can be asked, and how many records it leaves out for it.

        Without a fixed order pages lose records while others come and go, but not every server can
        sort. A server that does not know the type of its records answers with an exception or with
        nothing; then all are asked for.

        :raises SourceError: the server does not answer the simplest question either
        """
        everything = Question(self._settings["filter"], datasets_only=False)
        try:
            matched = self._ask(client, everything, 1, 1).matched or 0
        except BadAnswer as error:
            if not error.less_may_help:
                raise
            return replace(everything, sort=False), 0
        datasets = replace(everything, datasets_only=True)
        try:
            found = self._ask(client, datasets, 1, 1).matched or 0
        except BadAnswer:
            return everything, 0
        return (datasets, max(matched - found, 0)) if found else (everything, 0)

    def _ask(self, client: Client, question: Question, start: int, size: int) -> protocol.Page:
        headers = {"Content-Type": "application/xml; charset=utf-8"}
        request = question.request(start, size)
        try:
            with client.stream("POST", self._url, data=request, headers=headers) as body:
                return protocol.read_page(body, self._item)
        except BadAnswer as error:
            raise protocol.explain(error) from error

    def items(self, content: bytes) -> Iterator[Item]:
        try:
            for event, element in reading.events(BytesIO(content)):
                if event == "end" and self._is_outermost(element):
                    yield self._item(element)
        except etree.XMLSyntaxError as error:
            raise ValueError(_("not well-formed XML: {error}").format(error=error.msg)) from error

    @staticmethod
    def _is_outermost(element: Any) -> bool:
        """A record, which may be the document, on a page, or wrapped by an editor as Esri's
        does."""
        names = (etree.QName(e).localname for e in element.iterancestors())
        return etree.QName(element).localname in _RECORD_NAMES and not any(
            n in _RECORD_NAMES for n in names
        )

    def _item(self, element: Any) -> Item:
        """A record, or why it is none of ours."""
        content = reading.canonical(element)
        title = reading.title(element)
        guid = reading.guid(element)
        # A record without identity is told from others by its content.
        identity = guid
        if not 0 < len(guid) <= _LONGEST_GUID:
            identity = f"sha256:{hashlib.sha256(content).hexdigest()}"
        reason = self._why_not(element, guid)
        return LeftOut(identity, title, reason) if reason else Record(identity, content, title)

    def _why_not(self, element: Any, guid: str) -> str:
        if etree.QName(element).localname not in _RECORD_NAMES:
            return _("no ISO 19139 record")
        level = reading.level(element)
        if level != "dataset":
            return _("hierarchy level {level}").format(level=level)
        return self._criteria.why_not(
            guid,
            keywords=lambda: reading.keywords(element),
            organisations=lambda: reading.organisations(element),
        )

    def missing_part(self, content: bytes, client: Client) -> bytes | None:
        if not self._settings["feature_catalogue"]:
            return None
        schema_id = reading.schema_id(reading.parse(content))
        if schema_id is None:
            return None
        for schema in (reading.GMD, reading.GFC):
            answer = client.get(self._by_id(schema_id.text, schema))
            if reading.feature_catalogue(answer) is not None:
                return answer
        return None

    def _by_id(self, guid: str, schema: str) -> str:
        query = urlencode(protocol.get_record_by_id(guid, schema))
        return f"{self._url}{'&' if urlsplit(self._url).query else '?'}{query}"

    def read(self, content: bytes, part: bytes | None) -> Values:
        element = reading.parse(content)
        values = reading.read(element)
        if not self._settings["feature_catalogue"]:
            values.schema_id = None
        guids = values.dataset.get("identifier")
        if guids:
            guid = guids[0]
            values.dataset["identifier"] = [replace(guid, text=self.identifier(guid.text))]
        graphic = reading.graphic(element)
        picture = derived.visualisation(graphic) if graphic else None
        if picture:
            values.distributions.append(picture)
        schema = reading.feature_catalogue(part) if part else None
        if schema is not None and values.schema_id:
            values.distributions.append(derived.data_schema(values.schema_id, schema))
        return values

    def identifier(self, guid: str) -> str:
        return derived.identifier(guid)

    def original_url(self, guid: str) -> str:
        base, geonetwork, _rest = self._url.partition("/geonetwork/")
        if geonetwork:
            return f"{base}/geonetwork/srv/dut/catalog.search#/metadata/{quote(guid)}"
        return self._by_id(guid, reading.GMD)
