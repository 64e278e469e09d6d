"""Reading real records: the extraction is that of the portal's present synchroniser, where ours is
not better, and every record ends as a valid dataset or with a reason."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from ckanext.donl import mapping
from ckanext.donl.harvest import settings
from ckanext.donl.harvest.sources.ngr import NgrSource
from ckanext.donl.harvest.trial import LEFT_OUT, REJECTED, VALID, try_file
from ckanext.donl.tests.reference import REFERENCE, needs_reference

SAMPLES = REFERENCE / "samples"
DATASETS = SAMPLES / "ngr" / "datasets-and-services"
SETTINGS = settings.parse(None, NgrSource.settings_table)

KEYWORDS = (
    "a keyword stays as it is written; the present synchroniser puts a hyphen in the place of "
    "every space and sign"
)
BACKSLASHES = (
    "an address with backslashes and a label before it is repaired; the present synchroniser puts "
    "https:// before it and leaves it broken"
)
WINDOWS = "a path on somebody's disk is not made to look like a web address"
PICTURE = (
    "a picture whose address has backslashes becomes a visualisation once that is repaired; the "
    "present synchroniser drops it"
)
NEW = "the present synchroniser does not read it: categories of high value, periods of instants"

# Where our extraction differs, and why: (start of the file name, property) → reason.
IMPROVEMENTS = {
    ("", "keyword"): KEYWORDS,
    ("", "highValue"): NEW,
    ("IDgis+geo-publisher__", "temporal_start"): NEW,
    ("IDgis+geo-publisher__", "temporal_end"): NEW,
    ("IDgis+geo-publisher__data_not_confidential", "landingPage"): BACKSLASHES,
    ("IDgis+geo-publisher__dataset", "landingPage"): BACKSLASHES,
    ("IDgis+geo-publisher__metadata_not_confidential", "landingPage"): BACKSLASHES,
    ("IDgis+geo-publisher__metadata.xml", "landingPage"): WINDOWS,
    ("IDgis+geo-publisher__data_not_confidential", "resources"): PICTURE,
    ("IDgis+geo-publisher__dataset", "resources"): PICTURE,
    ("IDgis+geo-publisher__metadata_not_confidential", "resources"): PICTURE,
}


@cache
def catalogue() -> mapping.Catalogue:
    return mapping.load("ngr")


def read(path: Path) -> list[dict[str, Any]]:
    source = NgrSource("", SETTINGS)
    trials = try_file(source, SETTINGS, catalogue(), path.name, path.read_bytes())
    return [trial.as_dict() for trial in trials]


def expected() -> dict[str, Any]:
    path = SAMPLES / "ngr" / "expected-extraction.json"
    return json.loads(path.read_text("utf-8")) if path.is_file() else {}


def same(value: Any) -> Any:
    """A value without its case and its outer white space; what is empty is absent."""
    if isinstance(value, str):
        return value.strip().casefold()
    if isinstance(value, list):
        return [same(item) for item in value]
    return {key: same(item) for key, item in value.items() if item not in ("", [])}


def improvement(name: str, prop: str) -> str | None:
    return next(
        (
            reason
            for (start, which), reason in IMPROVEMENTS.items()
            if name.startswith(start) and which == prop
        ),
        None,
    )


@needs_reference
@pytest.mark.parametrize("name", sorted(expected()))
def test_extraction(name: str) -> None:
    (record,) = read(DATASETS / name)
    if record["outcome"] == LEFT_OUT:
        assert "service" in record["errors"][0]["reason"]
        return
    ours, theirs = same(record["values"]), same(expected()[name])
    differing = {prop for prop in {*ours, *theirs} if ours.get(prop) != theirs.get(prop)}
    assert {prop for prop in differing if improvement(name, prop) is None} == set()


@needs_reference
def test_every_improvement_is_one() -> None:
    """A line of the table that no record needs any more is taken out of it."""
    used = set()
    for name in expected():
        (record,) = read(DATASETS / name)
        if record["outcome"] == LEFT_OUT:
            continue
        ours, theirs = same(record["values"]), same(expected()[name])
        for start, prop in IMPROVEMENTS:
            if name.startswith(start) and ours.get(prop) != theirs.get(prop):
                used.add((start, prop))
    assert used == set(IMPROVEMENTS)


def test_a_keyword_keeps_its_spaces_and_capitals() -> None:
    if not DATASETS.is_dir():
        pytest.skip("the published facts are not at ../shared/reference")
    (record,) = read(DATASETS / "PDOK+pdok-metadata-tool__Wetlands_INSPIRE_geharmoniseerd.xml")
    assert record["values"]["keyword"] == ["Beschermde gebieden"]
    assert record["package"]["tags"] == [{"name": "Beschermde gebieden"}]


@needs_reference
def test_a_repaired_landing_page() -> None:
    (record,) = read(DATASETS / "IDgis+geo-publisher__dataset.xml")
    address = "http://gisopenbaar.overijssel.nl/GeoPortal/MIS4GIS/lyr/gemgrens_polygon.lyr"
    assert record["values"]["landingPage"] == address
    assert record["package"]["url"] == address


@needs_reference
def test_services_are_left_out_and_datasets_are_not() -> None:
    outcomes = {
        path.name: record["outcome"] for path in DATASETS.glob("*.xml") for record in read(path)
    }
    services = {name for name, outcome in outcomes.items() if outcome == LEFT_OUT}
    assert len(services) == 11
    assert all(b"SV_ServiceIdentification" in (DATASETS / name).read_bytes() for name in services)


@needs_reference
@pytest.mark.parametrize(
    "folder",
    [
        "ngr/datasets-and-services",
        "ngr/esri-wrapped",
        "ngr/profile-examples",
        "ngr/feature-catalogues",
        "iso19139-other",
        "csw-pages",
    ],
)
def test_every_record_ends_somewhere(folder: str) -> None:
    files = sorted((SAMPLES / folder).glob("*.xml"))
    assert files
    for path in files:
        records = read(path)
        assert records, path.name
        for record in records:
            assert record["outcome"] in (VALID, REJECTED, LEFT_OUT)
            reasons = [error["reason"] for error in record["errors"]]
            assert all(reasons), path.name
            assert bool(reasons) == (record["outcome"] != VALID), path.name


@needs_reference
def test_an_esri_wrapped_record_is_read() -> None:
    (record,) = read(SAMPLES / "ngr/esri-wrapped/IDgis+geo-publisher__sde_metadata.xml")
    assert record["outcome"] == VALID
    assert record["package"]["license_id"].startswith(
        "http://creativecommons.org/publicdomain/mark"
    )


@needs_reference
def test_a_rejection_names_field_value_selector_and_reason() -> None:
    (record,) = read(DATASETS / "PDOK+pdok-metadata-tool__Wetlands_INSPIRE_geharmoniseerd.xml")
    assert record["outcome"] == REJECTED
    error = record["errors"][0]
    assert error["field"] == "authority"
    assert error["value"] == "Naam organisatie verantwoordelijk voor metadata (*)"
    assert error["selector"].endswith("organisationName/gmx:Anchor")
    assert "no mapping" in error["reason"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "not well-formed"),
        (b"\x00\x01\x02", "not well-formed"),
        (b"{}", "not well-formed"),
        (b"<html><body>x</body></html>", "HTML page"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "DOCTYPE"),
        (b"<a/>", "no record of this kind"),
    ],
)
def test_a_file_that_is_no_record(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "record.xml"
    path.write_bytes(content)
    (record,) = read(path)
    assert record["outcome"] in (REJECTED, LEFT_OUT)
    assert reason in record["errors"][0]["reason"]
