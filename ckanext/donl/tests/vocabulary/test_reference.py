"""The value lists against the publications they were carried over from."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from ckanext.donl import vocabulary
from ckanext.donl.tests.reference import REFERENCE, needs_reference

pytestmark = needs_reference

LISTS = REFERENCE / "vocabularies"

FILES = sorted(
    path
    for folder in ("complete/2020-11-09_nde", "complete/2023-09-11_civity", "reconstructed")
    for path in (LISTS / folder).glob("*.json")
    if path.name != "overheid_license.json"
)


# The copy of 2023 has types, and other labels for 84 organisations; it was carried over.
LABELLED = [path for path in FILES if "2020" not in str(path) or path.stem != "donl_organization"]


def published(path: Path) -> dict[str, Any]:
    values: dict[str, Any] = json.loads(path.read_text("utf-8"))
    assert values
    return values


def test_the_publications_are_all_there() -> None:
    assert len(FILES) == 22


def name_of(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_values(path: Path) -> None:
    missing = [uri for uri in published(path) if uri not in vocabulary.get(path.stem)]
    assert missing == []


@pytest.mark.parametrize("path", LABELLED, ids=name_of)
class TestFactsOfEachValue:
    def test_labels(self, path: Path) -> None:
        values = vocabulary.get(path.stem)
        for uri, facts in published(path).items():
            labels = facts["labels"]
            assert values.label(uri, "nl") == labels["nl-NL"].strip()
            assert values.label(uri, "en") == labels["en-US"].strip()

    def test_parents_and_types(self, path: Path) -> None:
        for uri, facts in published(path).items():
            entry = vocabulary.get(path.stem).entry(uri)
            assert entry is not None
            assert entry.parent == (facts.get("parent") or "")
            # The text "null" is a slip of the publication for no type.
            assert entry.type == (facts.get("type") or "").replace("null", "")


def test_nothing_is_invented() -> None:
    """A value that none of the copies has names the source that it was added from."""
    for name in vocabulary.names():
        known = {uri for path in FILES if path.stem == name for uri in published(path)}
        values = vocabulary.get(name)
        for entry in values:
            assert not known or entry.uri in known or entry.source != values.source, entry


def test_licence_register() -> None:
    licences = json.loads((LISTS / "complete/2020-11-09_nde/overheid_license.json").read_text())
    for licence in licences:
        assert licence["id"] in vocabulary.get("overheid_license")


def test_municipalities_of_owms() -> None:
    root = ElementTree.parse(LISTS / "owms/Gemeente.xml").getroot()
    uris = {str(value.findtext("resourceIdentifier")).strip() for value in root}
    assert len(uris) == 607
    assert uris == {entry.uri for entry in vocabulary.get("overheid_spatial_gemeente")}


@pytest.mark.parametrize(
    ("scheme", "name"),
    [
        ("waterschappen", "overheid_spatial_waterschap"),
        ("file-types", "mdr_filetype_nal"),
        ("themes", "overheid_taxonomiebeleidsagenda"),
    ],
)
def test_values_of_the_second_profile(scheme: str, name: str) -> None:
    text = (LISTS / f"donl2-taxonomy/{scheme}.ttl").read_text("utf-8")
    uris = set(re.findall(r"skos:hasTopConcept <([^>]+)>", text))
    assert len(uris) > 30
    assert [uri for uri in uris if uri not in vocabulary.get(name)] == []


def test_reasons_for_not_being_public() -> None:
    terms = (LISTS / "donl2-taxonomy/term/access-rights").glob("*.ttl")
    texts = [path.read_text("utf-8") for path in terms]
    uris = {
        str(re.search(r"^<(\S+)>$", text, re.MULTILINE)[1])  # type: ignore[index]
        for text in texts
        if "access-right/NON_PUBLIC>" in text
    }
    assert uris == {entry.uri for entry in vocabulary.get("donl_wobuitzondering")}


@pytest.mark.parametrize(
    ("table", "name"),
    [
        ("high-value-dataset-category", "eu_hvd_category"),
        ("frequency", "overheid_frequency"),
        ("file-type", "mdr_filetype_nal"),
    ],
)
def test_labels_of_the_european_tables(table: str, name: str) -> None:
    with (REFERENCE / "eu" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        european = {row["uri"]: row for row in csv.DictReader(file)}
    values = vocabulary.get(name)
    taken_over = [
        entry
        for entry in values
        if entry.uri in european and (entry.source != values.source or name != "mdr_filetype_nal")
    ]
    assert len(taken_over) >= 22
    for entry in taken_over:
        row = european[entry.uri]
        assert entry.label_en == row["label_en"]
        assert entry.label_nl == (row["label_nl"] or row["label_en"])
        if name == "eu_hvd_category":
            assert entry.parent == row["broader"]


def test_high_value_categories_are_complete() -> None:
    with (REFERENCE / "eu/high-value-dataset-category.csv").open(encoding="utf-8") as file:
        uris = [row["uri"] for row in csv.DictReader(file)]
    assert set(uris) == {entry.uri for entry in vocabulary.get("eu_hvd_category")}
