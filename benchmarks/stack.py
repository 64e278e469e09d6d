"""What the measurements run on: a database of their own, a portal in this process, consumers in
theirs."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg2

from docker.local import paths, ports, solr, state

NAME = "ckan_bench"
_TEMPLATE = "ckan_bench_template"
_INI = paths.STATE / "bench.ini"
_PATIENCE = 1800


def prepare() -> None:
    """Write the settings and make the tables once; every measurement begins with a copy of them."""
    _INI.write_text(
        f"[app:main]\nuse = config:{paths.CKAN_INI}\n"
        f"sqlalchemy.url = {_url(NAME)}\n"
        f"solr_url = {solr.url(solr.TEST)}\n"
        f"ckan.redis.url = redis://127.0.0.1:{ports.REDIS}/15\n"
        "ckan.site_id = donl_bench\n"
    )
    _recreate(_TEMPLATE, "template1")
    environment = {**os.environ, "CKAN_SQLALCHEMY_URL": _url(_TEMPLATE)}
    command = [paths.program("ckan"), "-c", str(_INI), "db", "init"]
    _quietly(command, environment)
    _quietly([*command[:-1], "pending-migrations", "--apply"], environment)


def portal() -> Any:
    """CKAN in this process, with its application context entered."""
    from ckan.cli import load_config
    from ckan.config.middleware import make_app

    _recreate(NAME, _TEMPLATE)
    app = make_app(load_config(str(_INI)))._wsgi_app
    app.test_request_context().push()
    return app


def reset() -> None:
    """An empty portal: database, queue and search index."""
    from ckan import model
    from ckan.lib.redis import connect_to_redis
    from ckan.lib.search import clear_all

    model.Session.remove()
    model.Session.bind.dispose()
    _recreate(NAME, _TEMPLATE)
    connect_to_redis().flushdb()
    clear_all()


def remove() -> None:
    """Leave nothing behind."""
    from ckan import model

    reset()
    model.Session.remove()
    model.Session.bind.dispose()
    for name in (NAME, _TEMPLATE):
        _sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    _INI.unlink()


@contextmanager
def catalogue(count: int, changed: float = 0) -> Iterator[str]:
    """A static CSW server in a process of its own; pycsw would be the bottleneck of an unchanged
    run.

    :param changed: percentage of the records that have a new title
    """
    command = [sys.executable, "-m", "demo.csw", "--count", str(count), "--changed", str(changed)]
    with subprocess.Popen(command, cwd=paths.ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


@contextmanager
def consumers(fetch: int) -> Iterator[dict[str, list[int]]]:
    """One gather consumer and some fetch consumers; gives their process ids by kind."""
    kinds = ["gather", *["fetch"] * fetch]
    log = (paths.LOG / "bench.log").open("a")
    started = [
        (
            kind,
            subprocess.Popen(
                [paths.program("ckan"), "-c", str(_INI), "harvester", f"{kind}-consumer"],
                stdout=log,
                stderr=log,
            ),
        )
        for kind in kinds
    ]
    try:
        time.sleep(6)  # they load CKAN, which is no part of a run
        ids: dict[str, list[int]] = {"gather": [], "fetch": []}
        for kind, process in started:
            ids[kind].append(process.pid)
        yield ids
    finally:
        for _kind, process in started:
            process.terminate()
        for _kind, process in started:
            process.wait()
        log.close()


def peak_memory(process_id: int) -> float:
    """The most memory that a process has had, in megabytes."""
    status = Path(f"/proc/{process_id}/status").read_text()
    match = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(match.group(1)) / 1024 if match else 0.0


def make_source(url: str) -> str:
    """An organisation and a harvest source of this address.

    :returns: the id of the source
    """
    import ckan.plugins.toolkit as tk

    context = {
        "ignore_auth": True,
        "user": tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"],
    }
    owner = tk.get_action("organization_create")(dict(context), {"name": "bench", "title": "Bench"})
    source = {
        "name": "bench",
        "title": "Bench",
        "url": url,
        "source_type": "ngr",
        "owner_org": owner["id"],
    }
    return str(tk.get_action("harvest_source_create")(dict(context), source)["id"])


def move_source(source_id: str, url: str) -> None:
    """Give the source another address."""
    from ckan import model
    from ckanext.harvest.model import HarvestSource

    HarvestSource.get(source_id).url = url
    model.Session.commit()


def synchronise(source_id: str) -> tuple[float, float, Any]:
    """Run a job through the queue.

    :returns: seconds until the job is finished and its datasets are searchable, seconds of its
        gather, its result
    """
    import ckan.plugins.toolkit as tk
    from ckan import model
    from ckanext.harvest.model import HarvestJob, HarvestObject

    from ckanext.donl.report import reading

    context = {"ignore_auth": True, "model": model, "session": model.Session, "user": ""}
    started = time.monotonic()
    job_id = tk.get_action("harvest_job_create")(
        dict(context), {"source_id": source_id, "run": True}
    )["id"]
    while time.monotonic() - started < _PATIENCE:
        model.Session.rollback()
        job = HarvestJob.get(job_id)
        if job.gather_finished:
            waiting = model.Session.query(HarvestObject.id).filter(
                HarvestObject.harvest_job_id == job_id,
                HarvestObject.state.notin_(["COMPLETE", "ERROR"]),
            )
            if waiting.first() is None:
                tk.get_action("harvest_jobs_run")(dict(context), {"source_id": source_id})
                seconds = time.monotonic() - started
                gather = (job.gather_finished - job.gather_started).total_seconds()
                return seconds, gather, reading.show(job_id, limit=0)
        time.sleep(0.3)
    raise TimeoutError(f"the run did not end in {_PATIENCE} seconds")


def _url(database: str) -> str:
    return f"postgresql://postgres:{state.secret('postgresql')}@127.0.0.1:{ports.POSTGRESQL}/{database}"


def _recreate(name: str, template: str) -> None:
    _sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    _sql(f"CREATE DATABASE {name} TEMPLATE {template}")


def _sql(statement: str) -> None:
    connection = psycopg2.connect(_url("postgres"))
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(statement)
    connection.close()


def _quietly(command: list[str], environment: dict[str, str]) -> None:
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stderr[-2000:])
