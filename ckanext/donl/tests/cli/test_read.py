"""``ckan donl read``: what a harvest would make of records, with nothing but the files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from ckanext.donl.cli.read import read as read_command
from demo.csw import Query, StaticCsw
from demo.records import records

from .command import NOWHERE, ckan

GOLDEN = Path(__file__).parents[1] / "golden" / "ngr"
PLAIN = GOLDEN / "plain" / "record.xml"
RECORDS = list(records(20))


def invoke(*arguments: str | Path) -> Result:
    """The command in this process."""
    return CliRunner().invoke(read_command, ["ngr", *map(str, arguments)])


def read(*arguments: str | Path) -> list[dict[str, Any]]:
    """The records that the command tells of."""
    done = invoke(*arguments, "--format", "json")
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Records of every kind, in folders, among other files."""
    (tmp_path / "deeper").mkdir()
    for number, record in enumerate(RECORDS):
        place = tmp_path / "deeper" if number % 2 else tmp_path
        (place / f"{number:02}.xml").write_bytes(record.xml)
    (tmp_path / "page.XML").write_bytes(StaticCsw(RECORDS).page(Query("GetRecords", 1, 3)).xml())
    (tmp_path / "broken.xml").write_text("<gmd:MD_Metadata>")
    (tmp_path / "half.xml").write_text("<MD_Metadata><a>")
    (tmp_path / "readme.txt").write_text("no record")
    return tmp_path


def test_without_database_solr_and_redis_it_prints_json_and_nothing_else() -> None:
    done = ckan("donl", "read", "ngr", PLAIN, "--format", "json", **NOWHERE)

    assert done.returncode == 0
    assert not any(word in done.stderr for word in ("Traceback", "ERROR", "CRITICAL"))
    (line,) = done.stdout.splitlines()
    record = json.loads(line)
    expected = json.loads((PLAIN.parent / "expected.json").read_text("utf-8"))
    assert record["source"] == str(PLAIN)
    assert {"source", "guid", "outcome", "errors", "values", "package", "licence"} <= set(record)
    assert record["guid"] == expected["guid"]
    assert record["values"] == expected["values"]
    assert record["licence"] == expected["licence"]


def test_a_folder_with_records_pages_and_other_things(folder: Path) -> None:
    found = read(folder)

    assert len(found) == len(RECORDS) + 3 + 2
    outcomes = {(record["source"], record["guid"]): record["outcome"] for record in found}
    for number, record in enumerate(RECORDS):
        place = folder / "deeper" if number % 2 else folder
        same = [
            o for (source, _), o in outcomes.items() if source == str(place / f"{number:02}.xml")
        ]
        assert same == [record.expected]
    for name in ("broken.xml", "half.xml"):
        (broken,) = [record for record in found if record["source"].endswith(name)]
        assert broken["outcome"] == "rejected"
        assert broken["errors"][0]["reason"].startswith("not well-formed XML")


def test_a_wrapped_record_is_read() -> None:
    (record,) = read(GOLDEN / "esri-wrapped" / "record.xml")

    assert record["outcome"] == "valid"


def test_a_url_is_read() -> None:
    with StaticCsw(RECORDS) as server:
        address = f"{server.url}?request=GetRecordById&id={RECORDS[0].uuid}"
        (record,) = read(address)

    assert record["source"] == address
    assert record["guid"] == RECORDS[0].uuid


def test_the_table_shows_values_selectors_licence_and_outcome(folder: Path) -> None:
    done = invoke(PLAIN, folder / "broken.xml")

    assert done.exit_code == 0
    for words in (
        "f59477fd-6c79-5666-8a28-bd9da49b7e0b",
        "valid: Bomen Ede",
        "gmd:abstract/gco:CharacterString",
        "Likely licence: http://creativecommons.org/publicdomain/zero/1.0/deed.nl",
        "http://standaarden.overheid.nl/owms/terms/Ede_(gemeente)",
        "1 rejected, 1 valid",
    ):
        assert words in done.stdout


def test_a_setting_of_the_source_counts() -> None:
    (without,) = read(PLAIN)
    (with_box,) = read(PLAIN, "--config", '{"bounding_box": true}')

    assert "spatial_value" not in without["package"]
    assert with_box["package"]["spatial_value"] == ["163401 464657", "187482 443616"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["no-such-file.xml"], "no-such-file.xml: there is no such file or folder"),
        ([PLAIN, "--config", "{"], "not valid JSON"),
        ([PLAIN, "--config", '{"pagesize": 1}'], 'Unknown setting "pagesize"'),
        (["http://127.0.0.1:9/csw"], "http://127.0.0.1:9/csw cannot be reached"),
        ([], "Missing argument"),
    ],
)
def test_a_mistake_is_a_line_that_says_what_to_do(arguments: list[str | Path], words: str) -> None:
    done = invoke(*arguments)

    assert done.exit_code != 0
    assert words in done.stderr


def test_an_unknown_type_is_told_with_the_known_ones() -> None:
    done = CliRunner().invoke(read_command, ["nrg", str(PLAIN)])

    assert done.exit_code != 0
    assert "ngr" in done.stderr
