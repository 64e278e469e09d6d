"""The queue at its worst: two consumers, messages twice, processes that are killed, a Solr that is
away."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from ckan import model

from ckanext.harvest import queue
from ckanext.harvest.model import HarvestJob
from demo.csw import Query, Reply, StaticCsw

from . import portal as p
from . import variants as v

pytestmark = pytest.mark.usefixtures("portal")

ROOT = Path(__file__).parents[4]
RECORDS = v.valid(6)
CLOSED = "http://127.0.0.1:9/solr/ckan_test"


@contextmanager
def consumers(*kinds: str, **environment: str) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Real consumers, ended at the end; what they logged is shown where a test fails."""
    with tempfile.TemporaryFile() as log:
        started = [
            subprocess.Popen(
                [str(Path(sys.executable).parent / "ckan"), "-c", "test.ini", "harvester", kind],
                cwd=ROOT,
                env={**os.environ, **environment},
                stdout=log,
                stderr=log,
            )
            for kind in kinds
        ]
        try:
            yield started
        finally:
            for process in started:
                process.kill()
                process.wait()
            log.seek(0)
            print(log.read().decode())


def until(condition: Callable[[], bool], seconds: float = 60) -> None:
    limit = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < limit, "it never happened"
        time.sleep(0.05)
        model.Session.rollback()


def states() -> set[str]:
    return {o.state for o in p.objects()}


def resubmitted_after(seconds: int) -> None:
    """Make the messages at work look this old, and let the timer put them back."""
    connection = queue.get_connection()
    old = time.strftime("%Y-%m-%d %H:%M:%S.000000", time.localtime(time.time() - seconds))
    for key in connection.keys("ckanext-harvest:*_id:*"):
        connection.set(key, old)
    p.tick()


@pytest.mark.parametrize(("same", "times"), [(v.TITLE, 2), (v.TITLE, 1), (v.KEYWORDS, 1)])
def test_two_consumers_make_one_dataset_of_each_record(same: str, times: int) -> None:
    """Titles become names and keywords become tags, each of which there is only one."""
    records = [v.changed(record, same, f"Water {n // 3}") for n, record in enumerate(v.valid(30))]
    with StaticCsw(records) as server:
        job = p.start(p.make_source(server.url))
        p.consume_gather()
        # With the same record twice, side by side, both consumers have it at the same time.
        connection, key = queue.get_connection(), queue.get_fetch_routing_key()
        messages = [m for m in connection.lrange(key, 0, -1) for _time in range(times)]
        connection.delete(key)
        connection.rpush(key, *messages)
        with consumers("fetch-consumer", "fetch-consumer"):
            until(lambda: connection.llen(key) == 0 and states() <= {"COMPLETE", "ERROR"})
            until(lambda: not connection.keys(f"{key}:*"))
        p.tick()

    assert p.status(job) == "Finished"
    assert p.counts(p.report(job)) == {"added": 30}
    assert p.active() == len(p.searchable()) == 30
    assert len({p.dataset(record.uuid)["name"] for record in records}) == 30
    assert all(sum(o.current for o in p.objects(guid=r.uuid)) == 1 for r in records)
    tags = [tag.name for tag in model.Session.query(model.Tag)]
    assert len(set(tags)) == len(tags)


def test_a_rejected_record_that_comes_twice_has_its_errors_once() -> None:
    wrong = v.changed(RECORDS[0], v.TOPICS, "disaster")
    with StaticCsw([wrong]) as server:
        job = p.start(p.make_source(server.url))
        p.consume_gather()
        connection, key = queue.get_connection(), queue.get_fetch_routing_key()
        connection.rpush(key, *connection.lrange(key, 0, -1))
        assert p.consume_fetch() == 2
        p.tick()

    assert p.counts(p.report(job)) == {"rejected": 1}
    assert len(p.errors(wrong.uuid)) == 1


def test_a_consumer_that_is_killed_loses_nothing() -> None:
    with StaticCsw(v.valid(25)) as server:
        job = p.start(p.make_source(server.url))
        p.consume_gather()
        with consumers("fetch-consumer") as (consumer,):
            until(lambda: p.active() >= 3)
            consumer.send_signal(signal.SIGKILL)
            consumer.wait()
        assert p.active() < 25
        p.consume_fetch()
        resubmitted_after(seconds=200)
        p.consume_fetch()
        p.tick()

    assert p.status(job) == "Finished"
    assert p.active() == len(p.searchable()) == 25
    assert p.counts(p.report(job)) == {"added": 25}


