"""A CSW catalogue as a source: how it is paged and where its values sit, put together."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from io import BytesIO
from typing import Any, ClassVar
from urllib.parse import quote, urlencode, urlsplit

from ckan.plugins.toolkit import _
from lxml import etree

from ....mapping import Value, Values
from ...criteria import Criteria
from ...http import BadAnswer, Client, SourceError
from ...record import Fault, Item, LeftOut, NotAsked, Record, Unreadable
from ...settings import BOUNDING_BOX, COMMON, N_, Setting, text, true_or_false, whole_number
from ...source import Source
from ...xml import canonical, events, parse
from . import derived, protocol, reading, services
from .namespaces import GFC, GMD
from .paging import Paging
from .protocol import Question
from .services import Couplings, Service

# The database's index on guids takes 2,704 bytes.
_LONGEST_GUID = 600
_RECORD_NAMES = ("MD_Metadata", "MI_Metadata")
# What GeoNetwork's addresses have in common, wherever it is installed.
_GEONETWORK = re.compile(r"(.+?)/srv/[a-z]{3}/csw", re.IGNORECASE)

Make = Callable[[Any], Item]


def _filter(value: Any) -> str:
    criteria = text(value)
    if criteria.startswith("<"):
        protocol.check_filter(criteria)
    return criteria


class CswCatalogue(Source):
    """What all catalogues have in common; see :class:`ckanext.donl.harvest.source.Source`.

    :cvar presets: what the portal makes of a record beyond the values in it
    """

    suffixes = (".xml",)
    settings_table: Mapping[str, Setting] = {
        **COMMON,
        "page_size": Setting(100, whole_number(1, 500), N_("a whole number from 1 to 500")),
        "filter": Setting("", _filter, N_("a CQL expression, or an ogc:Filter element as text")),
        "bounding_box": BOUNDING_BOX,
        "feature_catalogue": Setting(
            True, true_or_false, N_("true or false: fetch feature catalogues as data schemas"), True
        ),
    }
    presets: ClassVar[Mapping[str, Any]] = derived.presets(__package__)

    def __init__(self, url: str, settings: dict[str, Any]) -> None:
        self.catalogue = self.catalogues[0]
        self._url = url
        self._settings = settings
        self._criteria = Criteria(settings)
        self._schema = protocol.SCHEMAS[settings.get("schema", "gmd")]
        self._coupled = settings.get("coupled_services", False)

    # Paging

    def pages(self, client: Client) -> Iterator[list[Item]]:
        question, others = self._question(client)
        if others:
            yield [NotAsked(others, _("not a dataset"))]
        couplings = Couplings()
        if self._coupled:
            yield from self._services(client, question, couplings)
        yield from self._walk(client, question, partial(self._item, couplings=couplings))

    def _question(self, client: Client) -> tuple[Question, int]:
        """What this server can be asked, and how many records it leaves out for it.

        Without a fixed order pages lose records while others come and go, but not every server can
        sort. A server that does not know the type of its records answers with an exception or with
        nothing; then all are asked for.

        :raises SourceError: the server does not answer the simplest question either
        """
        everything = Question(self._settings["filter"], schema=self._schema)
        try:
            matched = self._ask(client, everything, self._item, 1, 1).matched or 0
        except BadAnswer as error:
            if not error.less_may_help:
                raise
            return replace(everything, sort=False), 0
        datasets = replace(everything, type="dataset")
        try:
            found = self._ask(client, datasets, self._item, 1, 1).matched or 0
        except BadAnswer:
            return everything, 0
        return (datasets, max(matched - found, 0)) if found else (everything, 0)

    def _services(
        self, client: Client, question: Question, couplings: Couplings
    ) -> Iterator[list[Item]]:
        """Read all services into ``couplings``. The source's own filter is about datasets: a
        service that it does not let through may work on one that it does.

        That they cannot be read is a fault, which costs no dataset.
        """
        asked = replace(question, criteria="", type="service" if question.type else "")
        try:
            for page in self._walk(client, asked, self._service):
                for item in page:
                    if isinstance(item, Service):
                        couplings.add(item)
                faults = [
                    item.message if isinstance(item, Fault) else item.reason
                    for item in page
                    if isinstance(item, Fault | Unreadable)
                ]
                couplings.complete = couplings.complete and not faults
                yield [Fault(_("services: {reason}").format(reason=reason)) for reason in faults]
        except SourceError as error:
            couplings.complete = False
            yield [Fault(_("the services cannot be read: {reason}").format(reason=error))]

    def _walk(self, client: Client, question: Question, make: Make) -> Iterator[list[Item]]:
        ask = partial(self._ask, client, question, make)
        yield from Paging(ask, self._settings["page_size"]).pages()

    def _ask(
        self, client: Client, question: Question, make: Make, start: int, size: int
    ) -> protocol.Page:
        headers = {"Content-Type": "application/xml; charset=utf-8"}
        request = question.request(start, size)
        try:
            with client.stream("POST", self._url, data=request, headers=headers) as body:
                return protocol.read_page(body, partial(_made, make))
        except BadAnswer as error:
            raise protocol.explain(error) from error

    # From elements to records

    def items(self, content: bytes) -> Iterator[Item]:
        try:
            for event, element in events(BytesIO(content)):
                if event == "end" and self._is_outermost(element):
                    yield _made(self._item, element)
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

    def _item(self, element: Any, couplings: Couplings | None = None) -> Item:
        """A record, or why it is none of ours.

        :param couplings: the services of the catalogue, which belong to its datasets
        """
        guid = reading.guid(element)
        reason = self._why_not(element, guid)
        if couplings is not None and self._coupled and not reason:
            services.attach(element, couplings.of(guid, reading.names(element)))
        content = canonical(element)
        title = reading.title(element)
        identity = _identity(guid, content)
        if reason:
            return LeftOut(identity, title, reason)
        partly = couplings is not None and not couplings.complete
        uri = self._own_uri(element)
        return Record(identity, content, title, uri.text if uri else "", partly)

    def _service(self, element: Any) -> Item:
        """A service, or a record that is none."""
        guid = _identity(reading.guid(element), canonical(element))
        is_service = _is_record(element) and reading.level(element) == "service"
        return services.service(element, guid) if is_service else LeftOut(guid, "", "")

    def _why_not(self, element: Any, guid: str) -> str:
        if not _is_record(element):
            return _("no ISO 19139 record")
        level = reading.level(element)
        if level != "dataset":
            return _("hierarchy level {level}").format(level=level)
        return self._criteria.why_not(
            guid,
            keywords=lambda: reading.keywords(element),
            organisations=lambda: reading.organisations(element),
        )

    def completed(self, content: bytes, earlier: bytes) -> bytes:
        """With the services that it had, where they could not all be read."""
        try:
            former = parse(earlier)
        except (ValueError, etree.XMLSyntaxError):
            # Of the time when the source was of another kind.
            return content
        element = parse(content)
        kept = {**services.attached(former), **services.attached(element)}
        services.attach(element, kept.values())
        return canonical(element)

    # What a record refers to

    def missing_part(self, content: bytes, client: Client) -> bytes | None:
        if not self._settings["feature_catalogue"]:
            return None
        schema_id = reading.schema_id(parse(content))
        if schema_id is None:
            return None
        for schema in (GMD, GFC):
            answer = client.get(self._by_id(schema_id.text, schema))
            if reading.feature_catalogue(answer) is not None:
                return answer
        return None

    def _by_id(self, guid: str, schema: str) -> str:
        query = urlencode(protocol.get_record_by_id(guid, schema))
        return f"{self._url}{'&' if urlsplit(self._url).query else '?'}{query}"

    # From records to values

    def read(self, content: bytes, part: bytes | None) -> Values:
        element = parse(content)
        values = reading.read(element)
        if not self._settings["feature_catalogue"]:
            values.schema_id = None
        guids = values.dataset.get("identifier")
        if guids:
            guid = guids[0]
            own = self._own_uri(element) or replace(guid, text=self.identifier(guid.text))
            values.dataset["identifier"] = [own]
        if self._coupled:
            values.distributions += derived.web_services(
                services.read(element), values, self.presets
            )
        graphic = reading.graphic(element)
        picture = derived.visualisation(graphic, self.presets) if graphic else None
        if picture:
            values.distributions.append(picture)
        schema = reading.feature_catalogue(part) if part else None
        if schema is not None and values.schema_id:
            address = self._schema_address(values.schema_id.text)
            values.distributions.append(
                derived.data_schema(values.schema_id, schema, address, self.presets)
            )
        return values

    def _own_uri(self, element: Any) -> Value | None:
        """The URI in the record by which the portal knows it, None where the portal makes one."""
        return None

    def _schema_address(self, guid: str) -> str:
        """Where a person sees a feature catalogue."""
        return self.original_url(guid)

    def identifier(self, guid: str) -> str:
        return self._by_id(guid, GMD)

    def original_url(self, guid: str) -> str:
        base, found, _rest = self._url.partition("/geonetwork/")
        elsewhere = _GEONETWORK.match(self._url)
        if found:
            base = f"{base}/geonetwork"
        elif elsewhere:
            base = elsewhere.group(1)
        else:
            return self._by_id(guid, self._schema)
        return f"{base}/srv/dut/catalog.search#/metadata/{quote(guid)}"


def _made(make: Make, element: Any) -> Item:
    """What ``make`` makes of an element that can be told from others at all."""
    try:
        return make(element)
    except etree.C14NError:
        return Unreadable(
            _("a record has no canonical form: one of its namespaces is no absolute URI")
        )


def _is_record(element: Any) -> bool:
    return etree.QName(element).localname in _RECORD_NAMES


def _identity(guid: str, content: bytes) -> str:
    """A record without identity is told from others by its content."""
    if 0 < len(guid) <= _LONGEST_GUID:
        return guid
    return f"sha256:{hashlib.sha256(content).hexdigest()}"
