"""Dutch themes as European ones."""

from __future__ import annotations

import csv

import pytest

from ckanext.donl import mapping, vocabulary
from ckanext.donl.rdf.themes import data_themes
from ckanext.donl.tests.reference import REFERENCE, needs_reference

OWMS = "http://standaarden.overheid.nl/owms/terms/"
DATA_THEME = "http://publications.europa.eu/resource/authority/data-theme/"


def test_every_theme_of_the_list_has_a_european_one() -> None:
    without = [
        e.uri for e in vocabulary.get("overheid_taxonomiebeleidsagenda") if not data_themes(e.uri)
    ]
    assert without == []


def test_a_narrower_theme_has_those_of_the_theme_that_it_is_a_part_of() -> None:
    assert data_themes(f"{OWMS}Afval_(thema)") == [f"{DATA_THEME}ENVI"]


def test_another_theme_has_none() -> None:
    assert data_themes("http://example.nl/theme") == data_themes("javascript:alert(1)") == []


@pytest.mark.parametrize(
    "row",
    [
        row
        for row in mapping.load("dcat").tables["dataset.theme"]
        if row.value.startswith(DATA_THEME)
    ],
    ids=lambda row: row.value.rsplit("/", 1)[1],
)
def test_there_and_back(row: mapping.Row) -> None:
    """A European theme is among those of the Dutch one that it becomes."""
    assert row.value in data_themes(row.target)


@needs_reference
def test_it_is_the_profile_s_table() -> None:
    path = REFERENCE / "themes" / "donl_theme_to_eu_data_theme.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows
    for row in rows:
        assert data_themes(row["donl_theme"]) == row["eu_data_themes"].split()
