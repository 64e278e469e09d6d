"""The demo's data.json."""

from __future__ import annotations

import json

import pytest

from demo import data_json


@pytest.mark.parametrize("portal", data_json.PORTALS)
def test_the_same_seed_makes_the_same_document(portal: str) -> None:
    document = data_json.document(data_json.records(30, portal=portal))
    assert document == data_json.document(data_json.records(30, portal=portal))
    assert document != data_json.document(data_json.records(30, seed=2, portal=portal))


@pytest.mark.parametrize("portal", data_json.PORTALS)
def test_more_records_are_a_continuation(portal: str) -> None:
    assert data_json.records(50, portal=portal)[:10] == data_json.records(10, portal=portal)


@pytest.mark.parametrize("portal", data_json.PORTALS)
def test_every_dataset_has_an_identity_of_its_own_and_all_words_filled_in(portal: str) -> None:
    records = data_json.records(200, portal=portal)
    assert len({record.id for record in records}) == 200
    assert "{" not in "".join(record.id for record in records)
    content = data_json.document(records).decode()
    assert not any(f"{{{word}}}" in content for word in ("id", "layer", "key", "download", "year"))


def test_a_document_is_what_the_portals_write() -> None:
    content = json.loads(data_json.document(data_json.records(3)))
    assert content["@type"] == "dcat:Catalog"
    assert content["conformsTo"] == "https://project-open-data.cio.gov/v1.1/schema"
    assert len(content["dataset"]) == 3
    assert json.loads(data_json.document([]))["dataset"] == []


def test_a_retitled_dataset_is_the_same_one_changed() -> None:
    (record,) = data_json.records(1)
    other = record.retitled("Anders")
    assert other.id == record.id
    assert other.dataset["title"] == "Anders"
    assert other.dataset["modified"] > record.dataset["modified"]
