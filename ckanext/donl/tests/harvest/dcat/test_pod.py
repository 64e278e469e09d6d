"""Reading data.json: documents, the datasets in them, and their values; and what is hostile or
broken."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from ckanext.donl import mapping
from ckanext.donl.harvest import settings, trial
from ckanext.donl.harvest.record import Record, Unreadable
from ckanext.donl.harvest.repair import REPAIRS, email, interval_end, interval_start, media_type
from ckanext.donl.harvest.selectors import JsonPath, read_property
from ckanext.donl.harvest.sources.dcat import pod
from ckanext.donl.tests.harvest.dcat.pod_source import PodSource
from demo import data_json

SETTINGS = settings.parse(None, PodSource.settings_table)


def document(*datasets: Any) -> bytes:
    return json.dumps({"dataset": list(datasets)}).encode()


def record(**more: Any) -> dict[str, Any]:
    return {"identifier": "bomen", "title": "Bomen", **more}


def the_record(content: bytes) -> Record:
    (item,) = pod.datasets(content)
    assert isinstance(item, Record)
    return item


def read(**more: Any) -> mapping.Values:
    return pod.read(the_record(document(record(**more))).content)


def texts(values: mapping.Values, name: str) -> list[str]:
    return [value.text for value in values.dataset.get(name, ())]


# Documents


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "not JSON"),
        (b"<!DOCTYPE html><html></html>", "not JSON"),
        (b'{"dataset": [', "not JSON"),
        (b"\xff\xfe{}", "not JSON"),
        (b'{"dataset": [{"identifier": NaN}]}', "not JSON: NaN is no number"),
        (b"[" * 100_000, "nested too deeply"),
        (b"9" * 10_000, "not JSON"),
        (b"[]", 'no list called "dataset"'),
        (b"null", 'no list called "dataset"'),
        (b'"dataset"', 'no list called "dataset"'),
        (b"{}", 'no list called "dataset"'),
        (b'{"dataset": {"identifier": "a"}}', 'no list called "dataset"'),
        (b'{"result": {"results": []}}', 'no list called "dataset"'),
    ],
)
def test_what_is_no_data_json(content: bytes, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        pod.datasets(content)


def test_a_document_without_datasets_has_none() -> None:
    assert pod.datasets(b'{"dataset": []}') == []


def test_a_byte_order_mark_is_no_fault() -> None:
    assert the_record(b"\xef\xbb\xbf" + document(record())).guid == "bomen"


def test_a_record_is_the_same_bytes_whatever_its_layout() -> None:
    one = b'{"dataset": [{"title": "B\\u00f3men", "identifier": "b"}]}'
    other = '{"dataset":[\n{ "identifier":"b",\n"title":"Bómen" }]}'.encode()
    assert the_record(one) == the_record(other)
    assert the_record(one) != the_record(document({"identifier": "b", "title": "Bomen"}))
    assert the_record(one).content.decode() == '{"identifier":"b","title":"Bómen"}'


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ("bomen", "dataset 2 has no identifier"),
        (None, "dataset 2 has no identifier"),
        ([], "dataset 2 has no identifier"),
        ({}, "dataset 2 has no identifier"),
        ({"identifier": "  "}, "dataset 2 has no identifier"),
        ({"identifier": ["a"]}, "dataset 2 has no identifier"),
        ({"identifier": "a" * 601}, "more than 600 characters"),
        ({"identifier": "a", "title": "\ud800"}, "dataset 2 .'a'. cannot be read"),
        ({"identifier": "\ud800"}, r"dataset 2 .'\\ud800'. cannot be read"),
        ({"identifier": "a", "description": "a" * 2_000_001}, "at most 2000000 are read"),
        ({"identifier": "bomen", "title": "Andere"}, "two different datasets .* bomen"),
    ],
)
def test_a_broken_dataset_is_not_the_end(broken: Any, reason: str) -> None:
    first, unreadable, last = pod.datasets(
        document(record(), broken, {"identifier": "paden", "title": "Paden"})
    )
    assert isinstance(unreadable, Unreadable)
    with pytest.raises(ValueError, match=reason):
        raise ValueError(unreadable.reason)
    assert [item.guid for item in (first, last) if isinstance(item, Record)] == ["bomen", "paden"]


def test_a_dataset_nested_too_deeply_is_not_the_end() -> None:
    deep: Any = "a"
    for _ in range(200):
        deep = [deep]
    unreadable, good = pod.datasets(document({"identifier": "a", "spatial": deep}, record()))
    assert isinstance(unreadable, Unreadable)
    assert "nested more than 50 deep" in unreadable.reason
    assert isinstance(good, Record)


def test_a_number_that_is_none_is_not_the_end() -> None:
    unreadable, good = pod.datasets(
        b'{"dataset": [{"identifier": "a", "size": 1e999}, {"identifier": "b"}]}'
    )
    assert isinstance(unreadable, Unreadable)
    assert isinstance(good, Record)


def test_a_dataset_that_stands_twice_is_there_once() -> None:
    assert len(pod.datasets(document(record(), record()))) == 1


def test_an_identifier_and_a_title_are_trimmed_and_without_control_characters() -> None:
    found = the_record(document(record(identifier=" a\x00b ", title=" B\n  c ")))
    assert (found.guid, found.title) == ("ab", "B c")
    assert texts(pod.read(found.content), "identifier") == ["ab"]


# Values


def test_every_field() -> None:
    values = read(
        description="Bomen van de gemeente",
        modified="2024-05-01T10:00:00+02:00",
        issued="2015",
        landingPage="https://data.example.nl/bomen",
        accessLevel="non-public",
        theme=["Natuur en milieu", "Bestuur"],
        keyword=["boom", "groen"],
        rights="CC BY",
        license="https://creativecommons.org/licenses/by/4.0/",
        references=["www.example.nl/bomen", "https://example.nl/a b"],
        language=["nl", "en"],
        temporal="2012-01-01/2013-12-31",
        accrualPeriodicity="R/P1Y",
        publisher={"name": "Gemeente Utrecht", "subOrganizationOf": {"name": "Nederland"}},
        contactPoint={"fn": "Team Groen", "hasEmail": "mailto:groen@example.nl"},
        conformsTo="https://example.nl/standaard",
        describedBy="https://example.nl/velden",
    )
    assert {name: [v.text for v in found] for name, found in values.dataset.items()} == {
        "identifier": ["bomen"],
        "title": ["Bomen"],
        "description": ["Bomen van de gemeente"],
        "modificationDate": ["2024-05-01T10:00:00+02:00"],
        "releaseDate": ["2015-01-01T00:00:00"],
        "landingPage": ["https://data.example.nl/bomen"],
        "accessRights": ["non-public"],
        "theme": ["Natuur en milieu", "Bestuur"],
        "keyword": ["boom", "groen"],
        "license": ["https://creativecommons.org/licenses/by/4.0/", "CC BY"],
        "relatedResource": ["https://www.example.nl/bomen", "https://example.nl/a%20b"],
        "language": ["nl", "en"],
        "temporal_start": ["2012-01-01T00:00:00"],
        "temporal_end": ["2013-12-31T00:00:00"],
        "frequency": ["R/P1Y"],
        "authority": ["Gemeente Utrecht", "Nederland"],
        "publisher": ["Gemeente Utrecht", "Nederland"],
        "contact_point_name": ["Team Groen"],
        "contact_point_email": ["groen@example.nl"],
        "conformsTo": ["https://example.nl/standaard"],
        "documentation": ["https://example.nl/velden"],
    }
    (name,) = values.dataset["contact_point_name"]
    assert (name.selector, name.raw) == ("$.contactPoint.fn", "Team Groen")


def test_every_field_of_a_distribution() -> None:
    values = read(
        language="nl",
        distribution=[
            {
                "title": "Als tabel",
                "description": "Met een kop",
                "accessURL": "https://data.example.nl/bomen",
                "downloadURL": "https://data.example.nl/bomen.csv",
                "format": "CSV",
                "mediaType": "text/csv; header=present",
                "conformsTo": "https://example.nl/schema",
                "license": "CC0",
            },
            {"downloadURL": "https://data.example.nl/bomen.json", "mediaType": "application/json"},
        ],
    )
    first, second = (
        {name: [v.text for v in found] for name, found in row.items()}
        for row in values.distributions
    )
    assert first == {
        "title": ["Als tabel"],
        "description": ["Met een kop"],
        "accessURL": ["https://data.example.nl/bomen"],
        "downloadURL": ["https://data.example.nl/bomen.csv"],
        "format": ["CSV", "text/csv; header=present"],
        "mediaType": ["text/csv"],
        "linkedSchemas": ["https://example.nl/schema"],
        "license": ["CC0"],
        "language": ["nl"],
    }
    assert second["accessURL"] == ["https://data.example.nl/bomen.json"]
    assert second["title"] == second["format"] == ["application/json"]


def test_the_licence_of_a_distribution_is_its_own() -> None:
    values = read(license="CC BY 4.0", distribution=[{"license": "CC0"}, {"title": "b"}])
    mapped = mapping.to_package(values, mapping.load("dcat"))
    licences = [resource["license_id"] for resource in mapped.package["resources"]]
    assert [licence.split("/")[4] for licence in licences] == ["zero", "by"]


def test_a_contact_point_without_a_name_is_the_publisher() -> None:
    values = read(publisher={"name": "Gemeente Utrecht"}, contactPoint={"hasEmail": "a@b.nl"})
    assert texts(values, "contact_point_name") == ["Gemeente Utrecht"]


@pytest.mark.parametrize(
    ("spatial", "box"),
    [
        ("5.38,51.40,5.55,51.50", ["5.38", "51.50", "5.55", "51.40"]),
        (" -5, 51 , 5.5, 52 ", ["-5", "52", "5.5", "51"]),
        ("Eindhoven", None),
        ("5.38,51.40,5.55", None),
        ("5.38,51.40,5.55,noord", None),
        ({"type": "Point"}, None),
        (["5.38,51.40,5.55,51.50"], ["5.38", "51.50", "5.55", "51.40"]),
    ],
)
def test_a_box(spatial: Any, box: list[str] | None) -> None:
    found = read(spatial=spatial).coordinates
    assert (None if found is None else [value.text for value in found]) == box


@pytest.mark.parametrize(
    "odd",
    [
        {"title": {"nl": "Bomen"}, "keyword": {"a": 1}, "theme": [None, {}, [[]]]},
        {"distribution": "geen"},
        {"distribution": [None, "a", 1, []]},
        {"distribution": {"downloadURL": ["javascript:alert(1)", "file:///etc/passwd"]}},
        {"publisher": "Gemeente Utrecht", "contactPoint": []},
        {"temporal": 2012, "issued": False, "modified": 2024},
        {"license": {"url": "https://creativecommons.org/"}, "rights": ["a", {"b": "c"}]},
        {"description": "\x00\x01", "landingPage": "a" * 10_000},
    ],
)
def test_whatever_stands_in_a_field_the_record_can_be_read(odd: dict[str, Any]) -> None:
    content = the_record(document(record(**odd))).content
    values = pod.read(content)
    for _name, value in values.all():
        assert value.text
    mapping.to_package(values, mapping.load("dcat"), bounding_box=True)


def test_only_addresses_of_the_web_get_into_a_dataset() -> None:
    odd = record(
        description="Bomen van de gemeente",
        modified="2024-05-01",
        landingPage="javascript:alert(1)",
        theme="Bestuur",
        distribution=[
            {"downloadURL": "file:///etc/passwd", "mediaType": "text/csv"},
            {"downloadURL": "https://data.example.nl/b.csv", "mediaType": "text/csv"},
        ],
    )
    source = PodSource("eindhoven", SETTINGS)
    catalogue = mapping.load("eindhoven")
    (found,) = trial.try_file(source, SETTINGS, catalogue, "data.json", document(odd))
    assert found.mapped is not None
    assert found.outcome == trial.VALID
    package = found.mapped.package
    assert "url" not in package
    assert [resource["url"] for resource in package["resources"]] == [
        "https://data.example.nl/b.csv"
    ]


@pytest.mark.parametrize(
    ("guid", "catalogue", "uri"),
    [
        ("bomen", "eindhoven", "https://data.eindhoven.nl/explore/dataset/bomen/"),
        ("a b/../c", "eindhoven", "https://data.eindhoven.nl/explore/dataset/a%20b%2F..%2Fc/"),
        (
            "{0.__class__}",
            "eindhoven",
            "https://data.eindhoven.nl/explore/dataset/%7B0.__class__%7D/",
        ),
        ("https://opendata.rdw.nl/api/views/a", "rdw", "https://opendata.rdw.nl/api/views/a"),
        ("https://example.nl/id/1", "dcat", "https://example.nl/id/1"),
    ],
)
def test_the_uri_of_a_dataset(guid: str, catalogue: str, uri: str) -> None:
    assert pod.identifier(guid, catalogue) == uri
    content = the_record(document(record(identifier=guid))).content
    assert texts(pod.read(content, catalogue), "identifier") == [uri]


# The demo's own


@pytest.mark.parametrize(
    ("portal", "catalogue"), [("opendatasoft", "eindhoven"), ("socrata", "rdw")]
)
def test_every_demo_dataset_ends_as_it_says(portal: str, catalogue: str) -> None:
    records = data_json.records(80, portal=portal)
    source, tables = PodSource(catalogue, SETTINGS), mapping.load(catalogue)
    trials = list(
        trial.try_file(source, SETTINGS, tables, "data.json", data_json.document(records))
    )
    assert [found.guid for found in trials] == [made.id for made in records]
    for made, found in zip(records, trials, strict=True):
        assert found.outcome == made.expected, (made.reason, found.errors)
    assert {found.outcome for found in trials} == {trial.VALID, trial.REJECTED}
    assert any(found.mapped and found.mapped.unmapped for found in trials)


# The parts that it is made of


@pytest.mark.parametrize("path", ["", "title", "$.", "$.a..b", "$a.b"])
def test_what_is_no_path(path: str) -> None:
    with pytest.raises(ValueError):
        JsonPath.compile(path)


def test_a_path_reaches_through_lists_and_to_the_record() -> None:
    whole = {"a": [{"b": 1}, {"b": [True, 2.5, None, "c", {"d": "e"}]}, {"x": 1}]}
    found = [text for _path, text in JsonPath.compile("$.a.b").find(whole, whole)]
    assert found == ["1", "true", "2.5", "c"]
    assert next(JsonPath.compile("record/$.a.b").find({}, whole)) == ("record/$.a.b", "1")
    prop = read_property({"select": ["$.x", "$.a.b"]})
    assert [value.text for value in prop.read(whole, whole)] == ["1"]


@pytest.mark.parametrize(
    ("repair", "raw", "repaired"),
    [
        (email, "mailto:a@b.nl", "a@b.nl"),
        (email, " MAILTO: a@b.nl", "a@b.nl"),
        (email, "a@b.nl", "a@b.nl"),
        (media_type, "text/csv; charset=utf-8", "text/csv"),
        (media_type, "http://www.iana.org/assignments/media-types/text/csv", "text/csv"),
        (media_type, "https://www.iana.org/assignments/media-types/text/csv;a=b", "text/csv"),
        (media_type, "CSV", "CSV"),
        (media_type, "", ""),
        (interval_start, "2012-01-01/2013-12-31", "2012-01-01T00:00:00"),
        (interval_end, "2012-01-01/2013-12-31", "2013-12-31T00:00:00"),
        (interval_start, "2012/..", "2012-01-01T00:00:00"),
        (interval_end, "2012/..", ""),
        (interval_end, "2012/P1Y", ""),
        (interval_start, "P1Y/2012", ""),
        (interval_start, "2012-05", "2012-05-01T00:00:00"),
        (interval_end, "2012-05", ""),
        (interval_start, "2012-01-01T10:00:00Z/2013-01-01T10:00:00Z", "2012-01-01T10:00:00Z"),
        (interval_start, "Gouden Eeuw", ""),
        (interval_start, "R/2012-01-01/P1Y", ""),
    ],
)
def test_a_repair(repair: Any, raw: str, repaired: str) -> None:
    assert repair(raw) == repaired


@pytest.mark.parametrize("name", REPAIRS)
@pytest.mark.parametrize("part", [" ", "/", "a.", "\n", "1-", "\\"])
def test_no_repair_takes_long(name: str, part: str) -> None:
    """A value is whatever a catalogue sends: 100,000 of anything."""
    for start in ("", "http:", "2012/"):
        before = time.monotonic()
        REPAIRS[name](f"{start}{part * 100_000}!")
        assert time.monotonic() - before < 2
