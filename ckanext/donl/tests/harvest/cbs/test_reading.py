"""From the metadata of a table to its values."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ckanext.donl.harvest import trial
from ckanext.donl.harvest.record import LeftOut, Record
from ckanext.donl.tests.reference import REFERENCE, needs_reference
from demo.odata import OdataCatalogue, records, third_party_records
from demo.standin import Request
from demo.tables import Table, samples

from .walking import source, tried, walk

TABLES = records(120)
TABLE = TABLES[0]
ECONOMY = "http://standaarden.overheid.nl/owms/terms/Economie"
CBS = "http://standaarden.overheid.nl/owms/terms/Centraal_Bureau_voor_de_Statistiek"


def document(table: Table = TABLE, **fields: Any) -> bytes:
    row = table.having(**fields).fields
    return json.dumps({**row, "Themes": [{"Title": title} for title in table.themes]}).encode()


def package(table: Table = TABLE, catalogue: str = "cbs", **fields: Any) -> dict[str, Any]:
    found = tried(document(table, **fields), catalogue)
    assert found.outcome == trial.VALID, found.errors
    assert found.mapped
    return found.mapped.package


@pytest.mark.parametrize(
    ("tables", "catalogue"), [(TABLES, "cbs"), (third_party_records(120), "cbs_derden")]
)
def test_what_becomes_of_the_demo_tables(tables: list[Table], catalogue: str) -> None:
    for table in tables:
        found = tried(document(table), catalogue)
        assert found.outcome == table.expected, (table.reason, found.errors)
        assert len({error.value for error in found.errors}) == (found.outcome == trial.REJECTED)
    assert {table.expected for table in tables} == {trial.VALID, trial.REJECTED}


def test_titles_and_descriptions_are_one_after_the_other() -> None:
    assert package(Title=" Banen \n van  werknemers ")["title"] == "Banen van werknemers"
    assert package(Title="", ShortTitle="Banen")["title"] == "Banen"
    assert package(ShortDescription="", Summary="Kort.")["notes"] == "Kort."
    assert package(ShortDescription="\nRegel een\r\nregel twee\n")["notes"] == (
        "Regel een\nregel twee"
    )


def test_themes_are_mapped_and_default_to_the_economy() -> None:
    themes = package(TABLE.about("Energie", "Bouwen en wonen", "Onbekend thema"))["theme"]
    assert sorted(themes) == [
        "http://standaarden.overheid.nl/owms/terms/Bouwen_en_verbouwen",
        "http://standaarden.overheid.nl/owms/terms/Energie",
    ]
    assert package(TABLE.about())["theme"] == [ECONOMY]
    assert package(TABLE.about("Onbekend thema"))["theme"] == [ECONOMY]
    assert package(TABLE.about("Watervoorziening"))["theme"] == [
        "http://standaarden.overheid.nl/owms/terms/Water_(verkeer-thema)"
    ]


def test_a_value_without_mapping_is_told() -> None:
    found = tried(document(TABLE.about("Onbekend thema"), Frequency="Perdecennium"))
    assert found.mapped
    assert [(line.property, line.raw) for line in found.mapped.unmapped] == [
        ("dataset.theme", "Onbekend thema"),
        ("dataset.frequency", "Perdecennium"),
    ]


def test_the_licence_is_the_catalogues_own_and_open() -> None:
    found = tried(document())
    assert found.mapped
    (line,) = (line for line in found.mapped.trace if line.field == "license_id")
    assert line.how.value == "default"
    assert line.value == "http://creativecommons.org/licenses/by/4.0/deed.nl"
    assert found.mapped.package["access_rights"].endswith("/PUBLIC")
    assert {r["license_id"] for r in found.mapped.package["resources"]} == {line.value}


def test_a_licence_that_v4_states_goes_before_the_default() -> None:
    row = {**TABLE.as_v4(), "License": "http://creativecommons.org/publicdomain/zero/1.0/"}
    found = tried(json.dumps(row).encode())
    assert found.mapped
    assert found.mapped.package["license_id"].endswith("/zero/1.0/deed.nl")


def test_distributions() -> None:
    found = package(ApiUrl="http://opendata.cbs.nl/ODataApi/OData/1", Language="en")
    assert [(r["name"], r["download_url"]) for r in found["resources"]] == [
        ("API", ["https://opendata.cbs.nl/ODataApi/OData/1"]),
        ("Feed", [f"https://opendata.cbs.nl/ODataFeed/OData/{TABLE.id}"]),
    ]
    page = f"https://opendata.cbs.nl/statline/#/CBS/en/dataset/{TABLE.id}/table"
    assert {r["url"] for r in found["resources"]} == {page}
    assert [r["mimetype"].rpartition("/")[2] for r in found["resources"]] == ["json", "atom+xml"]


def test_a_table_without_a_feed_has_only_an_api() -> None:
    assert [r["name"] for r in package(FeedUrl=None)["resources"]] == ["API"]
    assert package(FeedUrl=None, ApiUrl="")["resources"] == []


def test_a_distribution_without_summary_has_the_description() -> None:
    assert package(Summary=" ")["resources"][0]["description"].startswith("Deze tabel bevat")


# OData catalog: landing page or nothing, and access page
PAGES = {
    "IV3": ("https://iv3statline.cbs.nl/portal.html?_la=nl&_catalog=IV3&tableId=", "/#/IV3/nl/"),
    "MKB": ("https://mkbstatline.cbs.nl/portal.html?_la=nl&_catalog=MKB&tableId=", "/#/MKB/nl/"),
    "JM": ("https://jmopendata.cbs.nl/portal.html?_la=nl&_catalog=JM&tableId=", "/#/JM/nl/"),
    "MLZ": ("https://mlzopendata.cbs.nl/portal.html?_la=nl&_catalog=MLZ&tableId=", "/#/MLZ/nl/"),
    "AZW": ("", "https://azwstatline.cbs.nl/#/AZW/nl/"),
    "MVstat": ("", "https://mvstat.cbs.nl/#/MVstat/nl/"),
    "InterReg": ("", "https://opendata.grensdata.eu/#/InterReg/nl/"),
    "RIVM": ("https://statline.rivm.nl/portal.html?_la=nl&_catalog=RIVM&tableId=", "/#/RIVM/nl/"),
    "Politie": (
        "https://politieopendata.cbs.nl/portal.html?_la=nl&_catalog=Politie&graphtype=Table&tableId=",
        "https://data.politie.nl/#/Politie/nl/",
    ),
}


@pytest.mark.parametrize("catalog", PAGES)
def test_third_parties(catalog: str) -> None:
    landing, access = PAGES[catalog]
    found = package(Catalog=catalog, catalogue="cbs_derden")
    assert found.get("url", "") == (f"{landing}{TABLE.id}" if landing else "")
    assert access in found["resources"][0]["url"]
    assert found["identifier"] == f"https://dataderden.cbs.nl/ODataApi/OData/{TABLE.id}"
    assert found["source_catalog"] == "https://dataderden.cbs.nl/ODataCatalog/"
    organisation = found["authority"].rpartition("/")[2]
    own = {"RIVM": "Rijksinstituut_voor_Volksgezondheid_en_Milieu", "Politie": "Politie"}
    assert organisation == own.get(catalog, "Centraal_Bureau_voor_de_Statistiek")
    assert found["publisher"] == CBS


def test_german_is_a_language_of_third_parties() -> None:
    found = package(Catalog="InterReg", catalogue="cbs_derden", Language="de")
    assert found["language"] == ["http://publications.europa.eu/resource/authority/language/DEU"]


def test_a_catalog_without_a_page_leads_to_the_api() -> None:
    row = {**TABLE.as_v4(), "Catalog": "CBS-Maatwerk"}
    found = tried(json.dumps(row).encode())
    assert found.mapped
    (api,) = found.mapped.package["resources"]
    assert api["url"] == f"https://datasets.cbs.nl/odata/v1/CBS-Maatwerk/{TABLE.id}"
    assert "url" not in found.mapped.package


@pytest.mark.parametrize(
    ("contact", "name", "email"),
    [
        ("infoservice@cbs.nl", "Centraal Bureau voor de Statistiek", "infoservice@cbs.nl"),
        ("Infoservice", "Infoservice", "infoservice@cbs.nl"),
        (None, "Centraal Bureau voor de Statistiek", "infoservice@cbs.nl"),
    ],
)
def test_contact_of_v4(contact: str | None, name: str, email: str) -> None:
    found = tried(json.dumps({**TABLE.as_v4(), "ContactPoint": contact}).encode())
    assert found.mapped
    package = found.mapped.package
    assert (package["contact_point_name"], package["contact_point_email"]) == (name, email)


def test_v3_and_v4_have_the_same_identifier() -> None:
    """The same table through both is one dataset."""
    v4 = tried(json.dumps(TABLE.as_v4()).encode())
    assert v4.mapped
    assert v4.mapped.package["identifier"] == package()["identifier"]


ODD: dict[str, Any] = {
    "a number": 42,
    "a list": ["Titel"],
    "an object": {"nl": "Titel"},
    "true": True,
    "a lone surrogate": "Titel \ud800",
    "a control character": "Titel \x00\x0b",
    "very long": "x" * 200_000,
}


@pytest.mark.parametrize("value", ODD.values(), ids=ODD)
@pytest.mark.parametrize("field", [*TABLE.fields, "Themes"])
def test_odd_values_end_as_a_dataset_or_as_a_rejection(field: str, value: Any) -> None:
    row = {**TABLE.fields, field: value}
    found = tried(json.dumps(row).encode())
    assert found.outcome in (trial.VALID, trial.REJECTED)
    assert found.outcome == trial.VALID or found.errors
    assert "\x00" not in json.dumps(found.as_dict()["package"])


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "neither JSON nor XML"),
        (b"Tabellen", "neither JSON nor XML"),
        (b'{"Identifier": ', "not well-formed JSON"),
        (b"[" * 100_000, "not well-formed JSON"),
        (b'{"Identifier": ' + b"9" * 10_000 + b"}", "not well-formed JSON"),
        (b'{"Title": "Zonder naam"}', "has no Identifier"),
        (b'{"value": [3]}', "has no Identifier"),
        (b'{"odata.error": {"message": {"value": "Bestaat niet"}}}', "Bestaat niet"),
        (b'{"error": {"message": "Bestaat niet"}}', "Bestaat niet"),
        (b"<feed", "not well-formed XML"),
        (b"<rss/>", "of another kind: rss"),
        (b"<!DOCTYPE html><html/>", "HTML page"),
        (b'<!DOCTYPE feed [<!ENTITY a "b">]><feed>&a;</feed>', "DOCTYPE"),
        (b'<entry xmlns="http://www.w3.org/2005/Atom"/>', "has no Identifier"),
    ],
)
def test_a_file_that_is_none_of_ours(content: bytes, words: str) -> None:
    found = tried(content)
    assert found.outcome == trial.REJECTED
    assert words in found.errors[0].line()


def test_a_page_of_a_catalogue_is_a_file_too() -> None:
    with OdataCatalogue(TABLES[:9]) as server:
        answers = {}
        for form in ("json", "atom"):
            server.form = form
            reply = server.answer(Request("GET", "/ODataCatalog/Tables"))
            assert isinstance(reply.body, bytes)
            answers[form] = list(source().items(reply.body))

    assert answers["json"] == answers["atom"]
    assert [item.guid for item in answers["json"] if isinstance(item, Record)] == [
        table.id for table in TABLES[:9]
    ]


def test_a_record_can_be_read_again() -> None:
    """What the portal keeps of a record is a file of the same record."""
    with OdataCatalogue(TABLES[:9]) as server:
        for url in (server.source_url, server.v4_url):
            for record in walk(server, url).records.values():
                assert list(source().items(record.content)) == [record]


def test_criteria_hold_for_files() -> None:
    (item,) = source(keywords_exclude=["Energie", "bevolking"]).items(
        document(TABLE.about("Bevolking"))
    )
    assert item == LeftOut(TABLE.id, TABLE.fields["Title"].strip(), "keywords_exclude")


SAMPLES = sorted((REFERENCE / "samples" / "cbs").glob("*"))


@needs_reference
@pytest.mark.parametrize("file", SAMPLES, ids=lambda file: file.name)
@pytest.mark.parametrize("catalogue", ["cbs", "cbs_derden"])
def test_every_published_table_ends_well(file: Path, catalogue: str) -> None:
    found = tried(file.read_bytes(), catalogue)
    if "ColDescriptions" in file.name:
        assert found.outcome == trial.REJECTED
        assert "it has no Identifier" in found.errors[0].line()
    else:
        assert found.outcome == trial.VALID, found.errors
        assert found.mapped
        assert not found.mapped.unmapped


@needs_reference
@pytest.mark.parametrize("version", [3, 4])
def test_published_tables_come_from_a_catalogue_as_from_their_files(version: int) -> None:
    with OdataCatalogue(samples(REFERENCE / "samples" / "cbs")) as server:
        found = walk(server, server.source_url if version == 3 else server.v4_url)

    files = [f for f in SAMPLES if "etadata" in f.name and f"v{version}" in f.name]
    expected = [item for f in files for item in source().items(f.read_bytes())]
    assert found.complete
    assert len(expected) == {3: 4, 4: 2}[version]
    for record in expected:
        assert isinstance(record, Record)
        assert found.records[record.guid] == record
