"""How far a run is that is not over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timezone

import sqlalchemy as sa
from ckan import model

from .model import Run

WAITING, GATHERING, IMPORTING, ENDING = "waiting", "gathering", "importing", "ending"


@dataclass(frozen=True)
class Progress:
    """How far a run is.

    :param stage: ``waiting`` for a gather consumer, ``gathering``, ``importing``, or ``ending``:
        all is done, and the timer has not looked yet
    :param found: records of datasets that the gather has seen
    :param done: records that are imported, of ``total`` that are new, changed or gone
    :param per_second: records imported in a second, None when it cannot be told
    """

    stage: str
    found: int
    done: int
    total: int
    per_second: float | None

    @property
    def seconds_left(self) -> float | None:
        """When all are imported, None when it cannot be told."""
        return (self.total - self.done) / self.per_second if self.per_second else None


def progress(job_id: str) -> Progress | None:
    """The progress of a run, in one query; None when its job is not there any more."""
    # Only ckanext-harvest's plugin makes its model known.
    from ckanext.harvest.model import HarvestJob, HarvestObject

    finished = HarvestObject.state.in_(("COMPLETE", "ERROR"))
    query = (
        sa.select(
            HarvestJob.gather_started,
            HarvestJob.gather_finished,
            sa.select(Run.found).where(Run.job_id == HarvestJob.id).scalar_subquery(),
            sa.func.count(HarvestObject.id),
            sa.func.count(HarvestObject.id).filter(finished),
        )
        .outerjoin(HarvestObject, HarvestObject.harvest_job_id == HarvestJob.id)
        .where(HarvestJob.id == job_id)
        .group_by(HarvestJob.id)
    )
    row = model.Session.execute(query).first()
    if row is None:
        return None
    began, gathered, found, total, done = row
    if gathered is None:
        stage = WAITING if began is None else GATHERING
    else:
        stage = IMPORTING if done < total else ENDING
    return Progress(stage, found or 0, done, total, _rate(done, gathered))


def _rate(done: int, since: datetime | None) -> float | None:
    now = datetime.now(timezone.utc).replace(tzinfo=None)
    seconds = (now - since).total_seconds() if since else 0
    return done / seconds if done and seconds > 0 else None
