"""Whether the synchronisation works, as somebody who watches over it is told."""

from __future__ import annotations

import json
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from ckan import model

from ckanext.donl import health
from ckanext.donl.harvest import schedule
from ckanext.donl.health import heartbeat
from ckanext.donl.report.model import Run
from ckanext.harvest.model import HarvestJob, HarvestObject, HarvestSource
from demo.csw import StaticCsw

from .. import served
from ..cli.command import NOWHERE as AWAY
from ..cli.command import ckan
from ..harvest import portal as p
from ..harvest import variants as v

pytestmark = pytest.mark.usefixtures("portal")

NOWHERE = "http://127.0.0.1:9/csw"


def of(name: str = "ngr") -> health.Health:
    model.Session.rollback()
    (found,) = [one for one in health.of_sources().values() if one.name == name]
    return found


def change(source: dict[str, Any], **values: Any) -> None:
    stored = HarvestSource.get(source["id"])
    for name, value in values.items():
        setattr(stored, name, value)
    model.Session.commit()


def ago(**time: float) -> datetime:
    return datetime.utcnow() - timedelta(**time)


def test_a_source_that_runs_is_well() -> None:
    with StaticCsw(v.valid(2)) as server:
        p.run(p.make_source(server.url))
    found = of()
    assert found.problems == []
    assert found.last_status == "finished"
    assert found.last_complete is not None
    assert datetime.utcnow() - found.last_complete < timedelta(minutes=5)


def test_a_source_that_should_have_run_is_overdue() -> None:
    source = p.make_source(NOWHERE)
    assert not of().overdue
    change(source, frequency="DAILY", next_run=ago(hours=2))
    assert of().overdue
    assert "overdue" in of().problems[0]
    change(source, next_run=ago(minutes=20))
    assert not of().overdue
    change(source, next_run=None, created=ago(days=1))
    assert of().overdue
    change(source, active=False)
    assert health.of_sources() == {}


def test_a_run_in_which_nothing_happens_is_stuck() -> None:
    with StaticCsw(v.valid(3)) as server:
        job = p.start(p.make_source(server.url))
        p.consume_gather()
    assert not of().stuck
    HarvestJob.get(job).created = ago(hours=5)
    HarvestJob.get(job).gather_started = HarvestJob.get(job).gather_finished = ago(hours=4)
    model.Session.query(HarvestObject).update({"gathered": ago(hours=4)})
    model.Session.query(Run).update({"last_page": ago(hours=4)})
    model.Session.commit()
    assert of().stuck
    # A page of records that are all unchanged.
    model.Session.query(Run).update({"last_page": ago(minutes=1)})
    model.Session.commit()
    assert not of().stuck
    model.Session.query(Run).update({"last_page": ago(hours=4)})
    model.Session.commit()
    p.consume_fetch(1)
    assert not of().stuck


def test_a_failed_run_is_a_problem_and_the_last_complete_one_is_known() -> None:
    with StaticCsw(v.valid(2)) as server:
        source = p.make_source(server.url)
        p.run(source)
    complete = of().last_complete
    p.run(source)
    assert of().problems == ["the last run: failed"]
    assert of().last_complete == complete


def test_everybody_may_ask_and_is_told_no_secret(app: Any) -> None:
    p.make_source("http://user:geheim@127.0.0.1:9/csw")
    health.tick()
    answer = app.get("/donl/health")
    told = json.loads(answer.body)
    assert answer.status_code == 503
    assert told["servers"] == {"postgresql": True, "redis": True, "solr": True}
    assert told["consumers"] == {"fetch": 0, "gather": 0}
    assert told["timer"]
    assert not told["healthy"]
    assert "geheim" not in answer.body
    assert "127.0.0.1" not in answer.body
    assert app.get("/api/action/donl_health").status_code == 200


def test_consumers_give_signs_of_life_until_they_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "storage").mkdir()
    site = served.Served("http://127.0.0.1:9", tmp_path / "site.ini", tmp_path / "site.log")
    site.ini.write_text(f"[app:main]\nuse = config:{served.ROOT}/test.ini\n")
    assert health.portal().consumers == {"gather": 0, "fetch": 0}
    # CKAN makes its site user when it first needs it, which two processes must not do at a time.
    p.context()
    with served.consumers(site):
        served.until(lambda: health.portal().consumers == {"gather": 1, "fetch": 1})
        p.tick()
        found = health.portal()
        assert found.healthy
        assert found.queues == {"gather": 0, "fetch": 0}
    connection = heartbeat.connect()
    for key in connection.scan_iter("donl:*:alive:*-consumer:*"):
        # They renew it no more; nobody waits for it to run out.
        assert 0 < int(str(connection.ttl(key))) <= 60
        connection.expire(key, 1)
    time.sleep(1.1)
    assert health.portal().consumers == {"gather": 0, "fetch": 0}


def test_the_queue_is_counted() -> None:
    p.start(p.make_source(NOWHERE))
    assert health.portal().queues == {"gather": 1, "fetch": 0}


def test_the_command_says_it_and_ends_with_its_status() -> None:
    p.make_source(NOWHERE)
    done = ckan("donl", "health")
    assert done.returncode == 1
    assert "ok  postgresql" in done.stdout
    assert "!!  gather consumers" in done.stdout
    assert "ngr" in done.stdout
    told = json.loads(ckan("donl", "health", "--format", "json").stdout)
    assert told["servers"]["solr"]


@pytest.mark.parametrize(
    ("server", "setting"), [("solr", "CKAN_SOLR_URL"), ("redis", "CKAN_REDIS_URL")]
)
def test_a_server_that_is_away_is_named(server: str, setting: str) -> None:
    done = ckan("donl", "health", **{setting: AWAY[setting]})
    assert done.returncode == 1
    assert f"!!  {server}" in done.stdout
    assert "ok  postgresql" in done.stdout


# Schedule


@pytest.mark.parametrize(
    ("moment", "hour", "kept"),
    [
        ("2026-01-10T14:23:45", 2, "2026-01-10T01:00:00"),
        ("2026-07-10T14:23:45", 2, "2026-07-10T00:00:00"),
        ("2026-01-10T23:30:00", 2, "2026-01-11T01:00:00"),
        ("2026-01-10T01:00:00", 2, "2026-01-10T01:00:00"),
    ],
)
def test_a_day_keeps_its_hour_in_dutch_time(moment: str, hour: int, kept: str) -> None:
    assert schedule.at_hour(datetime.fromisoformat(moment), hour).isoformat() == kept


def test_a_nightly_run_stays_at_night() -> None:
    with StaticCsw(v.valid(1)) as server:
        source = p.make_source(server.url)
        change(source, frequency="DAILY", next_run=ago(minutes=1))
        p.tick()
        due = HarvestSource.get(source["id"]).next_run
        assert due == schedule.at_hour(due, 2)
        assert timedelta(0) < due - datetime.utcnow() < timedelta(days=2)
        p.consume_gather()
        p.consume_fetch()
        p.tick()
        assert HarvestSource.get(source["id"]).next_run == due
    assert of().last_status == "finished"
