"""What the report of a run tells, how long it stays, and how it is asked for."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import ckan.plugins.toolkit as tk
import pytest
from ckan import model

from ckanext.donl.amendments import worklist
from ckanext.donl.report import reading
from ckanext.donl.report.model import Run
from ckanext.harvest.model import HarvestJob, HarvestSource
from demo.csw import StaticCsw

from ..harvest import portal as p
from ..harvest import variants as v

pytestmark = pytest.mark.usefixtures("portal")

RECORDS = v.valid(6)
REFUSED = v.changed(v.changed(RECORDS[0], v.TOPICS, "disaster"), v.TITLE, "<b>Brand</b>")
NOWHERE = "http://127.0.0.1:9/csw"


def outcomes(report: dict[str, Any]) -> dict[str, str]:
    return {line["guid"]: line["outcome"] for line in report["records"]["results"]}


def test_a_report_tells_what_happened_and_why() -> None:
    with StaticCsw([REFUSED, *RECORDS[1:]]) as server:
        source = p.make_source(server.url, deletion_threshold=50)
        first = p.run(source)
        server.records = [REFUSED, v.changed(RECORDS[1], v.TITLE, "Anders"), *RECORDS[2:5]]
        second = p.run(source)

    assert first["source"] == {
        "id": source["id"],
        "name": "ngr",
        "title": "Source ngr",
        "type": "ngr",
    }
    assert (first["status"], first["catalogue"], first["gather_complete"]) == (
        "finished",
        "ngr",
        True,
    )
    assert first["counts"]["found"] == 6
    assert p.counts(first) == {"added": 5, "rejected": 1}
    assert set(first["durations"]) == {"gather", "fetch", "import", "total"}
    assert first["durations"]["total"] > first["durations"]["gather"] > 0
    (told,) = [line for line in first["records"]["results"] if line["outcome"] == "rejected"]
    assert told["title"] == "<b>Brand</b>"
    assert REFUSED.uuid in told["source_url"]
    (reason,) = told["reasons"]
    assert (reason["field"], reason["value"]) == ("theme", "disaster")
    assert "gmd:topicCategory" in reason["selector"]
    assert "no mapping" in reason["reason"]
    assert first["reasons"] == [{"field": "theme", "reason": reason["reason"], "count": 1}]
    assert first["problems"]

    assert p.counts(second) == {"updated": 1, "unchanged": 3, "rejected": 1, "deleted": 1}
    assert outcomes(second) == {
        REFUSED.uuid: "rejected",
        RECORDS[1].uuid: "updated",
        RECORDS[5].uuid: "deleted",
    }
    gone = next(line for line in second["records"]["results"] if line["outcome"] == "deleted")
    assert (gone["name"], gone["title"]) == (
        p.dataset(RECORDS[5].uuid)["name"],
        p.dataset(RECORDS[5].uuid)["title"],
    )


def test_what_unchanged_records_lack_is_told_by_every_run() -> None:
    strange = [v.changed(record, v.TOPICS, "disaster") for record in RECORDS[:2]]
    with StaticCsw([*strange, *RECORDS[2:]]) as server:
        source = p.make_source(server.url)
        first, second = p.run(source), p.run(source)

    def of_formats(report: dict[str, Any]) -> list[dict[str, Any]]:
        found = [line for line in report["unmapped"] if line["property"] != "dataset.theme"]
        return [{**line, "records": sorted(line["records"])} for line in found]

    assert p.counts(second) == {"unchanged": 4, "rejected": 2}
    assert of_formats(first)
    assert of_formats(first) == of_formats(second)
    (theme,) = [line for line in second["unmapped"] if line["value"] == "disaster"]
    assert theme["count"] == 2
    assert sorted(theme["records"]) == sorted(record.uuid for record in strange)


def test_a_record_that_goes_wrong_after_it_was_taken_in_is_stale() -> None:
    with StaticCsw(RECORDS) as server:
        source = p.make_source(server.url)
        p.run(source)
        server.records = [REFUSED, *RECORDS[1:]]
        report = p.run(source)

    assert p.counts(report) == {"unchanged": 5, "rejected": 1, "stale": 1}
    (told,) = report["records"]["results"]
    assert told["stale"]
    assert told["name"] == p.dataset(RECORDS[0].uuid)["name"]


def test_a_conflict_of_identifiers_is_called_one() -> None:
    with StaticCsw(RECORDS[:2]) as server:
        p.run(p.make_source(server.url))
        report = p.run(p.make_source(server.url, "second", page_size=10))

    assert report["counts"]["conflicts"] == report["counts"]["rejected"] == 2
    assert [line["conflict"] for line in report["records"]["results"]] == [True, True]
    assert reading.show(report["id"], outcome="conflict")["records"]["count"] == 2
    assert reading.show(report["id"], outcome="stale")["records"]["count"] == 0


def test_a_gather_that_fails_has_its_report() -> None:
    report = p.run(p.make_source(NOWHERE))

    assert report["status"] == "failed"
    assert report["problems"]
    assert not report["gather_complete"]
    (alert,) = report["alerts"]
    assert NOWHERE in alert


def test_wrong_settings_have_their_report() -> None:
    source = p.make_source(NOWHERE)
    HarvestSource.get(source["id"]).config = '{"page_size": 0}'
    model.Session.commit()

    report = p.run(source)

    assert report["status"] == "failed"
    assert '"page_size"' in report["alerts"][0]


def test_what_is_withheld_is_named() -> None:
    with StaticCsw(RECORDS) as server:
        source = p.make_source(server.url)
        p.run(source)
        server.records = RECORDS[:3]
        report = p.run(source)

    assert report["counts"]["withheld"] == 3
    assert {g for g, outcome in outcomes(report).items() if outcome == "withheld"} == {
        record.uuid for record in RECORDS[3:]
    }
    assert all(line["name"] for line in report["records"]["results"])


def test_reports_stay_when_the_history_is_cleared() -> None:
    with StaticCsw([REFUSED, *RECORDS[1:]]) as server:
        source = p.make_source(server.url)
        job = p.run(source)["id"]
        before = p.report(job)
        p.act("harvest_source_job_history_clear", id=source["id"])
        assert HarvestJob.get(job) is None
        assert p.report(job) == before

        job = p.start(source)
        p.consume_gather()
        p.act("harvest_source_clear", id=source["id"])
        p.tick()

    report = p.report(job)
    assert report["status"] == "aborted"
    assert "cleared" in report["alerts"][0]
    assert p.report(before["id"]) == before


def test_old_reports_go_and_the_last_of_a_source_stays(
    ckan_config: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(ckan_config, "ckanext.donl.report.retention_days", 30)
    with StaticCsw(RECORDS[:1]) as server:
        other = p.run(p.make_source(NOWHERE, "other"))["id"]
        source = p.make_source(server.url)
        old, younger = p.run(source)["id"], p.run(source)["id"]
        for job, days in ((other, 99), (old, 31), (younger, 29)):
            ago = datetime.utcnow() - timedelta(days=days)
            model.Session.query(Run).filter_by(job_id=job).update({"started": ago, "finished": ago})
        model.Session.commit()
        last = p.run(source)["id"]

    assert reading.runs([source["id"]], 10)["count"] == 2
    assert p.report(other) and p.report(younger) and p.report(last)
    with pytest.raises(reading.NoReport):
        p.report(old)


def test_the_last_report_of_a_whole_catalogue_stays_while_runs_fail(
    ckan_config: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(ckan_config, "ckanext.donl.report.retention_days", 30)
    with StaticCsw([REFUSED, *RECORDS[1:]]) as server:
        source = p.make_source(server.url)
        whole = p.run(source)["id"]
    failed = p.run(source)["id"]
    for job, days in ((whole, 99), (failed, 31)):
        ago = datetime.utcnow() - timedelta(days=days)
        model.Session.query(Run).filter_by(job_id=job).update({"started": ago, "finished": ago})
    model.Session.commit()
    p.run(source)

    assert p.report(whole)["gather_complete"]
    assert "disaster" in {line.value for line in worklist.unmapped([source["id"]])}
    with pytest.raises(reading.NoReport):
        p.report(failed)


def test_words_and_outcomes_choose_records() -> None:
    with StaticCsw([REFUSED, *RECORDS[1:]]) as server:
        job = p.run(p.make_source(server.url))["id"]

    def found(**criteria: Any) -> set[str]:
        return set(outcomes(reading.show(job, **criteria)))

    assert found(q="brand") == found(q="<b> BRAND") == found(q=REFUSED.uuid) == {REFUSED.uuid}
    assert found(q="100%") == found(q="\0brand x") == set()
    assert found(outcome="added", q="brand") == set()
    assert len(found(outcome="added")) == 5
    assert [len(found(limit=4, offset=n)) for n in (0, 4, 8)] == [4, 2, 0]
    everything = {line["guid"] for line in reading.records(job)}
    assert everything == found()


@pytest.mark.parametrize(
    ("action", "data", "reason"),
    [
        ("donl_run_report_list", {"limit": -1}, "from 0 to 100"),
        ("donl_run_report_list", {"offset": "veel"}, "whole number"),
        ("donl_run_report_list", {"offset": "9" * 5000}, "whole number"),
        ("donl_run_report_show", {"id": "x", "outcome": "lost"}, "Must be one of: added"),
        ("donl_run_report_show", {"id": "x", "limit": 5000}, "from 0 to 1000"),
        ("donl_run_report_show", {"id": "x", "q": ["a"]}, "Must be a text"),
        ("donl_run_report_show", {"id": "x", "q": "\ud800"}, "Must be a text"),
        ("donl_run_report_show", {"id": "x", "limit": 1.5}, "whole number"),
        ("donl_run_report_show", {"id": "x", "limit": True}, "whole number"),
        ("donl_run_report_show", {}, "Missing"),
    ],
)
def test_wrong_questions_are_told(action: str, data: dict[str, Any], reason: str) -> None:
    with pytest.raises(tk.ValidationError, match=reason):
        tk.get_action(action)(p.context(), data)


@pytest.mark.parametrize(
    ("action", "data"),
    [
        ("donl_run_report_list", {"source_id": "nowhere"}),
        ("donl_run_report_list", {"source_id": "\0"}),
        ("donl_run_report_list", {"source_id": "\ud800"}),
        ("donl_run_report_list", {"source_id": ["ngr"]}),
        ("donl_run_report_show", {"id": "nowhere"}),
        ("donl_run_report_show", {"id": "\0"}),
        ("donl_run_report_show", {"id": "\ud800"}),
        ("donl_run_report_show", {"id": ["x"]}),
    ],
)
def test_what_is_not_there_is_told(action: str, data: dict[str, Any]) -> None:
    with pytest.raises(tk.ObjectNotFound):
        tk.get_action(action)(p.context(), data)