class Slow(StaticCsw):
    """A catalogue whose later pages wait until they may."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.reached = threading.Event()
        self.may = threading.Event()

    def answer(self, query: Query) -> Reply:
        if query.start > 1 and query.operation == "GetRecords":
            self.reached.set()
            self.may.wait(30)
        return super().answer(query)


def test_a_gather_that_is_killed_half_way_is_done_again() -> None:
    with Slow(RECORDS) as server:
        job = p.start(p.make_source(server.url, page_size=4))
        with consumers("gather-consumer") as (consumer,):
            until(server.reached.is_set)
            consumer.send_signal(signal.SIGKILL)
            consumer.wait()
        server.may.set()
        p.tick()
        assert p.status(job) == "Running"
        p.consume_fetch()

        resubmitted_after(seconds=7300)
        p.consume_gather()
        p.consume_fetch()
        p.tick()

    assert p.status(job) == "Finished"
    assert p.active() == len(p.searchable()) == 6
    assert states() == {"COMPLETE"}


def test_the_timer_in_the_middle_of_a_gather_changes_nothing() -> None:
    with Slow(RECORDS) as server:
        job = p.start(p.make_source(server.url, page_size=4))
        with consumers("gather-consumer"):
            until(server.reached.is_set)
            p.tick()
            server.may.set()
            until(lambda: HarvestJob.get(job).gather_finished is not None)
            until(lambda: not queue.get_connection().keys("*harvest_job_id:*"))
        p.consume_fetch()
        p.tick()
        # Messages that are late, after the job was called finished.
        p.consume_fetch()

    assert p.status(job) == "Finished"
    assert p.counts(p.report(job)) == {"added": 6}
    assert {o.report_status for o in p.objects()} == {"added"}


def test_two_jobs_of_two_sources_at_once() -> None:
    with StaticCsw(v.valid(4)) as first, StaticCsw(v.valid(8, seed=2)) as second:
        jobs = [p.start(p.make_source(s.url, n)) for s, n in ((first, "one"), (second, "two"))]
        p.consume_gather()
        p.consume_fetch()
        p.tick()

    assert [p.status(job) for job in jobs] == ["Finished", "Finished"]
    assert [p.counts(p.report(job)) for job in jobs] == [{"added": 4}, {"added": 8}]
    assert len(p.searchable()) == 12


def test_while_solr_is_away_datasets_are_stored_and_later_caught_up(
    monkeypatch: pytest.MonkeyPatch, ckan_config: dict[str, Any]
) -> None:
    with StaticCsw(RECORDS) as server:
        source = p.make_source(server.url)
        p.run(source)
        server.records = [v.changed(RECORDS[0], v.TITLE, "Nieuwe titel"), *v.valid(9)[1:]]
        job = p.start(source)
        p.consume_gather()
        monkeypatch.setitem(ckan_config, "solr_url", CLOSED)
        p.consume_fetch()
        p.tick()

        assert p.active() == 9
        assert states() == {"COMPLETE"}
        assert p.status(job) == "Running"

        monkeypatch.undo()
        p.tick()

    assert p.status(job) == "Finished"
    assert p.counts(p.report(job)) == {"added": 3, "updated": 1, "unchanged": 5}
    found = {d["title"] for d in p.searchable()}
    assert len(found) == 9
    assert "Nieuwe titel" in found


def test_a_deletion_while_solr_is_away_is_caught_up(
    monkeypatch: pytest.MonkeyPatch, ckan_config: dict[str, Any]
) -> None:
    with StaticCsw(RECORDS) as server:
        source = p.make_source(server.url, deletion_threshold=50)
        p.run(source)
        server.records = RECORDS[1:]
        job = p.start(source)
        p.consume_gather()
        monkeypatch.setitem(ckan_config, "solr_url", CLOSED)
        p.consume_fetch()
        p.tick()
        assert p.status(job) == "Running"
        monkeypatch.undo()
        p.tick()

    assert p.status(job) == "Finished"
    assert p.counts(p.report(job)) == {"deleted": 1, "unchanged": 5}
    assert len(p.searchable()) == 5


def test_a_dataset_that_solr_refuses_does_not_hold_up_the_others() -> None:
    with StaticCsw(RECORDS) as server:
        job = p.start(p.make_source(server.url))
        p.consume_gather()
        p.consume_fetch(limit=3)
        # More than Solr takes for one word, as another extension may bring it in.
        refused = p.objects(state="COMPLETE")[0]
        model.Package.get(refused.package_id).title = "x" * 40_000
        model.Session.commit()
        p.consume_fetch()
        p.tick()

    assert p.status(job) == "Finished"
    assert len(p.searchable()) == 5
    (line,) = p.errors(refused.guid)
    assert line.startswith("The dataset is stored and cannot be found")
