"""What the configuration of a DCAT source may hold."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ckanext.donl import mapping
from ckanext.donl.harvest.record import Record, Unreadable
from ckanext.donl.harvest.settings import SettingsError, parse
from ckanext.donl.harvest.sources.dcat import DcatSource

from .reading import items, record, source, texts

TABLE = DcatSource.settings_table


@pytest.mark.parametrize(
    ("given", "expected"),
    [("nl", ["nl"]), ("EN", ["en"]), (["nl-BE", "fr"], ["nl-be", "fr"])],
)
def test_languages(given: Any, expected: list[str]) -> None:
    assert parse(json.dumps({"language": given}), TABLE)["language"] == expected


@pytest.mark.parametrize("given", ["", "Nederlands", "nl_NL", [], [1], {"nl": 1}, 1, None, [""]])
def test_what_is_no_language(given: Any) -> None:
    with pytest.raises(SettingsError, match="language"):
        parse(json.dumps({"language": given}), TABLE)


@pytest.mark.parametrize("given", ["", "ngr", "DCAT", 1, None, ["dcat"]])
def test_what_is_no_catalogue(given: Any) -> None:
    with pytest.raises(SettingsError, match="dcat, eindhoven or rdw"):
        parse(json.dumps({"catalogue": given}), TABLE)


@pytest.mark.parametrize(
    ("url", "catalogue"),
    [
        ("https://data.eindhoven.nl/api/v2/catalog/exports/rdf", "eindhoven"),
        ("https://opendata.rdw.nl/data.json", "rdw"),
        ("https://DATA.eindhoven.nl:443/", "eindhoven"),
        ("https://data.eindhoven.nl.example/", "dcat"),
        ("https://data.utrecht.nl/catalog.ttl", "dcat"),
        ("", "dcat"),
        ("http://[half", "dcat"),
    ],
)
def test_the_host_decides_which_tables_are_used(
    monkeypatch: pytest.MonkeyPatch, url: str, catalogue: str
) -> None:
    monkeypatch.setattr(mapping, "catalogues", lambda: ["dcat", "eindhoven", "ngr", "rdw"])
    assert source(url).catalogue == catalogue
    assert source(url, catalogue="rdw").catalogue == "rdw"


def test_tables_that_are_not_shipped_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mapping, "catalogues", lambda: ["dcat"])
    assert source("https://data.eindhoven.nl/").catalogue == "dcat"


DATA_JSON: dict[str, Any] = {
    "@context": "https://project-open-data.cio.gov/v1.1/schema/catalog.jsonld",
    "@type": "dcat:Catalog",
    "conformsTo": "https://project-open-data.cio.gov/v1.1/schema",
    "dataset": [{"@type": "dcat:Dataset", "identifier": "bomen", "title": "Bomen"}],
}


@pytest.mark.parametrize("without", [(), ("@context", "@type"), ("@context", "conformsTo")])
def test_a_data_json_is_read_by_its_own_reader(without: tuple[str, ...]) -> None:
    content = json.dumps({k: v for k, v in DATA_JSON.items() if k not in without}).encode()

    found = record(content)

    assert (found.guid, found.title) == ("bomen", "Bomen")
    assert texts(content, "title") == ["Bomen"]
    assert texts(content, "identifier") == ["https://data.example.nl/catalog#bomen"]


def test_a_dataset_of_a_data_json_without_identity_costs_only_itself() -> None:
    datasets = [{"title": "Banken"}, *DATA_JSON["dataset"]]
    nameless, trees = items(json.dumps({**DATA_JSON, "dataset": datasets}).encode())

    assert isinstance(nameless, Unreadable)
    assert "dataset 1 has no identifier" in nameless.reason
    assert isinstance(trees, Record)
