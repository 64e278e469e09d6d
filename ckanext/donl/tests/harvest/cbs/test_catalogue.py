"""How a catalogue is asked: formats, versions, pages, themes, and what of it is wanted."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

import pytest

from ckanext.donl.harvest import settings
from ckanext.donl.harvest.sources.cbs import CbsSource
from demo.odata import OdataCatalogue, records, third_party_records
from demo.standin import Request

from .walking import client, source, walk

TABLES = records(60)


def asked(server: OdataCatalogue, end: str) -> list[Request]:
    return [request for request in server.requests if request.path.endswith(end)]


@pytest.mark.parametrize("form", ["json", "atom", ""])
def test_json_and_atom_give_the_same_records(form: str) -> None:
    with OdataCatalogue(TABLES) as server:
        expected = walk(server)
        server.form = form
        found = walk(server)

    assert found.complete
    assert list(found.listed) == [table.id for table in TABLES]
    assert found.records == expected.records
    assert found.listed == expected.listed


@pytest.mark.parametrize("form", ["json", "atom"])
@pytest.mark.parametrize("address", ["Tables", "Tables/", "", "/", "Tables?$format=json"])
def test_the_address_is_that_of_the_tables_or_of_the_catalogue(address: str, form: str) -> None:
    with OdataCatalogue(TABLES[:5]) as server:
        server.form = form
        found = walk(server, f"{server.url}/ODataCatalog/{address}")

    assert len(found.records) == 5


def test_the_query_of_the_address_goes_with_every_question() -> None:
    with OdataCatalogue(TABLES[:30]) as server:
        found = walk(
            server, f"{server.source_url}?$format=json&$filter=Language eq 'nl'", page_size=10
        )
        assert all(request.parameters["$format"] == "json" for request in server.requests)

    assert set(found.records) == {t.id for t in TABLES[:30] if t.fields["Language"] == "nl"}
    assert found.complete


@pytest.mark.parametrize("address", ["", "/Datasets", "/CBS/Datasets"])
def test_v4(address: str) -> None:
    with OdataCatalogue(TABLES) as server:
        found = walk(server, f"{server.url}/odata/v1{address}", page_size=25)
        assert not asked(server, "Themes")

    assert found.complete
    wanted = [t for t in TABLES if address != "/CBS/Datasets" or t.fields["Catalog"] == "CBS"]
    assert sorted(found.records) == [table.id for table in wanted]


@pytest.mark.parametrize(("largest", "page_size"), [(10_000, 7), (7, 1000), (3, 10), (60, 60)])
def test_pages(largest: int, page_size: int) -> None:
    """Whether the server links to the next page or not."""
    with OdataCatalogue(TABLES) as server:
        server.largest = largest
        found = walk(server, page_size=page_size)

    assert found.complete
    assert len(found.records) == len(found.listed) == 60


def test_the_stamp_of_a_listing_is_that_of_the_table() -> None:
    with OdataCatalogue(TABLES) as server:
        for url in (server.source_url, server.v4_url):
            found = walk(server, url)
            kind = source(url)
            assert found.listed == {g: kind.stamp(r.content) for g, r in found.records.items()}
            # Of a table without a date nothing tells when it changes.
            assert all(found.listed[t.id] for t in TABLES if t.fields["Modified"])


@pytest.mark.parametrize("version", [3, 4])
def test_what_changes_without_meaning_changes_nothing(version: int) -> None:
    with OdataCatalogue(TABLES[:5]) as server:
        url = server.source_url if version == 3 else server.v4_url
        before = walk(server, url)
        restless: dict[str, Any] = {"RecordCount": 7, "SearchPriority": "9", "ColumnCount": 1}
        # A table is numbered anew, too, by the tables before it.
        server.records = [t.having(**restless) for t in reversed(server.records)]
        after = walk(server, url)

    assert after.listed == before.listed
    assert after.records == before.records


def test_a_change_of_title_or_of_themes_is_seen() -> None:
    first, second, *others = TABLES[:5]
    with OdataCatalogue(TABLES[:5]) as server:
        before = walk(server)
        server.records = [
            first.retitled("Anders"),
            second.about(*second.themes, "Prijzen"),
            *others,
        ]
        after = walk(server)

    changed = {guid for guid in after.listed if after.listed[guid] != before.listed[guid]}
    assert changed == {first.id, second.id}
    assert json.loads(after.records[first.id].content)["Title"] == "Anders"
    assert "Prijzen" in json.loads(after.records[second.id].content)["Themes"]


def test_themes_are_found_by_number_where_there_is_no_name() -> None:
    class Numbers(OdataCatalogue):
        def _v3(self) -> dict[str, list[dict[str, Any]]]:
            found = super()._v3()
            for row in found["Tables_Themes"]:
                del row["TableIdentifier"]
            return found

    with OdataCatalogue(TABLES) as server, Numbers(TABLES) as other:
        assert walk(other).records == walk(server).records


def test_an_unchanged_catalogue_costs_a_light_listing_and_the_themes() -> None:
    with OdataCatalogue(TABLES) as server:
        kind, asking = source(server.source_url), client()
        pages = list(kind.pages(asking))
        asking.close()

    assert sum(len(page) for page in pages) == 60
    assert [request.path.rpartition("/")[2] for request in server.requests] == [
        "Tables",
        "Themes",
        "Tables_Themes",
    ]
    assert server.requests[0].parameters["$select"].startswith("ID,Identifier,Catalog,Modified")


def test_tables_are_asked_for_by_name_a_few_at_a_time() -> None:
    with OdataCatalogue(TABLES) as server:
        walk(server)
        questions = [r.parameters["$filter"] for r in server.requests if "$filter" in r.parameters]

    assert [question.count(" eq ") for question in questions] == [20, 20, 20]
    assert max(map(len, questions)) < 700


def test_a_quote_in_a_name_is_escaped() -> None:
    odd = TABLES[0].having(Identifier="8'0 & 1?NED")
    with OdataCatalogue([odd, *TABLES[1:3]]) as server:
        found = walk(server)
        assert "Identifier eq '8''0 & 1?NED'" in server.requests[-1].parameters["$filter"]

    assert odd.id in found.records
    assert source().identifier(odd.id).endswith("/8%270%20%26%201%3FNED")


def test_tables_of_some_catalogs() -> None:
    tables = third_party_records(30)
    with OdataCatalogue(tables) as server:
        found = walk(server, odata_catalogs=["IV3", "MKB"], page_size=2)

    wanted = {table.id for table in tables if table.fields["Catalog"] in ("IV3", "MKB")}
    assert set(found.records) == wanted
    assert found.complete


def test_criteria_are_applied_to_the_listing() -> None:
    tables = third_party_records(12)
    with OdataCatalogue(tables) as server:
        found = walk(
            server, organisations_include=["rivm", "MKB"], blocked_identifiers=[tables[1].id]
        )
        assert len(asked(server, "Tables")) == 2

    assert {json.loads(r.content)["Catalog"] for r in found.records.values()} == {"RIVM", "MKB"}
    assert found.left_out[tables[1].id] == "blocked identifier"
    assert set(found.left_out) | set(found.records) == {table.id for table in tables}


def test_keywords_of_the_criteria_are_themes() -> None:
    with OdataCatalogue(TABLES) as server:
        found = walk(server, keywords_include=["bevolking"])

    assert set(found.records) == {t.id for t in TABLES if "Bevolking" in t.themes}


@pytest.mark.parametrize(
    ("url", "config", "catalogue"),
    [
        ("https://opendata.cbs.nl/ODataCatalog/Tables", {}, "cbs"),
        ("https://datasets.cbs.nl/odata/v1/Datasets", {}, "cbs"),
        ("https://dataderden.cbs.nl/ODataCatalog/Tables", {}, "cbs_derden"),
        ("https://dataderden.cbs.nl/ODataCatalog/Tables", {"catalogue": "cbs"}, "cbs"),
        ("https://spiegel.example.nl/Tables", {"catalogue": "cbs_derden"}, "cbs_derden"),
        ("", {}, "cbs"),
    ],
)
def test_which_mapping_tables(url: str, config: dict[str, Any], catalogue: str) -> None:
    assert source(url, **config).catalogue == catalogue


@pytest.mark.parametrize(
    "config", [{"catalogue": "ngr"}, {"odata_catalogs": "IV3"}, {"page_size": 0}, {"filter": "x"}]
)
def test_settings_that_are_not_allowed(config: dict[str, Any]) -> None:
    with pytest.raises(settings.SettingsError, match=r"must be|settings are"):
        settings.parse(json.dumps(config), CbsSource.settings_table)


@pytest.mark.parametrize(
    ("url", "guid", "page"),
    [
        ("", "83583NED", "https://opendata.cbs.nl/statline/#/CBS/nl/dataset/83583NED/table"),
        ("", "37296eng", "https://opendata.cbs.nl/statline/#/CBS/en/dataset/37296eng/table"),
        (
            "https://dataderden.cbs.nl/ODataCatalog/Tables",
            "45012NED",
            "https://dataderden.cbs.nl/ODataApi/OData/45012NED",
        ),
    ],
)
def test_where_a_person_sees_a_table(url: str, guid: str, page: str) -> None:
    assert source(url).original_url(guid) == page
    assert urlsplit(page).scheme == "https"
