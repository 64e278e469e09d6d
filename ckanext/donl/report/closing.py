"""Ends a report: what is only known when the run is over, the counts, and what became too old."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from ckan import model

from .. import config
from .counting import count
from .model import FINISHED, RUNNING, Run, RunRecord, RunValue
from .tally import Tally


def unfinished() -> list[str]:
    """The jobs of the reports that have not ended."""
    return list(model.Session.scalars(sa.select(Run.job_id).where(Run.finished.is_(None))))


def lock(job_id: str) -> Run | None:
    """The report of a run, for this process alone to end it; None when another does so or has done
    it."""
    query = sa.select(Run).where(Run.job_id == job_id, Run.finished.is_(None))
    run: Run | None = model.Session.scalar(query.with_for_update(skip_locked=True))
    return run


def close(run: Run, finished: datetime, durations: dict[str, float]) -> None:
    """End the report of a run.

    :param durations: seconds by stage
    """
    if run.status == RUNNING:
        run.status = FINISHED
    run.finished = finished
    total = (finished - run.started).total_seconds()
    run.durations = {**durations, "total": round(total, 3)}
    _count_values(run.job_id)
    model.Session.flush()
    run.counts = count([run])[run.job_id]
    model.Session.commit()


def prune(now: datetime) -> None:
    """Remove the reports that are older than ``ckanext.donl.report.retention_days``. Of each source
    the last stays, the last that finished, whose values the work list has, and the last that read
    the whole catalogue.

    :param now: UTC
    """
    oldest = now - timedelta(days=config.report_retention_days())
    newer = sa.orm.aliased(Run)

    def is_last(*of_these: Any) -> sa.ColumnElement[bool]:
        later = (newer.source_id == Run.source_id, newer.started > Run.started)
        return ~sa.exists().where(*later, *of_these)

    kept = sa.or_(
        is_last(),
        sa.and_(Run.status == FINISHED, is_last(newer.status == FINISHED)),
        sa.and_(Run.gather_complete, is_last(newer.gather_complete)),
    )
    model.Session.execute(
        sa.delete(Run)
        .where(Run.finished < oldest, ~kept)
        .execution_options(synchronize_session=False)
    )
    model.Session.commit()


def _count_values(job_id: str) -> None:
    """Count the values of the records that were imported with those of the unchanged ones."""
    tally = Tally()
    for row in model.Session.scalars(sa.select(RunValue).where(RunValue.job_id == job_id)):
        tally.add(row)
    found = (sa.func.jsonb_array_length(of) for of in (RunRecord.unmapped, RunRecord.ambiguous))
    query = sa.select(RunRecord.guid, RunRecord.unmapped, RunRecord.ambiguous).where(
        RunRecord.job_id == job_id, sa.or_(*(count > 0 for count in found))
    )
    for guid, unmapped, ambiguous in model.Session.execute(query):
        tally.note(guid, unmapped, ambiguous)
    model.Session.execute(sa.delete(RunValue).where(RunValue.job_id == job_id))
    model.Session.add_all(tally.rows(job_id))
