"""Faults of ckanext-harvest 1.6.3 on CKAN 2.12 that users of this extension do not meet."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.metadata import requires, version
from pathlib import Path
from typing import Any

import ckan.plugins.toolkit as tk
import pytest
from ckan import model
from packaging.requirements import Requirement

from demo.csw import StaticCsw

from . import portal as p
from . import variants as v

ROOT = Path(__file__).parents[4]
RECORDS = v.valid(2)


def ckan(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The real command."""
    return subprocess.run(
        [str(Path(sys.executable).parent / "ckan"), "-c", "test.ini", *arguments],
        cwd=ROOT,
        env=dict(os.environ),
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_redis_is_one_whose_blocking_reads_do_not_end() -> None:
    """redis-py 8 ends an idle consumer after 58.7 seconds."""
    needed = map(Requirement, requires("ckanext-donl") or ())
    (redis,) = [requirement for requirement in needed if requirement.name == "redis"]

    assert version("redis") in redis.specifier
    assert "8.0.0" not in redis.specifier


@pytest.mark.usefixtures("portal")
def test_a_source_keeps_its_settings_in_the_index_after_a_job() -> None:
    with StaticCsw(RECORDS) as server:
        source = p.make_source(server.url, page_size=7)
        p.run(source)

    # As the edit form and `harvester run-test` ask: from the index.
    shown = tk.get_action("harvest_source_show")({"ignore_auth": True}, {"id": source["id"]})
    assert shown["source_type"] == "ngr"
    assert shown["frequency"] == "MANUAL"
    assert json.loads(shown["config"]) == {"page_size": 7}
    assert shown["status"]["total_datasets"] == 2
    assert shown["status"]["last_job"]["status"] == "Finished"


@pytest.mark.usefixtures("portal")
def test_the_command_that_makes_a_source_ends_well() -> None:
    organisation = p.act("organization_create", name="kadaster")
    model.Session.commit()

    done = ckan(
        "harvester", "source", "create", "ngr", "https://catalogue.example.nl/csw", "ngr",
        "NGR", "true", organisation["id"], "DAILY", '{"page_size": 50}',
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert "Created new harvest source" in done.stdout
    model.Session.rollback()
    source = p.act("harvest_source_show", id="ngr")
    assert (source["source_type"], source["frequency"]) == ("ngr", "DAILY")
    assert source["owner_org"] == organisation["id"]


@pytest.mark.usefixtures("portal")
def test_the_command_that_makes_a_source_refuses_a_wrong_setting_in_words() -> None:
    done = ckan(
        "harvester", "source", "create", "ngr", "https://catalogue.example.nl/csw", "ngr",
        "NGR", "true", "", "MANUAL", '{"pagesize": 50}',
    )  # fmt: skip

    assert "Unknown setting" in done.stdout + done.stderr
    assert "page_size" in done.stdout + done.stderr


@pytest.mark.usefixtures("portal")
def test_an_update_is_not_lost() -> None:
    """CKAN 2.12.0 loses what `package_update` changes with `defer_commit` and without
    `return_id_only`; the import is not caught by that."""
    with StaticCsw(RECORDS) as server:
        source = p.make_source(server.url)
        p.run(source)
        server.records = [v.changed(RECORDS[0], v.ABSTRACT, "Herzien."), RECORDS[1]]
        p.run(source)

    model.Session.remove()
    assert p.dataset(RECORDS[0].uuid)["notes"] == "Herzien."


def test_the_readme_says_what_to_do_instead_of_run_test() -> None:
    readme = (ROOT / "README.rst").read_text("utf-8")

    assert "run-test" in readme
    assert "redis<8" in readme


@pytest.mark.usefixtures("portal")
def test_the_mail_of_a_job_with_errors_can_be_made(app: Any) -> None:
    from ckanext.harvest.logic.action.update import prepare_error_mail

    with StaticCsw([v.changed(RECORDS[0], v.TOPICS, "disaster")]) as server:
        source = p.make_source(server.url)
        p.run(source)
    status = p.act("harvest_source_show_status", id=source["id"])

    with app.flask_app.test_request_context():
        _subject, body = prepare_error_mail(p.context(), source["id"], status)

    assert 'theme "disaster"' in body
