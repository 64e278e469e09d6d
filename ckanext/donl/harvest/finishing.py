"""Sees to it that every job has a report and that every report ends and is told of, however the
job ended: the timer and whoever aborts a job call it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime, timezone

import sqlalchemy as sa
from ckan import model
from ckan.plugins.toolkit import _

from ckanext.harvest.model import (
    HarvestGatherError,
    HarvestJob,
    HarvestObject,
    HarvestObjectError,
    HarvestSource,
)

from ..report import closing, writing
from ..report.model import ABORTED, FAILED, TIMED_OUT, Run, RunRecord
from . import registered, telling
from .language import site_language
from .outcome import Refusal

log = logging.getLogger(__name__)

# The stages by the columns of ckanext-harvest's tables that say when they began and ended. Several
# consumers fetch and import at the same time: theirs is the time they were at work, added up.
_STAGES = {
    "gather": (HarvestJob.gather_started, HarvestJob.gather_finished),
    "fetch": (HarvestObject.fetch_started, HarvestObject.fetch_finished),
    "import": (HarvestObject.import_started, HarvestObject.import_finished),
}


def open_reports() -> None:
    """Begin the report of every job that waits or runs: it may end before its gather begins."""
    told = sa.select(Run.job_id)
    query = sa.select(HarvestJob).where(HarvestJob.status != "Finished", HarvestJob.id.notin_(told))
    for job in model.Session.scalars(query).all():
        harvester = registered.of_type(job.source.type)
        if harvester is not None:
            harvester.open_report(job)


def abort(job_id: str) -> None:
    """Note that a job was broken off by hand."""
    writing.break_off(job_id)
    model.Session.commit()
    close_reports()


@site_language()
def close_reports() -> None:
    """End the report of every job that has ended, and tell of it."""
    closed = [job_id for job_id in closing.unfinished() if _closed(job_id)]
    for job_id in closed:
        telling.tell(job_id)
    telling.digest(_now())
    if closed:
        closing.prune(_now())


def _closed(job_id: str) -> bool:
    """End the report of a job if the job has ended; a report that fails keeps no other waiting."""
    try:
        return _close(job_id)
    except Exception:
        model.Session.rollback()
        log.exception("The report of the run %s cannot be ended", job_id)
        return False


def _close(job_id: str) -> bool:
    """:returns: whether the job had ended, and nobody else ended its report"""
    job = model.Session.get(HarvestJob, job_id, populate_existing=True)
    if job is not None and job.status != "Finished":
        return False
    run = closing.lock(job_id)
    if run is None:
        model.Session.rollback()
        return False
    if job is None:
        run.status = ABORTED
        run.alerts = [
            *run.alerts,
            _("The history of the source was cleared while the run was busy"),
        ]
        closing.close(run, _now(), {})
        return True
    if job.finished is None:
        # ckanext-harvest keeps the time of every other end. The timer may be here before who aborts
        # the job is done with it.
        run.status = ABORTED
    elif _timed_out(job):
        run.status = TIMED_OUT
        run.alerts = [*run.alerts, _("The run was ended because nothing happened for too long")]
    elif job.gather_finished is None:
        run.status = FAILED
    writing.records(job_id, _without_report(run))
    closing.close(run, job.finished or _now(), _durations(job_id))
    return True


def _timed_out(job: HarvestJob) -> bool:
    """Whether the timer ended the job. ckanext-harvest 1.6.3 leaves nothing but a gather error with
    this text (``harvest_jobs_run``)."""
    query = sa.select(HarvestGatherError.id).where(
        HarvestGatherError.harvest_job_id == job.id,
        HarvestGatherError.message.startswith(f"Job {job.id} timeout ("),
    )
    return model.Session.scalar(query.limit(1)) is not None


def _without_report(run: Run) -> Iterator[writing.Told]:
    """What became of the records that no stage could tell of: the queue gave up on them, or never
    came to them."""
    told = sa.select(RunRecord.guid).where(RunRecord.job_id == run.job_id)
    messages = sa.func.array_agg(HarvestObjectError.message)
    query = (
        sa.select(HarvestObject.guid, sa.func.array_remove(messages, None))
        .outerjoin(HarvestObjectError, HarvestObjectError.harvest_object_id == HarvestObject.id)
        .where(
            HarvestObject.harvest_job_id == run.job_id,
            HarvestObject.state != "COMPLETE",
            HarvestObject.guid.notin_(told),
        )
        .group_by(HarvestObject.id)
        .order_by(HarvestObject.guid)
    )
    harvester = registered.of_type(run.source_type)
    source = model.Session.get(HarvestSource, run.source_id)
    gave_up = [_("its import was begun again and again, and never ended")]
    for guid, errors in model.Session.execute(query).all():
        broken_off = run.status in (ABORTED, TIMED_OUT) and not errors
        reasons = [] if broken_off else errors or gave_up
        yield writing.Told(
            guid,
            "not_processed" if broken_off else "errored",
            source_url=harvester.record_url(source.url, source.config, guid)
            if harvester and source
            else "",
            reasons=[Refusal("record", "", "", text).as_dict() for text in reasons],
        )


def _durations(job_id: str) -> dict[str, float]:
    """Seconds by stage; a stage that never ended has none."""
    seconds = [
        sa.func.sum(sa.extract("epoch", ended - began)).label(stage)
        for stage, (began, ended) in _STAGES.items()
    ]
    of_objects = sa.select(*seconds[1:]).where(HarvestObject.harvest_job_id == job_id)
    of_job = sa.select(seconds[0]).where(HarvestJob.id == job_id)
    found = {
        **model.Session.execute(of_job).mappings().one(),
        **model.Session.execute(of_objects).mappings().one(),
    }
    return {stage: round(float(time), 3) for stage, time in found.items() if time is not None}


def _now() -> datetime:
    """UTC without zone, as ckanext-harvest keeps its times."""
    return datetime.now(timezone.utc).replace(tzinfo=None)
