"""By what a dataset is known from one run to the next, and where a person sees it."""

from __future__ import annotations

import pytest

from .reading import URI, dataset, record, source, texts, turtle


def test_a_dataset_is_known_by_its_uri() -> None:
    found = record(dataset('dct:identifier "1"'))
    assert found.guid == URI
    assert texts(dataset('dct:identifier "1"'), "identifier") == [URI]


@pytest.mark.parametrize(
    ("said", "guid", "identifier"),
    [
        ('dct:identifier "https://a.nl/1"', "https://a.nl/1", "https://a.nl/1"),
        ('dct:identifier "a 1"', "a 1", "https://data.example.nl/catalog#a%201"),
        ('schema:identifier [ schema:value "7" ]', "7", "https://data.example.nl/catalog#7"),
    ],
)
def test_a_dataset_without_uri_is_known_by_its_identifier(
    said: str, guid: str, identifier: str
) -> None:
    content = turtle(f"[] a dcat:Dataset ; dct:title 'x' ; {said} .")
    assert record(content).guid == guid
    assert texts(content, "identifier") == [identifier]
    assert source().identifier(guid) == identifier


def test_a_dataset_that_nothing_identifies_has_no_identifier_and_is_the_same_every_time() -> None:
    content = turtle("[] a dcat:Dataset ; dct:title 'x' .")
    assert record(content).guid.startswith("sha256:")
    assert record(content).guid == record(content).guid
    assert texts(content, "identifier") == []


def test_a_uri_that_is_too_long_for_the_database() -> None:
    content = turtle(f"<https://a.nl/{'x' * 700}> a dcat:Dataset ; dct:title 'x' .")
    assert record(content).guid.startswith("sha256:")


def test_where_a_person_sees_a_record() -> None:
    assert source().original_url(URI) == URI
    assert source().original_url("7") == "https://data.example.nl/catalog"
