"""``ckan donl run``: a synchronisation through the queue, watched to its end."""

from __future__ import annotations

import sys
import time
from collections import Counter
from typing import Any

import ckan.plugins.toolkit as tk
import click
import sqlalchemy as sa
from ckan import model

from .. import health
from .report import show, table

_POLL = 0.3
_PATIENCE = 60


@click.command(short_help="Synchronise a source through the queue and print the result.")
@click.argument("source", metavar="SOURCE")
def run(source: str) -> None:
    """Start a job for the harvest SOURCE (name or id), show its progress until it is finished, and
    print what it did. The gather and fetch consumers must be running; they do the work.

    Ends with status 1 when the source could not be read.
    """
    # Only ckanext-harvest's plugin makes its model known.
    from ckanext.harvest.logic import HarvestJobExists, HarvestSourceInactiveError

    context = {"user": _site_user(), "ignore_auth": True}
    try:
        source_id = tk.get_action("harvest_source_show")(dict(context), {"id": source})["id"]
        job_id = tk.get_action("harvest_job_create")(
            dict(context), {"source_id": source_id, "run": True}
        )["id"]
    except tk.ObjectNotFound as error:
        raise click.ClickException(f"there is no harvest source {source}") from error
    except HarvestSourceInactiveError as error:
        raise click.ClickException(f"the harvest source {source} is not active") from error
    except HarvestJobExists:
        job_id = _unfinished(source_id)
        click.echo("A job of this source is running already; this is its progress.")
    _watch(job_id, source_id, context)
    told = show(job_id)
    click.echo("\n".join(table(told)))
    if told["counts"]["found"] == 0 and told["alerts"]:
        sys.exit(1)


def _site_user() -> str:
    return tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]


def _unfinished(source_id: str) -> str:
    from ckanext.harvest.model import HarvestJob

    query = sa.select(HarvestJob.id).where(
        HarvestJob.source_id == source_id, HarvestJob.status.in_(("New", "Running"))
    )
    return model.Session.scalars(query).first() or ""


def _watch(job_id: str, source_id: str, context: dict[str, Any]) -> None:
    """Show the progress, and end the job when all of its records are done, as the timer does.

    :raises click.ClickException: a process that should do the work does not
    """
    seen: Any = None
    since = time.monotonic()
    with click.progressbar(length=1, label="Reading the catalogue", file=sys.stderr) as bar:
        while job := _running(job_id):
            states = _states(job_id)
            done, total = states["COMPLETE"] + states["ERROR"], sum(states.values())
            if job.gather_finished:
                bar.label = "Importing"
                bar.length = max(total, 1)
                bar.update(done - bar.pos)
                if done == total:
                    tk.get_action("harvest_jobs_run")(
                        dict(context, model=model, session=model.Session), {"source_id": source_id}
                    )
                    if not _running(job_id):
                        return
            now = (job.gather_started, job.gather_finished, states)
            if now != seen:
                seen, since = now, time.monotonic()
            elif time.monotonic() - since > _PATIENCE:
                _complain(job, states, done == total)
            time.sleep(_POLL)


def _running(job_id: str) -> Any:
    """The job, or None when it has ended or was aborted."""
    from ckanext.harvest.model import HarvestJob

    model.Session.rollback()
    job = model.Session.get(HarvestJob, job_id)
    return job if job is not None and job.status in ("New", "Running") else None


def _states(job_id: str) -> Counter[str]:
    """How many records of a job are in which state."""
    from ckanext.harvest.model import HarvestObject

    query = (
        sa.select(HarvestObject.state, sa.func.count())
        .where(HarvestObject.harvest_job_id == job_id)
        .group_by(HarvestObject.state)
    )
    return Counter(dict(model.Session.execute(query).tuples().all()))


def _complain(job: Any, states: Counter[str], all_done: bool) -> None:
    """Name what is missing, where it is known; a slow catalogue or record is waited for, and so is
    a consumer that is busy with another source."""
    alive = health.portal().consumers
    if job.gather_started is None and not alive["gather"]:
        raise click.ClickException(
            "nothing happens: is a gather consumer running (ckan harvester "
            "gather-consumer)? The job waits in the queue."
        )
    if job.gather_finished and all_done:
        raise click.ClickException(
            "all records are stored, but the search index (Solr) does not answer. The job is "
            "finished by the timer (ckan harvester run) when it does."
        )
    waiting = states["WAITING"] + states["COMPLETE"] + states["ERROR"] == states.total()
    if job.gather_finished and waiting and not alive["fetch"]:
        raise click.ClickException(
            "nothing happens: is a fetch consumer running (ckan harvester fetch-consumer)? "
            f"{states['WAITING']} records wait in the queue."
        )
