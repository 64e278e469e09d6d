"""Feature catalogues, which a record refers to and does not hold: data schemas of the dataset."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from demo.csw import Query, Reply, StaticCsw
from demo.misbehaving import MisbehavingCsw
from demo.records import Record, feature_catalogues

from ..catalogue import Pycsw
from . import portal as p
from . import variants as v

pytestmark = pytest.mark.usefixtures("portal")

CATALOGUES = list(feature_catalogues())
WITH = [record for record in v.valid(40) if b"featureCatalogueCitation" in record.xml][:2]
WITHOUT = next(record for record in v.valid(40) if b"featureCatalogueCitation" not in record.xml)
SCHEMA = "https://data.overheid.nl/distributiontype/dataschema"


def schemas(record: Record) -> list[dict[str, Any]]:
    """The data schemas among the distributions of a record's dataset."""
    resources = p.dataset(record.uuid)["resources"]
    return [r for r in resources if r.get("distribution_type") == SCHEMA]


def test_a_feature_catalogue_of_pycsw_becomes_a_data_schema(pycsw: Pycsw, tmp_path: Path) -> None:
    (tmp_path / "feature-catalogues").mkdir()
    for record in [*WITH, WITHOUT]:
        (tmp_path / f"{record.uuid}.xml").write_bytes(record.xml)
    for record in CATALOGUES:
        (tmp_path / "feature-catalogues" / f"{record.uuid}.xml").write_bytes(record.xml)
    pycsw.load(tmp_path)
    source = p.make_source(pycsw.url)

    assert p.counts(p.run(source)) == {"added": 3}

    for record in WITH:
        (schema,) = schemas(record)
        assert schema["name"].startswith("Objectcatalogus")
        assert schema["format"].endswith("/JSON")
        guid = schema["url"].rpartition("/")[2]
        assert guid.encode() in record.xml
        assert guid in {catalogue.uuid for catalogue in CATALOGUES}
    assert schemas(WITHOUT) == []
    assert p.counts(p.run(source)) == {"unchanged": 3}


def test_a_catalogue_that_has_none_is_asked_once() -> None:
    with StaticCsw(WITH) as server:
        source = p.make_source(server.url)
        p.run(source)
        assert schemas(WITH[0]) == []
        asked = len(server.queries)

        assert p.counts(p.run(source)) == {"unchanged": 2}
        assert {q.operation for q in server.queries[asked:]} == {"GetRecords"}


def test_a_feature_catalogue_that_cannot_be_had_now_is_had_by_the_next_run() -> None:
    served = [*WITH, WITHOUT, *CATALOGUES]
    with MisbehavingCsw(served, "not_found", operations=("GetRecordById",)) as server:
        source = p.make_source(server.url)
        assert p.counts(p.run(source)) == {"added": 3}
        assert schemas(WITH[0]) == []
        server.fault = None

        assert p.counts(p.run(source)) == {"updated": 2, "unchanged": 1}
        assert len(schemas(WITH[0])) == 1
        assert p.counts(p.run(source)) == {"unchanged": 3}


def test_a_record_changes_while_its_feature_catalogue_cannot_be_had() -> None:
    with MisbehavingCsw(WITH, "not_found", operations=("GetRecordById",)) as server:
        source = p.make_source(server.url)
        p.run(source)
        assert p.counts(p.run(source)) == {"unchanged": 2}
        server.records = [v.changed(WITH[0], v.TITLE, "Anders"), WITH[1]]

        assert p.counts(p.run(source)) == {"updated": 1, "unchanged": 1}
        assert p.dataset(WITH[0].uuid)["title"] == "Anders"


def test_a_dataset_keeps_its_schema_when_only_its_record_changes() -> None:
    with StaticCsw([*WITH, *CATALOGUES]) as server:
        source = p.make_source(server.url)
        p.run(source)
        before = schemas(WITH[0])
        server.records = [v.changed(WITH[0], v.TITLE, "Anders"), WITH[1], *CATALOGUES]

        assert p.counts(p.run(source)) == {"updated": 1, "unchanged": 1}
        assert [r["id"] for r in schemas(WITH[0])] == [r["id"] for r in before]


def test_no_feature_catalogues_are_fetched_where_the_source_says_so() -> None:
    with StaticCsw([*WITH, *CATALOGUES]) as server:
        source = p.make_source(server.url, feature_catalogue=False)
        p.run(source)

        assert schemas(WITH[0]) == []
        assert {q.operation for q in server.queries} == {"GetRecords"}

        p.configure(source, feature_catalogue=True)
        p.run(source)

        assert len(schemas(WITH[0])) == 1


@pytest.mark.parametrize(
    "answer",
    [b"", b"<html><body>Onderhoud</body></html>", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"],
)
def test_any_other_answer_costs_no_dataset(answer: bytes) -> None:
    class Odd(StaticCsw):
        def answer(self, query: Query) -> Reply:
            return Reply(answer) if query.operation == "GetRecordById" else super().answer(query)

    with Odd(WITH) as server:
        assert p.counts(p.run(p.make_source(server.url))) == {"added": 2}
