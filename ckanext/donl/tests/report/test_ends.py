"""How runs end, and what their reports say of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from ckan import model

from ckanext.donl.harvest import finishing
from ckanext.donl.report.model import Run
from ckanext.harvest.model import HarvestJob, HarvestObject
from demo.csw import Query, Reply, StaticCsw

from ..harvest import portal as p
from ..harvest import variants as v

pytestmark = pytest.mark.usefixtures("portal")

RECORDS = v.valid(6)

NOWHERE = "http://127.0.0.1:9/csw"


def half_done(url: str) -> str:
    """A run of which two records are imported and four wait."""
    job = p.start(p.make_source(url))
    p.consume_gather()
    p.consume_fetch(2)
    assert p.report(job)["status"] == "running"
    assert p.counts(p.report(job)) == {"added": 2}
    return job


def test_a_run_that_is_aborted_has_its_report() -> None:
    with StaticCsw(RECORDS) as server:
        job = half_done(server.url)
        p.act("harvest_job_abort", id=job)

    report = p.report(job)
    assert report["status"] == "aborted"
    assert report["counts"]["added"] == 2
    assert report["counts"]["not_processed"] == 4
    assert report["counts"]["found"] == 6
    assert report["problems"]
    p.consume_fetch()
    p.tick()
    assert p.report(job) == report


def test_the_timer_may_come_while_a_job_is_being_aborted() -> None:
    with StaticCsw(RECORDS) as server:
        job = half_done(server.url)
        # What an abort does first; it goes on with every record.
        HarvestJob.get(job).status = "Finished"
        model.Session.commit()
        p.tick()

    report = p.report(job)
    assert report["status"] == "aborted"
    assert (report["counts"]["not_processed"], report["counts"]["errors"]) == (4, 0)


class AbortedMeanwhile(StaticCsw):
    """Somebody aborts the job while the second page of one record is on its way."""

    def answer(self, query: Query) -> Reply:
        if query.start == 2:
            ended = {"status": "aborted", "finished": datetime(2026, 1, 1)}
            with model.meta.engine.begin() as other:
                other.execute(sa.update(HarvestJob).values(status="Finished"))
                other.execute(sa.update(Run).values(**ended))
        return super().answer(query)


def test_a_gather_ends_when_its_job_is_aborted() -> None:
    with AbortedMeanwhile(RECORDS) as server:
        job = p.start(p.make_source(server.url, page_size=1))
        p.consume_gather()
        asked = [query.start for query in server.queries]

    report = p.report(job)
    assert report["status"] == "aborted"
    assert report["counts"]["found"] == 1
    assert not report["gather_complete"]
    assert max(asked) == 2
    assert len(p.objects(harvest_job_id=job)) == 1


def test_a_job_that_is_aborted_before_its_gather_has_its_report() -> None:
    job = p.start(p.make_source(NOWHERE))
    p.act("harvest_job_abort", id=job)
    p.consume_gather()

    assert p.report(job)["status"] == "aborted"


def test_a_run_that_times_out_has_its_report(
    ckan_config: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(ckan_config, "ckan.harvest.timeout", "5")
    with StaticCsw(RECORDS) as server:
        job = half_done(server.url)
        long_ago = datetime.utcnow() - timedelta(hours=1)
        model.Session.query(HarvestObject).update({"import_finished": long_ago})
        model.Session.commit()
        p.tick()

    report = p.report(job)
    assert report["status"] == "timed_out"
    assert (report["counts"]["added"], report["counts"]["not_processed"]) == (2, 4)
    assert len(report["alerts"]) == 1


def test_a_record_whose_import_never_ends_is_told_of() -> None:
    with StaticCsw(RECORDS) as server:
        job = p.start(p.make_source(server.url))
        p.consume_gather()
        (waiting, *_rest) = p.objects(harvest_job_id=job)
        guid = waiting.guid
        waiting.retry_times = 9
        model.Session.commit()
        p.consume_fetch()
        p.tick()

    report = p.report(job)
    assert p.counts(report) == {"added": 5, "errors": 1}
    assert report["status"] == "finished"
    told = next(line for line in report["records"]["results"] if line["guid"] == guid)
    assert told["outcome"] == "errored"
    assert told["reasons"][0]["reason"]


def test_a_report_that_cannot_be_ended_keeps_no_other_waiting(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    jobs = [p.start(p.make_source(f"{NOWHERE}/{name}", name)) for name in ("broken", "whole")]
    p.consume_gather()
    durations = finishing._durations

    def fail_for_one(job_id: str) -> dict[str, float]:
        if job_id == jobs[0]:
            raise RuntimeError
        return durations(job_id)

    monkeypatch.setattr(finishing, "_durations", fail_for_one)
    p.tick()
    assert [p.report(job)["finished"] is None for job in jobs] == [True, False]
    monkeypatch.undo()
    p.tick()
    assert p.report(jobs[0])["status"] == "failed"


def test_a_report_is_closed_once_with_two_timers() -> None:
    with StaticCsw(RECORDS[:2]) as server:
        job = p.start(p.make_source(server.url))
        p.consume_gather()
        p.consume_fetch()
        HarvestJob.get(job).status = "Finished"
        HarvestJob.get(job).finished = datetime.utcnow()
        model.Session.commit()
        # The other timer, which is at it.
        with model.meta.engine.begin() as other:
            other.execute(sa.select(Run.job_id).where(Run.job_id == job).with_for_update())
            p.tick()
            assert p.report(job)["status"] == "running"
        p.tick()

    assert p.report(job)["status"] == "finished"
