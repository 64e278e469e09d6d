"""What is read of a package, and what of it counts as the record."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from ckanext.donl import mapping, profile
from ckanext.donl.harvest import repair
from ckanext.donl.harvest.record import Record, Unreadable
from ckanext.donl.harvest.sources.ckan import reading
from demo.ckan_portal import records

from ...reference import REFERENCE, needs_reference
from .walking import source

HERE = Path(reading.__file__).parent
TABLE = yaml.safe_load((HERE / "selectors.yaml").read_text("utf-8"))
EXAMPLE = json.loads((Path(__file__).parents[5] / "docs" / "dataset.json").read_text("utf-8"))
OWN_WAY = {"keyword", "license", "highValue"}
SOURCE = source("https://portal.example.nl")
PACKAGE = next(r.package for r in records(10) if r.package["extras"])


def record(package: Any) -> Record:
    (item,) = SOURCE.items(json.dumps(package).encode())
    assert isinstance(item, Record)
    return item


def test_every_property_of_the_table_is_one_that_mapping_knows() -> None:
    for name, fields in (("dataset", profile.DATASET), ("distribution", profile.DISTRIBUTION)):
        assert set(TABLE[name]) - OWN_WAY <= set(mapping.by_property(fields))


def test_every_field_of_a_portal_like_ours_is_read_under_its_own_key() -> None:
    values = reading.read({**EXAMPLE, "id": "a", "high_value": True}, "")
    selectors = {value.selector for _name, value in values.all()}
    # What is false says as little as what is absent, and these are no fields of the profile.
    absent = {key for key, value in EXAMPLE.items() if value is False and key != "high_value"}
    keys = set(EXAMPLE) - absent - {"name", "owner_org", "tags", "resources"}
    assert {f"$.{key}" for key in keys} | {"$.tags.name"} <= selectors
    assert {f"$.resources[].{key}" for key in EXAMPLE["resources"][0]} <= selectors
    assert not [text for text in selectors if "created" in text or "extras" in text]


@needs_reference
def test_the_published_examples_of_a_delivery_are_read_as_they_are() -> None:
    folder = REFERENCE / "samples" / "dcat" / "donl_ckan_docs"
    for file in folder.glob("*usage-creationandupdating*.json"):
        given = json.loads(file.read_text("utf-8"))
        if "authority" not in given:
            continue
        values = reading.read({**given, "id": "a"}, "")
        assert values.dataset["identifier"][0].text == given["identifier"]
        assert values.dataset["authority"][0].text == given["authority"]
        assert [v.text for v in values.dataset["theme"]] == given["theme"]


def test_what_the_portal_records_for_itself_is_not_taken_over() -> None:
    portal = {"dataset_quality": 80, "duplicate_resources": "x", "changetype": ":created"}
    resource = {**EXAMPLE["resources"][0], "link_status": True, "is_duplicate_of": "x"}
    values = reading.read({**EXAMPLE, **portal, "resources": [resource]}, "")

    texts = {value.selector for _name, value in values.all()}
    assert not {f"$.{key}" for key in portal} & texts
    assert not {"$.resources[].link_status", "$.resources[].is_duplicate_of"} & texts


def test_what_ckan_counts_is_no_change_of_a_record() -> None:
    later = copy.deepcopy(PACKAGE)
    later.update(tracking_summary={"total": 1}, num_tags=99, isopen="?", revision_id="r2")
    later["organization"]["package_count"] = 7
    later["resources"][0]["datastore_active"] = True
    assert record(later).content == record(PACKAGE).content
    assert record(dict(reversed(later.items()))).content == record(PACKAGE).content

    later["resources"][0]["url"] = "https://elders.example.nl"
    assert record(later).content != record(PACKAGE).content


def test_a_record_is_text_in_utf_8_whatever_is_in_it() -> None:
    content = record({**PACKAGE, "title": "half \ud83d een\u0000 paar"}).content

    assert "half ? een" in json.loads(content.decode())["title"]
    assert b"\x00" not in content


def test_an_identifier_of_its_own_is_one_that_the_portal_can_look_for() -> None:
    own = {**PACKAGE, "identifier": "https://data.example.nl/id/1"}
    assert record(own).identifier == own["identifier"]
    assert record(PACKAGE).identifier == ""  # its identifier is no web address
    values = SOURCE.read(record(PACKAGE).content, None)
    expected = f"https://portal.example.nl/dataset/{PACKAGE['id']}"
    assert [(v.text, v.selector) for v in values.dataset["identifier"]] == [(expected, "$.id")]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("2024-06-30T22:30:00.123456", "2024-06-30T22:30:00.123456Z"),
        ("2024-06-30T22:30:00", "2024-06-30T22:30:00Z"),
        ("2024-06-30T22:30:00Z", "2024-06-30T22:30:00Z"),
        ("2024-06-30T22:30:00+02:00", "2024-06-30T22:30:00+02:00"),
        ("2024-06-30", "2024-06-30"),
        (" ", ""),
    ],
)
def test_utc(raw: str, expected: str) -> None:
    assert repair.utc(raw) == expected


def test_places_without_as_many_schemes_are_left_out() -> None:
    given = {**EXAMPLE, "id": "a", "spatial_scheme": EXAMPLE["spatial_scheme"][:1]}
    mapped = mapping.to_package(reading.read(given, ""), mapping.load("ckan"))

    assert "spatial_value" not in mapped.package
    notes = [line.note for line in mapped.trace if line.field == "spatial_value"]
    assert notes == ["there are 1 schemes for 2 places"] * 2


def test_a_scheme_that_no_list_knows_takes_only_its_own_place_along() -> None:
    schemes = ["https://example.nl/scheme", EXAMPLE["spatial_scheme"][1]]
    given = {**EXAMPLE, "id": "a", "spatial_scheme": schemes}
    mapped = mapping.to_package(reading.read(given, ""), mapping.load("ckan"))

    assert mapped.package["spatial_scheme"] == schemes[1:]
    assert mapped.package["spatial_value"] == EXAMPLE["spatial_value"][1:]
    assert [line.field for line in mapped.unmapped] == ["spatial_scheme"]


ODD: list[Any] = [
    None,
    True,
    7,
    1.5,
    "",
    "x",
    "[",
    "[1",
    '{"a": [',
    [],
    {},
    [[]],
    [{}],
    [None],
    {"nl": {}},
]


def odd_packages() -> Iterator[dict[str, Any]]:
    for package in (PACKAGE, {**EXAMPLE, "id": "a"}):
        for key in [*package, "spatial", "extras", "title_translated"]:
            if key != "id":
                yield from ({**package, key: odd} for odd in ODD)
        for key in package["resources"][0]:
            yield from (
                {**package, "resources": [{**package["resources"][0], key: odd}]} for odd in ODD
            )


def test_no_value_of_the_wrong_kind_ends_a_run() -> None:
    catalogue = mapping.load("ckan")
    source_ = source(
        "https://portal.example.nl", keywords_exclude=["x"], organisations_exclude=["y"]
    )
    for package in odd_packages():
        for item in source_.items(json.dumps(package).encode()):
            source_.stamp(json.dumps(package).encode())
            if isinstance(item, Record):
                mapping.to_package(source_.read(item.content, None), catalogue, bounding_box=True)


@pytest.mark.parametrize(
    ("content", "guids"),
    [
        (b'{"id": "a"}', ["a"]),
        (b'[{"id": "a"}, {"id": "b"}]', ["a", "b"]),
        (b'{"success": true, "result": {"id": "a"}}', ["a"]),
        (b'{"success": true, "result": {"count": 1, "results": [{"id": "a"}]}}', ["a"]),
    ],
)
def test_files_that_hold_packages(content: bytes, guids: list[str]) -> None:
    found = [item.guid for item in source("").items(content) if isinstance(item, Record)]
    assert found == guids


@pytest.mark.parametrize("content", [b"<html>", b"1", b'["a"]', b"{", b"[" * 200_000, b"\xff"])
def test_files_that_hold_none(content: bytes) -> None:
    with pytest.raises(ValueError):
        list(source("").items(content))


@pytest.mark.parametrize("depth", [100, 400, 700, 900])
def test_a_package_nested_deeply_is_read_or_told(depth: int) -> None:
    nested = b"[" * depth + b"]" * depth
    found: list[Any] = []
    try:
        found = list(source("").items(b'{"id": "a", "title": "x", "theme": ' + nested + b"}"))
    except ValueError as error:
        assert "nested too deeply" in str(error)
    for item in found:
        assert isinstance(item, Unreadable) or source("").read(item.content, None)


def test_a_package_that_is_too_large_costs_only_itself() -> None:
    large = {"id": "large", "title": "x", "notes": "x" * 5_000_000}
    found = list(SOURCE.items(json.dumps([large, {"id": "b"}]).encode()))
    assert isinstance(found[0], Unreadable)
    assert found[0].reason.startswith("dataset large is not read: it has 5,000,0")
    assert [item.guid for item in found[1:] if isinstance(item, Record)] == ["b"]


def test_many_distributions_that_have_many_values_from_their_package() -> None:
    """Of which a trace of 100 million lines would be made."""
    many = range(3000)
    package = {
        "id": "a",
        "language": [f"taal {n}" for n in many],
        "resources": [{"url": f"http://a/{n}"} for n in many],
    }
    values = SOURCE.read(record(package).content, None)
    assert len(values.dataset["language"]) == len(values.distributions) == 3000
    assert {len(of_one["language"]) for of_one in values.distributions} == {100}
