"""Whether the sources are synchronised as they should be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any

import sqlalchemy as sa
from ckan import model
from ckan.plugins.toolkit import _

from .. import config
from ..report import reading, words
from ..report.model import Run

# The timer looks every few minutes; a source that waits longer is not looked after.
_SLACK = timedelta(hours=1)


@dataclass
class Health:
    """How a source is.

    :param last_status: how its last run ended, empty before the first
    :param last_complete: when its catalogue was last read to the end, UTC
    :param overdue: it should have run
    :param stuck: its job does nothing any more
    :param problems: what is wrong, in words
    """

    name: str
    title: str
    last_status: str = ""
    last_complete: datetime | None = None
    overdue: bool = False
    stuck: bool = False
    problems: list[str] = field(default_factory=list)


def of_sources(source_ids: Sequence[str] | None = None) -> dict[str, Health]:
    """The health of active sources, by id, in a fixed number of queries.

    :param source_ids: only these; None for all there are
    """
    # Only ckanext-harvest's plugin makes its model known.
    from ckanext.harvest.model import HarvestSource

    query = (
        sa.select(HarvestSource, model.Package.name, model.Package.title)
        .join(model.Package, model.Package.id == HarvestSource.id)
        .where(HarvestSource.active, model.Package.state == "active")
        .order_by(model.Package.name)
    )
    if source_ids is not None:
        query = query.where(HarvestSource.id.in_(source_ids))
    rows = model.Session.execute(query).all()
    ids = [source.id for source, _name, _title in rows]
    last, complete, busy = reading.latest(ids), _last_complete(ids), _last_action(ids)
    now = datetime.now(timezone.utc).replace(tzinfo=None)
    found = {}
    for source, name, title in rows:
        health = Health(name, title or name, last_complete=complete.get(source.id))
        run = last.get(source.id)
        health.last_status = run["status"] if run else ""
        health.overdue = _is_overdue(source, now)
        quiet = timedelta(minutes=config.stuck_after_minutes())
        health.stuck = source.id in busy and now - busy[source.id] > quiet
        health.problems = list(_problems(health))
        found[source.id] = health
    return found


def _is_overdue(source: Any, now: datetime) -> bool:
    if source.frequency == "MANUAL":
        return False
    return bool(now - (source.next_run or source.created) > _SLACK)


def _problems(health: Health) -> list[str]:
    found = []
    if health.overdue:
        found.append(_("overdue: it should have run, and the timer did not start it"))
    if health.stuck:
        found.append(_("its run does nothing any more"))
    if health.last_status in ("failed", "timed_out"):
        found.append(_("the last run: {status}").format(status=words.status(health.last_status)))
    return found


def _last_complete(source_ids: Sequence[str]) -> dict[str, datetime]:
    """When the catalogue of each source was last read to its end."""
    query = (
        sa.select(Run.source_id, sa.func.max(Run.started))
        .where(Run.source_id.in_(source_ids), Run.gather_complete)
        .group_by(Run.source_id)
    )
    return dict(model.Session.execute(query).tuples().all())


def _last_action(source_ids: Sequence[str]) -> dict[str, datetime]:
    """When something last happened in the job of each source that has an unfinished one."""
    from ckanext.harvest.model import HarvestJob, HarvestObject

    happened = sa.func.greatest(
        HarvestJob.created,
        HarvestJob.gather_started,
        HarvestJob.gather_finished,
        sa.func.max(HarvestObject.gathered),
        sa.func.max(HarvestObject.import_finished),
        # The gather of a catalogue that is unchanged makes no objects.
        sa.func.max(Run.last_page),
    )
    query = (
        sa.select(HarvestJob.source_id, happened)
        .outerjoin(HarvestObject, HarvestObject.harvest_job_id == HarvestJob.id)
        .outerjoin(Run, Run.job_id == HarvestJob.id)
        .where(HarvestJob.source_id.in_(source_ids), HarvestJob.status != "Finished")
        .group_by(HarvestJob.id)
    )
    return dict(model.Session.execute(query).tuples().all())
