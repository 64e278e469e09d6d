"""Writes what a run does into its report, while it does it: the report is there however the run
ends. Nothing here commits; a report's line is stored with what it tells of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime, timezone
from typing import Any

import sqlalchemy as sa
from ckan import model
from sqlalchemy.dialects.postgresql import insert

from .model import ABORTED, FAILED, RUNNING, Run, RunRecord
from .tally import Tally


@dataclass(frozen=True)
class Told:
    """What happened to a record; see :class:`RunRecord`."""

    guid: str
    outcome: str
    title: str = ""
    stale: bool = False
    conflict: bool = False
    package_id: str | None = None
    name: str = ""
    source_url: str = ""
    reasons: list[dict[str, Any]] = field(default_factory=list)
    unmapped: list[list[str]] = field(default_factory=list)
    ambiguous: list[list[str]] = field(default_factory=list)


@dataclass
class Gathered:
    """What a gather found, and what is wrong with it; see :class:`Run`.

    :param failed: the catalogue was not read to its end
    """

    found: int = 0
    unchanged: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    alerts: list[str] = field(default_factory=list)
    values: Tally = field(default_factory=Tally)
    withheld: list[Told] = field(default_factory=list)
    complete: bool = False
    failed: bool = False


def open_run(
    job_id: str,
    *,
    source_id: str,
    source_title: str,
    source_type: str,
    catalogue: str,
    started: datetime,
) -> None:
    """Begin the report of a job, unless it has begun."""
    statement = insert(Run).values(
        job_id=job_id,
        source_id=source_id,
        source_title=source_title,
        source_type=source_type,
        catalogue=catalogue,
        started=started,
        status=RUNNING,
        found=0,
        unchanged=0,
        gather_complete=False,
        left_out={},
        alerts=[],
        counts={},
        durations={},
    )
    model.Session.execute(statement.on_conflict_do_nothing())


def gathering(job_id: str, found: int, unchanged: int) -> None:
    """How far the gather is."""
    now = datetime.now(timezone.utc).replace(tzinfo=None)
    _update(job_id, found=found, unchanged=unchanged, last_page=now)


def gathered(job_id: str, summary: Gathered) -> None:
    """What the gather came to."""
    _update(
        job_id,
        found=summary.found,
        unchanged=summary.unchanged,
        left_out=dict(summary.left_out),
        alerts=summary.alerts,
        gather_complete=summary.complete,
        **({"status": FAILED} if summary.failed else {}),
    )
    model.Session.add_all(summary.values.rows(job_id))
    records(job_id, summary.withheld)


def records(job_id: str, told: Iterable[Told]) -> None:
    """What happened to records; it takes the place of what was told of them in this run before."""
    rows = [{"job_id": job_id, **asdict(line)} for line in told]
    if not rows:
        return
    statement = insert(RunRecord)
    now = statement.excluded
    changed: dict[str, Any] = {
        name: now[name] for name in rows[0] if name not in ("job_id", "guid")
    }
    # A record that stands in a catalogue twice adds its dataset, and then finds it there.
    before, after = RunRecord.outcome, now.outcome
    again = ((before == "added") | (before == "updated")) & (
        (after == "updated") | (after == "unchanged")
    )
    changed["outcome"] = sa.case((again, before), else_=after)
    model.Session.execute(
        statement.on_conflict_do_update(constraint="donl_run_record_guid", set_=changed), rows
    )


def add_reason(job_id: str, guid: str, reason: dict[str, Any]) -> None:
    """Something that went wrong with a record after it was told of."""
    record = (
        model.Session.query(RunRecord).filter_by(job_id=job_id, guid=guid).with_for_update().first()
    )
    if record is not None:
        record.reasons = [*record.reasons, reason]


def break_off(job_id: str) -> None:
    """Note that a run is broken off, unless it has ended."""
    model.Session.execute(
        sa.update(Run).where(Run.job_id == job_id, Run.finished.is_(None)).values(status=ABORTED)
    )


def _update(job_id: str, **values: Any) -> None:
    """Change a report that has not ended: a gather whose job is aborted changes no more of it."""
    model.Session.execute(
        sa.update(Run).where(Run.job_id == job_id, Run.finished.is_(None)).values(**values)
    )
