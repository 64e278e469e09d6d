"""`python -m benchmarks.reports [--records 50000] [--rounds 20]`: how long the server takes for the
pages of runs, with a report of so many records. Prints medians in milliseconds."""

from __future__ import annotations

import argparse
import logging
import signal
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from benchmarks import stack, timing

START = datetime(2026, 1, 1, 1)
RUNS = 30
# Of a hundred records: one is refused for each of these fields, the others are added.
REFUSED = ("theme", "authority", "modified", "license_id")
VALUES = 2000


def main() -> None:
    """Measure every page and leave nothing behind."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reports")
    parser.add_argument("--records", type=int, default=50_000, metavar="N")
    parser.add_argument("--rounds", type=int, default=20, metavar="N")
    options = parser.parse_args()

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    stack.prepare()
    app = stack.portal()
    logging.disable(logging.ERROR)
    try:
        token, ended, busy = _fill(options.records)
        asked = ((name, path, token) for name, path in _pages(ended, busy, options.records))
        timing.measure(app, asked, options.rounds)
    finally:
        stack.remove()


def _pages(ended: str, busy: str, count: int) -> Iterator[tuple[str, str]]:
    run = f"/donl/run/{ended}"
    yield "all sources, with health and trend", "/donl/runs"
    yield "runs of a source", "/donl/runs/bench"
    yield "run, first page of its records", run
    yield "run, last page", f"{run}?page={count // 50}"
    yield "run, rejected records", f"{run}?outcome=rejected"
    yield "run, words that few records have", f"{run}?q=nummer+{count // 2}"
    yield "run, words that no record has", f"{run}?q=bestaat+niet"
    yield "run that is busy", f"/donl/run/{busy}"
    yield "run that is busy, its progress", f"/donl/run/{busy}/progress"
    yield "record", f"{run}/record?guid=guid-{count // 2}"
    yield (
        "records with a value without mapping",
        f"{run}/value?property=dataset.theme&value=thema+0",
    )
    yield "values without mapping", "/donl/unmapped"
    yield "values without mapping, last page", f"/donl/unmapped?page={VALUES // 50}"
    yield "health", "/api/action/donl_health"
    yield "API, 100 records", f"/api/action/donl_run_report_show?id={ended}"
    yield "CSV, all records", f"{run}.csv"


def _fill(count: int) -> tuple[str, str, str]:
    """A source with thirty runs, the last two with all records.

    :returns: the token of a sysadmin, and the jobs of the run that has ended and of the one that is
        busy
    """
    import ckan.plugins.toolkit as tk

    site = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]

    def act(name: str, /, **data: Any) -> Any:
        return tk.get_action(name)({"ignore_auth": True, "user": site}, data)

    user = act("user_create", name="admin", email="admin@example.nl", password="long-enough-1")
    act("user_patch", id=user["id"], sysadmin=True)
    source = act(
        "harvest_source_create",
        name="bench",
        title="Bench",
        url="https://catalogue.example.nl/csw",
        source_type="ngr",
        owner_org=act("organization_create", name="bench")["id"],
    )["id"]
    for number in range(RUNS - 2):
        _run(source, START + timedelta(days=number), count // 100)
    ended = _run(source, START + timedelta(days=RUNS), count)
    busy = _run(source, START + timedelta(days=RUNS + 1), count, ends=False)
    token = act("api_token_create", user=user["id"], name="bench")["token"]
    return str(token), ended, busy


def _run(source: str, started: datetime, count: int, *, ends: bool = True) -> str:
    """A run with its report, and the harvest objects of its records; the id of its job."""
    from ckan import model
    from ckanext.harvest.model import HarvestJob, HarvestObject

    from ckanext.donl.report import closing, writing

    gathered = started + timedelta(minutes=10)
    job = HarvestJob(
        source_id=source,
        created=started,
        gather_started=started,
        gather_finished=gathered,
        finished=gathered if ends else None,
        status="Finished" if ends else "Running",
    )
    model.Session.add(job)
    model.Session.flush()
    objects = [
        {
            "id": str(uuid4()),
            "guid": f"guid-{number}",
            "content": "<gmd:MD_Metadata xmlns:gmd='http://www.isotc211.org/2005/gmd'/>",
            "current": False,
            "state": "COMPLETE" if ends or number % 2 else "WAITING",
            "harvest_job_id": job.id,
            "harvest_source_id": source,
        }
        for number in range(count)
    ]
    model.Session.execute(HarvestObject.__table__.insert(), objects)
    writing.open_run(
        job.id,
        source_id=source,
        source_title="Bench",
        source_type="ngr",
        catalogue="ngr",
        started=started,
    )
    writing.gathered(job.id, writing.Gathered(found=count, complete=True))
    writing.records(job.id, map(_told, range(count)))
    model.Session.commit()
    report = closing.lock(job.id) if ends else None
    if report is not None:
        closing.close(report, gathered, {"gather": 600.0, "import": 1200.0})
    return str(job.id)


def _told(number: int) -> Any:
    from ckanext.donl.report.writing import Told

    field = REFUSED[number % 100] if number % 100 < len(REFUSED) else ""
    reason = {"field": field, "value": f"waarde {number}", "selector": "gmd:x", "reason": "wrong"}
    return Told(
        f"guid-{number}",
        "rejected" if field else "added",
        f"Een dataset over bomen, nummer {number}",
        name="" if field else f"een-dataset-over-bomen-{number}",
        source_url=f"https://catalogue.example.nl/{number}",
        reasons=[reason] if field else [],
        unmapped=[["dataset.theme", f"thema {number % VALUES}"]] if number % 3 == 0 else [],
    )


if __name__ == "__main__":
    main()
