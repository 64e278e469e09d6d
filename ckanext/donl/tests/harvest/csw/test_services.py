"""Services that work on datasets: how they are found, kept with a record and read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from ckanext.donl.harvest.sources.csw import services as kept
from demo.csw import Query, Reply, StaticCsw, exception_report
from demo.records import Record, records

from ...catalogue import Pycsw
from .. import variants as v
from .services import at, coupled, operated, service
from .walking import source, walk

DATASETS = v.valid(3)
FIRST = DATASETS[0]
WMS = "https://services.example/wms"
WFS = "https://services.example/wfs"
WEB_SERVICE = "https://data.overheid.nl/distributiontype/webservice"
CODE = (
    "<srv:operatesOn><gmd:MD_DataIdentification><gmd:citation><gmd:CI_Citation><gmd:identifier>"
    "<gmd:MD_Identifier><gmd:code><gco:CharacterString>{}</gco:CharacterString></gmd:code>"
    "</gmd:MD_Identifier></gmd:identifier></gmd:CI_Citation></gmd:citation>"
    "</gmd:MD_DataIdentification></srv:operatesOn>"
)
COUPLED_RESOURCE = (
    "<srv:coupledResource><srv:SV_CoupledResource><srv:operationName><gco:CharacterString>GetMap"
    "</gco:CharacterString></srv:operationName><srv:identifier><gco:CharacterString>{}"
    "</gco:CharacterString></srv:identifier></srv:SV_CoupledResource></srv:coupledResource>"
)


class Services(StaticCsw):
    """A catalogue whose services can be had only in part, or not at all."""

    fault = ""

    def answer(self, query: Query) -> Reply:
        if query.kind == "service" and self.fault == "none":
            return Reply(b"Not Found", 404, "text/plain")
        if query.kind == "service" and self.fault == "later" and query.start > 1:
            return exception_report("Catalog is indexing records")
        return super().answer(query)


class Untyped(StaticCsw):
    """A catalogue that does not know the type of its records."""

    def matching(self, query: Query) -> list[Record]:
        return [] if query.kind else super().matching(query)


def addresses(content: bytes, **config: Any) -> list[str]:
    """The addresses of the services of a record, as they are read."""
    read = source("", coupled_services=True, **config).read(content, None)
    return [
        row["accessURL"][0].text
        for row in read.distributions
        if [value.text for value in row.get("distributionType", ())] == [WEB_SERVICE]
    ]


def found(*served: Record, **config: Any) -> list[str]:
    """The addresses of the services of the first dataset of a catalogue."""
    with StaticCsw([*DATASETS, *served]) as server:
        walked = walk(server.url, coupled_services=True, **config)
    assert walked.troubles == []
    assert len(walked.records) == len(DATASETS)
    for other in DATASETS[1:]:
        assert addresses(walked.records[other.uuid].content) == []
    return addresses(walked.records[FIRST.uuid].content)


def test_a_service_becomes_a_distribution_of_its_dataset() -> None:
    made = service(FIRST, url=WMS)
    with StaticCsw([*DATASETS, made]) as server:
        walked = walk(server.url, coupled_services=True)
    read = source("", coupled_services=True).read(walked.records[FIRST.uuid].content, None)
    before = source("").read(walked.records[FIRST.uuid].content, None)

    (row,) = [row for row in read.distributions if row not in before.distributions]
    values = {name: [value.text for value in found] for name, found in row.items()}
    title = etree.fromstring(made.xml).findtext(".//{*}citation//{*}title/*")
    assert values["title"] == [" ".join((title or "").split())]
    assert values["accessURL"] == [WMS]
    assert values["format"] == ["OGC:WMS"]
    assert values["distributionType"] == [WEB_SERVICE]
    assert values["language"] == [value.text for value in read.dataset["language"]]
    assert {query.kind for query in server.queries} == {"", "dataset", "service"}


def test_no_service_is_asked_for_unless_the_source_says_so() -> None:
    with StaticCsw([*DATASETS, service(FIRST)]) as server:
        walked = walk(server.url)

    assert {query.kind for query in server.queries} == {"", "dataset"}
    assert b"coupled-services" not in walked.records[FIRST.uuid].content


def test_a_record_without_services_is_as_it_is_without_the_setting() -> None:
    with StaticCsw([*DATASETS, service(FIRST)]) as server:
        without = walk(server.url).records
        having = walk(server.url, coupled_services=True).records

    assert {guid for guid in having if having[guid] != without[guid]} == {FIRST.uuid}


def test_the_record_itself_stays_what_it_is() -> None:
    with StaticCsw([*DATASETS, service(FIRST)]) as server:
        without = walk(server.url).records[FIRST.uuid].content
        having = walk(server.url, coupled_services=True).records[FIRST.uuid].content

    beginning, end = having.split(b"<donl:services ")
    assert without.startswith(beginning)
    assert without.endswith(end.split(b"</donl:services>")[1])
    assert len(without) == len(beginning) + len(end.split(b"</donl:services>")[1])


@pytest.mark.parametrize(
    "reference",
    [
        '<srv:operatesOn uuidref="{}"/>',
        '<srv:operatesOn uuidref=" {{{}}} "/>',
        '<srv:operatesOn xlink:href="https://x.example/csw?request=GetRecordById&amp;Id={}"/>',
        '<srv:operatesOn xlink:href="https://x.example/csw?id={}#MD_DataIdentification"/>',
        '<srv:operatesOn xlink:href="https://x.example/document?id=%7B{}%7D"/>',
        '<srv:operatesOn xlink:href="https://x.example/geonetwork/srv/metadata/{}#x"/>',
        '<srv:operatesOn xlink:href="https://x.example/srv/api/records/{}/formatters/xml"/>',
        '<srv:operatesOn xlink:href="https://x.example/catalog.search#/metadata/{}"/>',
        '<srv:operatesOn><gmd:MD_DataIdentification uuid="{}"/></srv:operatesOn>',
        CODE,
        COUPLED_RESOURCE,
    ],
)
@pytest.mark.parametrize("capitals", [False, True])
def test_ways_to_name_a_dataset(reference: str, capitals: bool) -> None:
    name = FIRST.uuid.upper() if capitals else FIRST.uuid

    assert found(coupled(service(FIRST, url=WMS), reference.format(name))) == [WMS]


@pytest.mark.parametrize(
    "reference",
    [
        '<srv:operatesOn xlink:href="http://[nonsense"/>',
        '<srv:operatesOn uuidref=""/>',
        "<srv:operatesOn/>",
        '<srv:operatesOn uuidref="of-another-catalogue"/>',
        COUPLED_RESOURCE.format(""),
    ],
)
def test_a_service_that_names_no_dataset_of_the_catalogue(reference: str) -> None:
    assert found(coupled(service(FIRST, url=WMS), reference)) == []


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("31de946d-85d4-4c93-bb97-e25f4ef1401a", [WMS]),
        ("https://data.example/dataset", [WMS]),
        ("1", []),
        ("onbekend", []),
        ("dataset1", [WMS]),
    ],
)
def test_the_code_of_a_dataset_names_it_when_it_can_be_no_other(
    code: str, expected: list[str]
) -> None:
    citation = ".//gmd:MD_DataIdentification/gmd:citation/gmd:CI_Citation"
    path = f"{citation}/gmd:identifier/gmd:MD_Identifier/gmd:code/*"
    dataset = v.changed(FIRST, path, code)
    made = coupled(service(FIRST, url=WMS), f'<srv:operatesOn uuidref="{code}"/>')
    with StaticCsw([dataset, *DATASETS[1:], made]) as server:
        walked = walk(server.url, coupled_services=True)

    assert addresses(walked.records[FIRST.uuid].content) == expected


def test_the_order_in_which_services_come_makes_no_difference() -> None:
    made = [service(FIRST, number, f"{WMS}/{number}") for number in range(3)]
    with StaticCsw([*DATASETS, *made]) as server:
        before = walk(server.url, coupled_services=True).records
        server.records = [*reversed(made), *DATASETS]
        after = walk(server.url, coupled_services=True).records

    assert before == after
    assert addresses(before[FIRST.uuid].content) == sorted(
        addresses(before[FIRST.uuid].content), key=lambda url: made[int(url[-1])].uuid
    )


def test_an_address_is_given_once() -> None:
    own = etree.fromstring(FIRST.xml).findtext(".//{*}onLine//{*}URL")
    made = [service(FIRST, 0, WMS), service(FIRST, 1, f"{WMS}?"), service(FIRST, 2, f"{own}&")]

    assert len(found(*made)) == 1


def test_a_service_without_distribution_has_the_address_of_its_operations() -> None:
    assert found(v.without(service(FIRST, url=WMS), "gmd:distributionInfo")) == [WMS]


def test_a_service_without_address_is_no_distribution() -> None:
    assert found(at(service(FIRST), " ")) == []


def test_services_of_iso_19115_3_and_of_both_kinds_together() -> None:
    mdb = service(FIRST, 1, schema="mdb")
    with StaticCsw([*DATASETS, service(FIRST, url=WMS), mdb]) as server:
        walked = walk(server.url, coupled_services=True)

    url = etree.fromstring(mdb.xml).findtext(".//{*}onLine//{*}linkage/*")
    assert set(addresses(walked.records[FIRST.uuid].content)) == {WMS, url}


def test_every_demo_service_finds_its_dataset() -> None:
    served = list(records(120))
    with StaticCsw(served) as server:
        walked = walk(server.url, coupled_services=True)

    having = {guid for guid, r in walked.records.items() if b"<donl:service " in r.content}
    assert having == {operated(record) for record in served if record.kind == "service"}
    assert len(having) == 2


def test_services_of_pycsw(pycsw: Pycsw, tmp_path: Path) -> None:
    made = [service(FIRST, 0, WMS), service(FIRST, 1, WFS)]
    for record in [*DATASETS, *made]:
        (tmp_path / f"{record.uuid}.xml").write_bytes(record.xml)
    pycsw.load(tmp_path)

    walked = walk(pycsw.url, coupled_services=True)

    assert walked.troubles == []
    assert set(walked.records) == {record.uuid for record in DATASETS}
    assert set(addresses(walked.records[FIRST.uuid].content)) == {WMS, WFS}


def test_the_filter_of_the_source_is_not_about_services() -> None:
    title = etree.fromstring(FIRST.xml).findtext(".//{*}citation//{*}title/*") or ""
    word = max(title.split(), key=len)
    with StaticCsw([*DATASETS, service(FIRST, url=WMS)]) as server:
        walked = walk(server.url, coupled_services=True, filter=f"AnyText like '%{word}%'")

    assert addresses(walked.records[FIRST.uuid].content) == [WMS]
    assert all(query.text == "" for query in server.queries if query.kind == "service")


def test_a_catalogue_that_does_not_know_types_is_walked_twice() -> None:
    with Untyped([*DATASETS, service(FIRST, url=WMS)]) as server:
        walked = walk(server.url, coupled_services=True)

    assert walked.troubles == []
    assert addresses(walked.records[FIRST.uuid].content) == [WMS]


# Where services cannot be had


@pytest.mark.parametrize("fault", ["none", "later"])
def test_services_that_cannot_be_read_cost_no_dataset(fault: str) -> None:
    made = [v.copied(service(FIRST, url=WMS), str(number)) for number in range(12)]
    with Services([*DATASETS, *made]) as server:
        server.fault = fault
        walked = walk(server.url, coupled_services=True)

    assert len(walked.records) == len(DATASETS)
    assert not walked.error
    assert any("services" in trouble for trouble in walked.troubles)
    assert all(record.partial for record in walked.records.values())


def test_nothing_is_partial_in_a_walk_that_saw_all() -> None:
    with StaticCsw([*DATASETS, service(FIRST)]) as server:
        walked = walk(server.url, coupled_services=True)

    assert not any(record.partial for record in walked.records.values())


def test_a_partial_record_keeps_the_services_that_it_had() -> None:
    made = [service(FIRST, 0, WMS), service(FIRST, 1, WFS)]
    with StaticCsw([*DATASETS, *made]) as server:
        earlier = walk(server.url, coupled_services=True).records[FIRST.uuid].content
        server.records = [*DATASETS, at(made[0], f"{WMS}/2")]
        now = walk(server.url, coupled_services=True).records[FIRST.uuid].content
        server.records = [*DATASETS, at(made[0], f"{WMS}/2"), made[1]]
        complete = walk(server.url, coupled_services=True).records[FIRST.uuid].content

    completed = source("", coupled_services=True).completed(now, earlier)

    assert set(addresses(completed)) == {f"{WMS}/2", WFS}
    assert completed == complete
    assert source("").completed(completed, completed) == completed
    assert source("").completed(completed, b"{}") == completed


def test_more_services_than_can_be_kept_are_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "_MOST_CHARACTERS", 1000)
    made = [service(FIRST, number, f"{WMS}/{number}") for number in range(5)]
    with StaticCsw([*DATASETS, *made]) as server:
        walked = walk(server.url, coupled_services=True)

    assert len(walked.records) == len(DATASETS)
    assert any("too many" in trouble for trouble in walked.troubles)


def test_a_service_has_no_more_addresses_and_no_longer_texts_than_are_kept() -> None:
    made = v.with_distributions(service(FIRST), 100, "https://services.example/{}")
    long = at(service(FIRST, 1), f"https://services.example/{'x' * 5000}")

    assert len(found(made)) == 20
    assert [len(url) for url in found(long)] == [2000]


def test_what_a_catalogue_writes_in_our_namespace_is_not_kept() -> None:
    forged = (
        b'<donl:services xmlns:donl="urn:ckanext-donl:coupled-services"><donl:service id="x" '
        b'title="x"><donl:link accessURL="https://evil.example"/></donl:service></donl:services>'
    )
    end = FIRST.xml.rindex(b"</")
    record = replace(FIRST, xml=FIRST.xml[:end] + forged + FIRST.xml[end:])
    with StaticCsw([record]) as server:
        walked = walk(server.url, coupled_services=True)

    assert addresses(walked.records[FIRST.uuid].content) == []
