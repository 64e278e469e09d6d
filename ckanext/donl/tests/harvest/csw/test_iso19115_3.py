"""ISO 19115-3: the same dataset gives the same package in either form."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ckanext.donl import mapping
from ckanext.donl.harvest import settings
from ckanext.donl.harvest.http import Client
from ckanext.donl.harvest.record import Record as Harvested
from ckanext.donl.harvest.sources.csw import CswSource, protocol, reading
from ckanext.donl.harvest.trial import try_file
from demo.csw import StaticCsw
from demo.records import Record, records

COUNT = 200
SETTINGS = settings.parse('{"bounding_box": true}', CswSource.settings_table)
FEATURE_CATALOGUE = b"""<csw:GetRecordByIdResponse xmlns:csw="http://www.opengis.net/cat/csw/2.0.2">
<gfc:FC_FeatureCatalogue xmlns:gfc="http://standards.iso.org/iso/19110/gfc/1.1"
    xmlns:cat="http://standards.iso.org/iso/19115/-3/cat/1.0"
    xmlns:gco="http://standards.iso.org/iso/19115/-3/gco/1.0">
  <cat:name><gco:CharacterString>Objecten van het kadaster</gco:CharacterString></cat:name>
</gfc:FC_FeatureCatalogue></csw:GetRecordByIdResponse>"""
FIRST = (b"/mdb/2.0", b"/mdb/1.0"), (b"/cit/2.0", b"/cit/1.0"), (b"/mrc/2.0", b"/mrc/1.0")


def made_of(*contents: bytes) -> list[dict[str, Any]]:
    """What a harvest makes of records."""
    source, catalogue = CswSource("https://csw.example/csw", SETTINGS), mapping.load("csw")
    shown = []
    for content in contents:
        (found,) = try_file(source, SETTINGS, catalogue, "", content)
        shown.append(found.as_dict())
    return shown


def of_first_edition(xml: bytes) -> bytes:
    for second, first in FIRST:
        xml = xml.replace(second, first)
    return xml


@pytest.fixture(scope="module")
def gmd() -> list[Record]:
    return list(records(COUNT))


@pytest.fixture(scope="module")
def mdb() -> list[Record]:
    return list(records(COUNT, schema="mdb"))


def test_every_demo_record_comes_to_the_same_in_either_form(
    gmd: list[Record], mdb: list[Record]
) -> None:
    pairs = zip(
        made_of(*(record.xml for record in gmd)),
        made_of(*(record.xml for record in mdb)),
        strict=True,
    )
    for ours, theirs in pairs:
        assert ours["title"] == theirs["title"]
        assert ours["outcome"] == theirs["outcome"]
        assert ours["package"] == theirs["package"]
        assert ours["values"] == theirs["values"]
        reasons = [(e["field"], e["value"], e["reason"]) for e in ours["errors"]]
        assert reasons == [(e["field"], e["value"], e["reason"]) for e in theirs["errors"]]


def test_the_first_edition_comes_to_the_same_as_the_second(mdb: list[Record]) -> None:
    second = made_of(*(record.xml for record in mdb[:20]))
    first = made_of(*(of_first_edition(record.xml) for record in mdb[:20]))

    for ours, theirs in zip(second, first, strict=True):
        assert ours["values"] == theirs["values"]
        assert ours["package"] == theirs["package"]


def test_services_and_series_are_left_out(mdb: list[Record]) -> None:
    left_out = [record for record in mdb if record.expected == "left out"]
    for record, made in zip(left_out, made_of(*(r.xml for r in left_out)), strict=True):
        assert made["guid"] == record.id
        assert made["outcome"] == "left out"
        assert made["title"]
        assert made["errors"][0]["reason"] == f"hierarchy level {record.kind}"


def test_an_edition_that_nobody_knows_is_rejected_with_a_reason(mdb: list[Record]) -> None:
    (made,) = made_of(mdb[0].xml.replace(b"/-3/mdb/2.0", b"/-3/mdb/9.9"))

    assert made["outcome"] == "rejected"
    assert {error["field"] for error in made["errors"]} >= {"identifier", "title"}


def test_a_record_whose_namespace_is_no_uri_is_rejected_with_a_reason(mdb: list[Record]) -> None:
    (made,) = made_of(mdb[0].xml.replace(b"http://standards.iso.org/iso/19115/-3/mdb/2.0", b"x"))

    assert made["outcome"] == "rejected"
    assert "canonical" in made["errors"][0]["reason"]


def test_a_feature_catalogue_of_iso_19110_2016_is_read() -> None:
    title = reading.feature_catalogue(FEATURE_CATALOGUE)

    assert title is not None
    assert title["title"][0].text == "Objecten van het kadaster"


@pytest.mark.parametrize("schema", sorted(protocol.SCHEMAS))
def test_records_are_asked_for_in_the_form_of_the_setting(schema: str) -> None:
    with StaticCsw(records(12, schema=schema)) as server:
        parsed = settings.parse(json.dumps({"schema": schema}), CswSource.settings_table)
        client = Client(["127.0.0.1"])
        walked = [i for page in CswSource(server.url, parsed).pages(client) for i in page]
        client.close()

    assert {query.schema for query in server.queries} == {protocol.SCHEMAS[schema]}
    assert sum(isinstance(item, Harvested) for item in walked) == 12


@pytest.mark.parametrize("schema", sorted(protocol.SCHEMAS))
def test_records_in_another_form_than_asked_for_are_read(schema: str) -> None:
    other = {"gmd": "mdb", "mdb": "gmd"}[schema]
    with StaticCsw(records(12, schema=other)) as server:
        parsed = settings.parse(json.dumps({"schema": schema}), CswSource.settings_table)
        client = Client(["127.0.0.1"])
        walked = [i for page in CswSource(server.url, parsed).pages(client) for i in page]
        client.close()

    guids = {item.guid for item in walked if isinstance(item, Harvested)}
    expected = {record.id for record in records(12) if record.expected == "valid"}
    assert expected <= guids
