"""What a run does to the portal: added, unchanged, updated, rejected, deleted, revived."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from ckan import model

from ckanext.donl import config, mapping
from ckanext.donl.harvest import settings, trial
from ckanext.donl.harvest.sources.ngr import NgrSource
from demo.csw import StaticCsw
from demo.records import records

from ..catalogue import Pycsw
from . import portal as p
from . import variants as v

pytestmark = pytest.mark.usefixtures("portal")

RECORDS = list(records(40))
VALID = [record for record in RECORDS if record.expected == "valid"]
REJECTED = [record for record in RECORDS if record.expected == "rejected"]
SETTINGS = settings.parse(None, NgrSource.settings_table)


def read(xml: bytes) -> dict[str, Any]:
    """The dataset that ``ckan donl read`` shows."""
    source = NgrSource("", SETTINGS)
    (found,) = trial.try_file(source, SETTINGS, mapping.load("ngr"), "", xml)
    assert found.outcome == trial.VALID
    assert found.mapped
    return found.mapped.package


def test_a_first_run_of_pycsw_brings_the_datasets(pycsw: Pycsw, tmp_path: Path) -> None:
    for record in RECORDS:
        (tmp_path / f"{record.uuid.strip() or 'blank'}.xml").write_bytes(record.xml)
    assert pycsw.load(tmp_path) == len(RECORDS)
    source = p.make_source(pycsw.url)

    result = p.run(source)

    assert p.counts(result) == {"added": len(VALID), "rejected": len(REJECTED)}
    assert result["alerts"] == []
    assert sum(result["left_out"].values()) == len(RECORDS) - len(VALID) - len(REJECTED)
    found = {dataset["identifier"]: dataset for dataset in p.searchable()}
    assert len(found) == p.active() == len(VALID)
    for record in VALID:
        shown, expected = p.dataset(record.uuid), read(record.xml)
        resources, tags = expected.pop("resources"), expected.pop("tags")
        assert {name: shown[name] for name in expected} == expected
        assert {tag["name"] for tag in shown["tags"]} == {tag["name"] for tag in tags}
        stored = [
            {name: row[name] for name in resource}
            for row, resource in zip(shown["resources"], resources, strict=True)
        ]
        assert stored == resources
        assert shown["owner_org"] == source["owner_org"]
        assert shown["state"] == "active"
        assert re.fullmatch(r"[a-z0-9][a-z0-9_-]+", shown["name"])
        extras = {e["key"]: e["value"] for e in found[expected["identifier"]]["extras"]}
        assert extras["harvest_source_id"] == source["id"]
        assert extras["harvest_object_id"] == p.objects(guid=record.uuid)[-1].id

    second = p.run(source)

    assert p.counts(second) == {"unchanged": len(VALID), "rejected": len(REJECTED)}


def test_an_unchanged_record_makes_no_harvest_object_and_no_request() -> None:
    with StaticCsw(VALID) as server:
        source = p.make_source(server.url)
        p.run(source)
        modified = {r.uuid: p.dataset(r.uuid)["metadata_modified"] for r in VALID}
        objects = len(p.objects())
        asked = len(server.queries)

        result = p.run(source)

        assert p.counts(result) == {"unchanged": len(VALID)}
        assert len(p.objects()) == objects
        assert {q.operation for q in server.queries[asked:]} == {"GetRecords"}
        assert {r.uuid: p.dataset(r.uuid)["metadata_modified"] for r in VALID} == modified


def test_a_changed_record_updates_its_own_dataset() -> None:
    first, *rest = v.valid(5)
    with StaticCsw([first, *rest]) as server:
        source = p.make_source(server.url)
        p.run(source)
        before = p.dataset(first.uuid)
        server.records = [v.changed(first, v.TITLE, "Geheel andere titel"), *rest]

        result = p.run(source)

        assert p.counts(result) == {"updated": 1, "unchanged": 4}
        after = p.dataset(first.uuid)
        assert after["title"] == "Geheel andere titel"
        assert (after["id"], after["name"]) == (before["id"], before["name"])
        assert [r["id"] for r in after["resources"]] == [r["id"] for r in before["resources"]]
        assert p.searchable(q='title:"Geheel andere titel"')[0]["id"] == before["id"]
        assert [o.current for o in p.objects(guid=first.uuid)] == [False, True]


def test_a_distribution_keeps_its_id_wherever_it_moves() -> None:
    record = v.without(v.valid(1)[0], ".//gmd:graphicOverview")
    with StaticCsw([v.with_distributions(record, 4, "https://data.example.nl/{}")]) as server:
        source = p.make_source(server.url)
        p.run(source)
        before = {r["url"]: r["id"] for r in p.dataset(record.uuid)["resources"]}
        moved = v.with_distributions(record, 6, "https://data.example.nl/{}")
        text = moved.xml.decode()
        first = re.search(r"<gmd:onLine>.*?/0</gmd:URL>.*?</gmd:onLine>", text, re.DOTALL)
        assert first
        server.records = [text.replace(first.group(), "").encode()]

        p.run(source)

        after = {r["url"]: r["id"] for r in p.dataset(record.uuid)["resources"]}
        assert len(after) == 5
        assert {url: id_ for url, id_ in after.items() if url in before} == {
            url: id_ for url, id_ in before.items() if not url.endswith("/0")
        }


def test_what_the_portal_itself_recorded_survives_an_update() -> None:
    (record,) = v.valid(1)
    record = v.with_distributions(record, 2, "https://data.example.nl/{}")
    with StaticCsw([record]) as server:
        source = p.make_source(server.url)
        p.run(source)
        dataset = p.dataset(record.uuid)
        dataset["high_value"] = dataset["basis_register"] = True
        dataset["private"] = True
        dataset["resources"][1].update(
            link_status=False, link_status_last_checked="2026-01-02T03:04:05"
        )
        group = p.act("group_create", name="lucht")
        dataset["groups"] = [{"id": group["id"]}]
        p.act("package_update", **dataset)
        server.records = [v.changed(record, v.TITLE, "Andere titel")]

        p.run(source)

        after = p.dataset(record.uuid)
        assert after["title"] == "Andere titel"
        assert after["high_value"] is after["basis_register"] is True
        assert after["private"] is True
        assert [g["name"] for g in after["groups"]] == ["lucht"]
        assert after["resources"][1]["link_status"] is False
        assert after["resources"][1]["link_status_last_checked"] == "2026-01-02T03:04:05"
        assert "link_status" not in after["resources"][0]


def test_a_dataset_is_no_longer_of_high_value_when_its_record_no_longer_says_so() -> None:
    record = next(r for r in VALID if b"data.europa.eu/bna" in r.xml)
    with StaticCsw([record]) as server:
        source = p.make_source(server.url)
        p.run(source)
        assert p.dataset(record.uuid)["high_value"] is True
        server.records = [v.without(record, ".//gmd:descriptiveKeywords")]

        p.run(source)

        assert p.dataset(record.uuid)["high_value"] is False


def test_a_rejection_says_field_value_selector_and_reason_in_one_line_each() -> None:
    (record,) = v.valid(1)
    record = v.changed(v.changed(record, v.TOPICS, "disaster"), v.DATES, "voorjaar 2016")
    with StaticCsw([record, *v.valid(3)[1:]]) as server:
        result = p.run(p.make_source(server.url))

    assert p.counts(result) == {"added": 2, "rejected": 1}
    lines = p.errors(record.uuid)
    assert all("\n" not in line for line in lines)
    theme = next(line for line in lines if line.startswith("theme"))
    assert '"disaster"' in theme
    assert "no mapping" in theme
    assert "gmd:topicCategory/gmd:MD_TopicCategoryCode" in theme
    date = next(line for line in lines if line.startswith("modified"))
    assert '"voorjaar 2016"' in date
    assert "gco:Date" in date
    assert len(lines) == 2
    (theme,) = [line for line in result["unmapped"] if line["value"] == "disaster"]
    assert theme == {
        "property": "dataset.theme",
        "value": "disaster",
        "count": 1,
        "records": [record.uuid],
    }
    assert p.objects(guid=record.uuid)[-1].state == "ERROR"


def test_a_dataset_whose_record_fails_stays_as_it_was_and_is_stale() -> None:
    first, *rest = v.valid(4)
    with StaticCsw([first, *rest]) as server:
        source = p.make_source(server.url)
        p.run(source)
        before = p.dataset(first.uuid)
        server.records = [v.changed(first, v.TOPICS, "disaster"), *rest]

        for _again in range(2):
            result = p.run(source)

            assert p.counts(result) == {"rejected": 1, "stale": 1, "unchanged": 3}
            assert p.dataset(first.uuid) == before
            assert "stale" in p.errors(first.uuid)[-1]
        assert len(p.searchable()) == 4

        server.records = [first, *rest]
        assert p.counts(p.run(source)) == {"unchanged": 4}


def test_a_dataset_deleted_by_hand_comes_back_as_itself() -> None:
    first, second = v.valid(2)
    with StaticCsw([first, second]) as server:
        source = p.make_source(server.url)
        p.run(source)
        before = p.dataset(first.uuid)
        p.act("package_delete", id=before["id"])
        assert p.active() == 1

        p.run(source)

        after = p.dataset(first.uuid)
        assert (after["state"], after["id"], after["name"]) == (
            "active",
            before["id"],
            before["name"],
        )
        assert len(p.searchable()) == 2


def test_a_dataset_purged_by_hand_is_made_anew() -> None:
    first, second = v.valid(2)
    with StaticCsw([first, second]) as server:
        source = p.make_source(server.url)
        p.run(source)
        model.Session.rollback()
        p.act("dataset_purge", id=p.dataset(first.uuid)["id"])

        p.run(source)

        assert p.active() == 2


def test_the_outcome_and_the_trace_are_kept_with_the_harvest_object() -> None:
    (record,) = v.valid(1)
    with StaticCsw([record]) as server:
        p.run(p.make_source(server.url))

    (obj,) = p.objects(guid=record.uuid)
    extras = {extra.key: extra.value for extra in obj.extras}
    assert json.loads(extras["donl_outcome"])["outcome"] == "added"
    trace = json.loads(extras["donl_trace"])
    assert {"field", "how", "value", "raw", "selector", "note"} == set(trace["decisions"][0])
    assert trace["licence"]["license_id"] == p.dataset(record.uuid)["license_id"]
    assert config.mapping_override("ngr") == ""
