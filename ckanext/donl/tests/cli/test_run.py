"""``ckan donl run``: a synchronisation through the queue, watched to its end."""

from __future__ import annotations

import sys
import threading
from typing import Any

import pytest
from click.testing import CliRunner, Result

from demo.csw import StaticCsw

from ..harvest import portal as p
from ..harvest import variants as v
from ..harvest.test_queue import CLOSED, Slow, consumers, until

pytestmark = pytest.mark.usefixtures("portal")

# The package's own `run` is the command.
RUN = sys.modules["ckanext.donl.cli.run"]
RECORDS = [v.changed(v.valid(1)[0], v.TOPICS, "disaster"), *v.valid(6)[1:]]


def rows(output: str) -> dict[str, str]:
    """The lines of the table: first word and last."""
    return {line.split()[0]: line.split()[-1] for line in output.splitlines() if line.split()}


def run(source: str) -> Result:
    return CliRunner().invoke(RUN.run, [source])


def test_a_run_with_real_consumers_prints_its_result() -> None:
    with StaticCsw(RECORDS) as server, consumers("gather-consumer", "fetch-consumer"):
        p.make_source(server.url)
        done, again = run("ngr"), run("ngr")
        p.make_source("http://127.0.0.1:9/csw", "nowhere")
        failed = run("nowhere")

    assert done.exit_code == again.exit_code == 0, done.output
    counts = [
        [rows(d.output)[n] for n in ("added", "unchanged", "rejected")] for d in (done, again)
    ]
    assert counts == [["5", "0", "1"], ["0", "5", "1"]]
    assert RECORDS[0].uuid in done.output
    assert 'theme "disaster": this value has no mapping' in done.output
    assert "dataset.theme  disaster" in done.output
    assert len(p.searchable()) == 5
    assert failed.exit_code == 1
    assert "http://127.0.0.1:9/csw cannot be reached" in failed.output


def test_an_unknown_source_is_told() -> None:
    done = run("no-such-source")

    assert done.exit_code == 1
    assert "there is no harvest source no-such-source" in done.output


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RUN, "_PATIENCE", 0.5)


@pytest.mark.usefixtures("impatient")
def test_without_consumers_it_says_which_one_is_missing() -> None:
    with StaticCsw(RECORDS) as server:
        p.make_source(server.url)
        told = run("ngr")
        assert told.exit_code == 1
        assert "is a gather consumer running" in told.output

        p.consume_gather()
        told = run("ngr")
        assert told.exit_code == 1
        assert "running already" in told.output
        assert "is a fetch consumer running" in told.output
        assert "6 records wait" in told.output

        p.consume_fetch()
        told = run("ngr")
        assert told.exit_code == 0
        assert "5" in told.output


@pytest.mark.usefixtures("impatient")
def test_consumers_that_are_busy_with_another_source_are_waited_for() -> None:
    kinds = ("gather-consumer", "fetch-consumer")
    with Slow(RECORDS) as slow, StaticCsw(v.valid(2, seed=2)) as server, consumers(*kinds):
        p.start(p.make_source(slow.url, "slow", page_size=4))
        until(slow.reached.is_set)
        p.make_source(server.url)
        later = threading.Timer(3, slow.may.set)
        later.start()
        told = run("ngr")
        later.join()

    assert told.exit_code == 0, told.output
    assert rows(told.output)["added"] == "2"


@pytest.mark.usefixtures("impatient")
def test_with_solr_away_it_says_so(
    ckan_config: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    with StaticCsw(RECORDS) as server:
        p.start(p.make_source(server.url))
        p.consume_gather()
        monkeypatch.setitem(ckan_config, "solr_url", CLOSED)
        p.consume_fetch()
        told = run("ngr")

    assert told.exit_code == 1
    assert "search index (Solr) does not answer" in told.output


def test_a_job_that_is_aborted_ends_the_watching() -> None:
    source = p.make_source("http://127.0.0.1:9/csw")
    job = p.start(source)
    p.act("harvest_job_abort", source_id=source["id"])

    assert RUN._running(job) is None
