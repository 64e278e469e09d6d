"""The static CSW server: it does what the standard says, and quickly."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
import requests
from lxml import etree

from ckanext.donl.tests.demo.client import get_records, results
from demo.csw import StaticCsw
from demo.records import feature_catalogues, records

FILTER = (
    "<ogc:Filter><ogc:PropertyIsEqualTo><ogc:PropertyName>apiso:Type</ogc:PropertyName>"
    "<ogc:Literal>dataset</ogc:Literal></ogc:PropertyIsEqualTo></ogc:Filter>"
)


@pytest.fixture(scope="module")
def server() -> Iterator[StaticCsw]:
    with StaticCsw([*records(75), *feature_catalogues()]) as running:
        yield running


@pytest.mark.parametrize(
    ("start", "maximum", "returned", "following"),
    [(1, 50, 50, "51"), (51, 50, 28, "0"), (78, 1, 1, "0"), (77, 1, 1, "78"), (79, 10, 0, "0")],
)
def test_pages(server: StaticCsw, start: int, maximum: int, returned: int, following: str) -> None:
    found = results(get_records(server.url, start, maximum))

    assert found.get("numberOfRecordsMatched") == "78"
    assert found.get("numberOfRecordsReturned") == str(returned) == str(len(found))
    assert found.get("nextRecord") == following


def test_pages_hold_every_record_once(server: StaticCsw) -> None:
    pages = [results(get_records(server.url, start, 20)) for start in range(1, 79, 20)]
    served = [etree.tostring(record) for page in pages for record in page]

    assert len(set(served)) == 78


@pytest.mark.parametrize(
    ("constraint", "matched"),
    [
        (FILTER, 75),
        ("<csw:CqlText>dc:type = 'service'</csw:CqlText>", 2),
        ("<csw:CqlText>csw:AnyText like '%Zeeslang%'</csw:CqlText>", 0),
    ],
)
def test_constraints(server: StaticCsw, constraint: str, matched: int) -> None:
    found = results(get_records(server.url, constraint=constraint))

    assert found.get("numberOfRecordsMatched") == str(matched)


def test_words_and_type_together(server: StaticCsw) -> None:
    cql = "apiso:Type = 'dataset' and csw:AnyText like '%Riolering%'"
    found = results(get_records(server.url, constraint=f"<csw:CqlText>{cql}</csw:CqlText>"))
    expected = [
        record
        for record in records(75)
        if record.kind == "dataset" and "riolering" in record.xml.decode().casefold()
    ]

    assert found.get("numberOfRecordsMatched") == str(len(expected))
    assert len(expected) > 1


def test_hits_are_a_count_without_records(server: StaticCsw) -> None:
    found = results(get_records(server.url, kind="hits"))

    assert found.get("numberOfRecordsMatched") == "78"
    assert len(found) == 0


def test_record_by_id(server: StaticCsw) -> None:
    uuid = server.records[3].uuid
    parameters = {"service": "CSW", "request": "GetRecordById", "version": "2.0.2", "id": uuid}
    (found,) = etree.fromstring(requests.get(server.url, parameters, timeout=10).content)

    given = etree.fromstring(server.records[3].xml)
    assert _canonical(found) == _canonical(given)


def test_feature_catalogue_by_id_but_not_in_a_page(server: StaticCsw) -> None:
    uuid = next(feature_catalogues()).uuid
    body = (
        '<csw:GetRecordById xmlns:csw="http://www.opengis.net/cat/csw/2.0.2" service="CSW"'
        f' version="2.0.2"><csw:Id>{uuid}</csw:Id></csw:GetRecordById>'
    )
    (record,) = etree.fromstring(requests.post(server.url, body, timeout=10).content)

    assert etree.QName(record).localname == "FC_FeatureCatalogue"
    assert b"FC_FeatureCatalogue" not in get_records(server.url, 1, 100).content


def test_unknown_id_is_an_empty_answer(server: StaticCsw) -> None:
    response = requests.get(server.url, {"request": "GetRecordById", "id": "x"}, timeout=10)

    assert response.status_code == 200
    assert len(etree.fromstring(response.content)) == 0


def test_capabilities(server: StaticCsw) -> None:
    response = requests.get(server.url, {"request": "GetCapabilities"}, timeout=10)

    assert etree.QName(etree.fromstring(response.content)).localname == "Capabilities"
    assert server.url in response.text


@pytest.mark.parametrize("body", ["<a", '<a startPosition="first"/>', "<Harvest/>"])
def test_nonsense_is_refused(server: StaticCsw, body: str) -> None:
    response = requests.post(server.url, body, timeout=10)

    assert response.status_code == 400
    assert "ExceptionReport" in response.text


def test_records_may_change_and_queries_are_counted() -> None:
    with StaticCsw(records(10)) as server:
        get_records(server.url)
        server.records = records(5)
        found = results(get_records(server.url, 2, 3))

        assert found.get("numberOfRecordsMatched") == "5"
        assert [(query.start, query.maximum) for query in server.queries] == [(1, 10), (2, 3)]


def test_plain_bytes_are_served_under_their_identifier() -> None:
    given = [record.xml for record in records(26)]
    with StaticCsw(given) as server:
        assert [(one.uuid, one.kind) for one in server.records] == [
            (record.uuid if record.reason != "the identifier is blank" else "", record.kind)
            for record in records(26)
        ]


def test_a_page_of_a_hundred_takes_milliseconds() -> None:
    with StaticCsw(records(1000)) as server, requests.Session() as session:
        start = time.monotonic()
        for first in range(1, 1001, 100):
            get_records(server.url, first, 100, session=session)

        assert time.monotonic() - start < 1


def _canonical(element: etree._Element) -> bytes:
    return etree.tostring(element, method="c14n", exclusive=True)
