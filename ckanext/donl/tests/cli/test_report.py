"""``ckan donl report``."""

from __future__ import annotations

import csv
import json

import pytest
from click.testing import CliRunner, Result

from ckanext.donl.cli.report import report
from demo.csw import StaticCsw

from ..harvest import portal as p
from ..harvest import variants as v

pytestmark = pytest.mark.usefixtures("portal")

FORMULA = '=HYPERLINK("http://x.example";"a")'
REFUSED = v.changed(v.changed(v.valid(1)[0], v.TOPICS, "disaster"), v.TITLE, FORMULA)
RECORDS = [REFUSED, *v.valid(4)[1:]]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(report, list(arguments))


@pytest.fixture
def job() -> str:
    """A run with three datasets added and one rejected."""
    with StaticCsw(RECORDS) as server:
        return str(p.run(p.make_source(server.url))["id"])


def test_the_last_runs_of_all_sources(job: str) -> None:
    p.run(p.make_source("http://127.0.0.1:9/csw", "nowhere"))
    lines = [line.split() for line in run().output.splitlines()]
    told = {line[0]: line[2:] for line in lines}
    assert told["ngr"] == ["finished", "4", "3", "0", "0", "1", "0"]
    assert told["nowhere"][0] == "failed"
    assert {line["source"]["name"] for line in json.loads(run("--format", "json").output)} == {
        "ngr",
        "nowhere",
    }


def test_a_run_as_a_table(job: str) -> None:
    of_source, of_job = run("--source", "ngr").output, run("--job", job).output
    assert of_source == of_job
    assert REFUSED.uuid in of_job
    assert 'theme "disaster": this value has no mapping' in of_job
    assert "dataset.theme  disaster" in of_job
    assert "4 records of datasets in" in of_job


def test_a_run_as_json(job: str) -> None:
    told = json.loads(run("--job", job, "--format", "json").output)
    assert told["counts"]["added"] == 3
    assert {line["guid"] for line in told["records"]} == {record.uuid for record in RECORDS}


def test_a_run_as_csv_holds_no_formula(job: str) -> None:
    output = run("--source", "ngr", "--format", "csv").output
    rows = list(csv.DictReader(output.removeprefix("\ufeff").splitlines(), delimiter=";"))
    assert len(rows) == 4
    (refused,) = [row for row in rows if row["outcome"] == "rejected"]
    assert refused["title"] == f"'{FORMULA}"
    assert (refused["field"], refused["value"]) == ("theme", "disaster")


def test_what_cannot_be_told(job: str) -> None:
    p.make_source("http://127.0.0.1:9/csw", "idle")
    for arguments, told in {
        ("--source", "no-such"): "There is no such harvest source",
        ("--job", "no-such"): "There is no report of this run",
        ("--source", "idle"): "the source idle has not run yet",
        ("--format", "csv"): "--format csv needs --source or --job",
    }.items():
        done = run(*arguments)
        assert done.exit_code != 0
        assert told in done.output
