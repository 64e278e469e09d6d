"""Records that are too much of something: no dataset is lost that can be had."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ckanext.donl import harvest
from demo.csw import StaticCsw
from demo.records import Record

from . import portal as p
from . import variants as v

pytestmark = pytest.mark.usefixtures("portal")

(RECORD,) = v.valid(1)
PLAIN = v.without(RECORD, ".//gmd:graphicOverview") if b"graphicOverview" in RECORD.xml else RECORD


def taken_in(record: Record, **config: object) -> dict[str, Any]:
    """A run of a source with this record, which becomes a dataset and is unchanged afterwards."""
    with StaticCsw([record]) as server:
        source = p.make_source(server.url, **config)
        result = p.run(source)
        assert p.counts(result) == {"added": 1}, result["records"]
        assert len(p.searchable()) == 1
        assert p.counts(p.run(source)) == {"unchanged": 1}
    return result


def trace(record: Record) -> list[dict[str, str]]:
    extras = {e.key: e.value for e in p.objects(guid=record.uuid)[0].extras}
    lines: list[dict[str, str]] = json.loads(extras["donl_trace"])["decisions"]
    return lines


def test_an_abstract_of_a_hundred_thousand_characters_is_cut() -> None:
    taken_in(v.changed(PLAIN, v.ABSTRACT, "Lange zin over water. " * 4600))

    notes = p.dataset(PLAIN.uuid)["notes"]
    assert len(notes) <= 50_000
    assert notes.startswith("Lange zin over water. Lange")
    assert notes.endswith("…")
    (line,) = [line for line in trace(PLAIN) if line["field"] == "notes"]
    assert "50,000" in line["note"] or "50000" in line["note"]


def test_a_title_over_the_limit_is_cut() -> None:
    taken_in(v.changed(PLAIN, v.TITLE, "Titel " * 200))

    title = p.dataset(PLAIN.uuid)["title"]
    assert 490 < len(title) <= 500
    assert title.endswith("…")


@pytest.mark.parametrize(
    "address",
    [
        "https://data.example.nl/" + "a" * 2500,
        "https://data.example.nl/" + "é" * 900,
        "geen",
        "M:\\gis\\data.zip",
        "https://",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https://data.example.nl:99999999/",
        "https://[::1",
    ],
)
def test_an_address_that_is_none_costs_only_its_distribution(address: str) -> None:
    two = v.with_distributions(PLAIN, 2, "https://data.example.nl/{}")
    text = two.xml.decode().replace("https://data.example.nl/1<", f"{address}<")
    assert text != two.xml.decode()
    taken_in(Record(PLAIN.uuid, text.encode(), "dataset", "valid"))

    (resource,) = p.dataset(PLAIN.uuid)["resources"]
    assert resource["url"] == "https://data.example.nl/0"
    (line,) = [line for line in trace(PLAIN) if line["how"] == "left out" and line["raw"]]
    assert line["note"].startswith("the whole distribution")


def test_a_thousand_distributions() -> None:
    taken_in(v.with_distributions(PLAIN, 1000, "https://data.example.nl/{}"))

    urls = [resource["url"] for resource in p.dataset(PLAIN.uuid)["resources"]]
    assert urls == [f"https://data.example.nl/{number}" for number in range(1000)]


def test_distributions_that_are_the_same_are_one() -> None:
    taken_in(v.with_distributions(PLAIN, 5, "https://data.example.nl/same"))

    dataset = p.dataset(PLAIN.uuid)
    assert len(dataset["resources"]) == 1
    told = harvest.explanation(dataset["id"])
    assert told is not None
    left_out = [line for line in told.decisions if line.field == "resources"]
    assert [line.raw for line in left_out] == ["https://data.example.nl/same"] * 4
    assert {line.note for line in left_out} == {"the same as distribution 1"}


@pytest.mark.parametrize(
    "text",
    ["🌊 rivier 𝔸", "a\u0085b\u00a0c", "\u202eomgekeerd", "\ufeffmet BOM", "e\u0301 los accent"],
)
def test_any_character_that_xml_allows(text: str) -> None:
    record = v.changed(v.changed(PLAIN, v.TITLE, f"Titel {text}"), v.ABSTRACT, f"Over {text}.")
    taken_in(v.changed(record, v.KEYWORDS, text))

    assert p.dataset(PLAIN.uuid)["title"].startswith("Titel")


def test_a_thousand_keywords_are_cut_off_at_the_limit() -> None:
    keywords = "".join(
        f"<gmd:keyword><gco:CharacterString>woord {n}</gco:CharacterString></gmd:keyword>"
        for n in range(1000)
    )
    text = PLAIN.xml.decode()
    start, end = text.index("<gmd:keyword>"), text.index("</gmd:keyword>") + 14
    record = Record(PLAIN.uuid, (text[:start] + keywords + text[end:]).encode(), "dataset", "valid")
    taken_in(record)

    assert len(p.dataset(PLAIN.uuid)["tags"]) == 500


@pytest.mark.parametrize(
    ("path", "value", "field"),
    [
        (".//gmd:CI_Address/gmd:electronicMailAddress/*", "geen adres", "contact_point_email"),
        (".//gmd:westBoundLongitude/*", "ver weg", "spatial_value"),
        (".//gmd:westBoundLongitude/*", "1e400", "spatial_value"),
        (".//gmd:westBoundLongitude/*", "nan", "spatial_value"),
    ],
)
def test_a_wrong_value_that_can_be_missed_is_left_out(path: str, value: str, field: str) -> None:
    record = next(
        r
        for r in v.valid(30)
        if b"electronicMailAddress" in r.xml and b"CI_Telephone" in r.xml and b"westBound" in r.xml
    )
    taken_in(v.changed(record, path, value), bounding_box=True)

    assert field not in p.dataset(record.uuid)
    assert [line for line in trace(record) if line["field"] == field and line["how"] == "left out"]
