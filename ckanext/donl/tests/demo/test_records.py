"""The generated records: what they promise to those who count on them."""

from __future__ import annotations

import itertools
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from lxml import etree

import demo
from demo.faults import FAULTS
from demo.records import Record, feature_catalogues, main, records

GMD = "{http://www.isotc211.org/2005/gmd}"
GCO = "{http://www.isotc211.org/2005/gco}"
XLINK = "{http://www.w3.org/1999/xlink}"


@pytest.fixture(scope="module")
def made() -> list[Record]:
    return list(records(200))


def test_count_counts_datasets(made: list[Record]) -> None:
    assert Counter(record.kind for record in made) == {"dataset": 200, "service": 4, "series": 4}


def test_each_fault_comes_up_and_no_other_dataset_is_rejected(made: list[Record]) -> None:
    reasons = Counter(record.reason for record in made if record.expected == "rejected")

    assert reasons == Counter(fault.__doc__ for fault in FAULTS)


def test_services_and_series_are_left_out(made: list[Record]) -> None:
    expected = {(record.kind, record.expected == "left out") for record in made}

    assert expected == {("dataset", False), ("service", True), ("series", True)}


def test_same_seed_same_records(made: list[Record]) -> None:
    assert list(records(200)) == made


def test_another_seed_gives_other_records(made: list[Record]) -> None:
    other = {record.uuid for record in records(200, seed=2)}

    assert other.isdisjoint(record.uuid for record in made)


def test_more_records_continue_fewer(made: list[Record]) -> None:
    assert list(itertools.islice(records(300), len(made))) == made


def test_identifiers_are_unique_and_in_the_records(made: list[Record]) -> None:
    inside = [_identifier(record) for record in made if record.reason != "the identifier is blank"]

    assert len({record.uuid for record in made}) == len(made)
    assert set(inside) <= {record.uuid for record in made}
    assert len(set(inside)) == len(inside) == len(made) - 1


def test_level_of_each_record_is_its_kind(made: list[Record]) -> None:
    for record in made:
        level = etree.fromstring(record.xml).find(f"{GMD}hierarchyLevel/{GMD}MD_ScopeCode")
        assert level is not None
        assert level.get("codeListValue") == record.kind


def test_changed_records_are_as_many_as_asked(made: list[Record]) -> None:
    changed = list(records(200, changed=0.02))
    differing = [pair for pair in zip(made, changed, strict=True) if pair[0].xml != pair[1].xml]

    assert len(differing) == 4
    assert all(old.uuid == new.uuid for old, new in differing)
    assert all(b"2026-02-01" in new.xml for _, new in differing)


@pytest.mark.parametrize("schema", ["gmd", "mdb"])
def test_a_retitled_record_differs_in_title_and_date_stamp(schema: str) -> None:
    for record in (r for r in records(60, schema=schema) if r.expected != "rejected"):
        other = record.retitled("Een andere titel")
        texts, others = (
            list(map(str, etree.fromstring(r.xml).itertext())) for r in (record, other)
        )
        differing = {new for old, new in zip(texts, others, strict=True) if old != new}
        assert differing == {"Een andere titel", "2026-02-01"}
        assert (other.id, other.kind, other.expected) == (record.id, record.kind, record.expected)


def test_records_are_the_same_things_in_iso_19115_3(made: list[Record]) -> None:
    mdb = list(records(200, schema="mdb"))

    facts = [(record.uuid, record.kind, record.expected, record.reason) for record in made]
    assert [(r.uuid, r.kind, r.expected, r.reason) for r in mdb] == facts
    assert all(b"<mdb:MD_Metadata" in record.xml for record in mdb)


def test_each_service_works_on_a_dataset(made: list[Record]) -> None:
    datasets = {record.uuid for record in made if record.kind == "dataset"}
    services = [etree.fromstring(record.xml) for record in made if record.kind == "service"]

    operated = [found.get("uuidref") for root in services for found in root.iter("{*}operatesOn")]
    assert len(operated) == len(services)
    assert datasets.issuperset(operated)


def test_feature_catalogues_are_those_that_datasets_refer_to(made: list[Record]) -> None:
    citation = f".//{GMD}featureCatalogueCitation"
    roots = [etree.fromstring(record.xml) for record in made]
    asked = {found.get("uuidref") for root in roots for found in root.iter(citation[3:])}
    catalogues = {record.uuid: etree.fromstring(record.xml) for record in feature_catalogues()}

    assert len(asked) > 10
    assert asked <= catalogues.keys()
    assert all(root.get("uuid") == uuid for uuid, root in catalogues.items())


@pytest.mark.parametrize(
    "what",
    [
        "creativecommons.org/publicdomain/zero/1.0/deed.nl",
        "creativecommons.org/publicdomain/mark/*/deed.nl",
        "Geo Gedeeld licentie",
        "ConditionsApplyingToAccessAndUse/noConditionsApply",
        "http://www.opengis.net/gml/3.2",
        '<MD_Metadata xmlns="http://www.isotc211.org/2005/gmd"',
        "INSPIRE Atom",
        "UKST",
        "OGC:SOS",
        "landingpage",
        "-00</gco:Date>",
        "High-value dataset categories",
        "gml:TimeInstant",
        "\\geoportaal\\lyr\\",
        "&lt;script&gt;",
        "geografie 1.2",
        "geografie 2.1.0",
        "organisationName>\n        <gmx:Anchor",
        "indeterminatePosition",
        ">www.",
    ],
)
def test_variety(made: list[Record], what: str) -> None:
    assert any(what in record.xml.decode() for record in made)


def test_size_is_that_of_real_records(made: list[Record]) -> None:
    sizes = sorted(len(record.xml) for record in made if record.kind == "dataset")

    assert 15_000 < sizes[len(sizes) // 2] < 25_000


def test_thousand_records_take_no_time() -> None:
    start = time.monotonic()
    count = sum(1 for _ in records(1000))

    assert count == 1040
    assert time.monotonic() - start < 10


def test_main_writes_a_file_per_record(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "demo.records", "--out", str(tmp_path), "--count", "25"]
    root = Path(demo.__file__).parents[1]
    done = subprocess.run(command, cwd=root, check=True, capture_output=True, text=True)

    assert done.stdout == "24 valid, 1 rejected, 1 left out\n"
    names = {path.stem for path in tmp_path.glob("*.xml")}
    assert names == {record.uuid for record in records(25)}
    assert len(list((tmp_path / "feature-catalogues").glob("*.xml"))) > 10


def test_changed_is_a_percentage(tmp_path: Path) -> None:
    main(["--out", str(tmp_path), "--count", "10", "--changed", "50"])

    texts = [path.read_text(encoding="utf-8") for path in tmp_path.glob("*.xml")]
    assert sum("2026-02-01" in text for text in texts) == 5


def _identifier(record: Record) -> str | None:
    root = etree.fromstring(record.xml)
    return root.findtext(f"{GMD}fileIdentifier/{GCO}CharacterString")
