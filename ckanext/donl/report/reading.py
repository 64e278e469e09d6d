"""The reports as the portal tells them: to pages, commands, mails and the API alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from ckan import model

from .counting import counts
from .model import FINISHED, RUNNING, UNMAPPED, Run, RunRecord, RunValue

_REASONS = 20
_CHUNK = 1000
# What a run may come to and be as it should be.
_TROUBLE = ("rejected", "stale", "conflicts", "errors", "withheld", "not_processed")
_MARKS: dict[str | None, sa.ColumnElement[bool]] = {
    "stale": RunRecord.stale.expression,
    "conflict": RunRecord.conflict.expression,
}

# What is told of a record.
_RECORD = (
    RunRecord.guid,
    RunRecord.title,
    RunRecord.outcome,
    RunRecord.stale,
    RunRecord.conflict,
    RunRecord.package_id,
    RunRecord.name,
    RunRecord.source_url,
    RunRecord.reasons,
    RunRecord.unmapped,
    RunRecord.ambiguous,
)

Json = dict[str, Any]


class NoReport(LookupError):
    """There is no report of this job."""


def get(job_id: str) -> Run:
    """The report of a job.

    :raises NoReport: there is none
    """
    run = model.Session.get(Run, job_id) if "\0" not in job_id else None
    if run is None:
        raise NoReport(job_id)
    return run


def has(job_id: str) -> bool:
    """Whether there is a report of a job."""
    return bool(model.Session.scalar(sa.select(sa.exists().where(Run.job_id == job_id))))


def runs(source_ids: Sequence[str], limit: int, offset: int = 0) -> Json:
    """The runs of sources, the newest first.

    :returns: ``count`` of all, and ``results``
    """
    here = Run.source_id.in_(source_ids)
    total = model.Session.scalar(sa.select(sa.func.count()).select_from(Run).where(here))
    query = sa.select(Run).where(here).order_by(Run.started.desc(), Run.job_id)
    found = model.Session.scalars(query.limit(limit).offset(offset)).all()
    return {"count": total, "results": _told(found)}


def latest(source_ids: Sequence[str]) -> dict[str, Json]:
    """The last run of each source, by source; a source that never ran is not among them."""
    query = (
        sa.select(Run)
        .distinct(Run.source_id)
        .where(Run.source_id.in_(source_ids))
        .order_by(Run.source_id, Run.started.desc())
    )
    return {run["source"]["id"]: run for run in _told(model.Session.scalars(query).all())}


def head(job_id: str) -> Json:
    """The report of a job without its reasons, values and records.

    :raises NoReport: there is none
    """
    return _told([get(job_id)])[0]


def show(
    job_id: str,
    *,
    outcome: str | None = None,
    q: str | None = None,
    limit: int = 100,
    offset: int = 0,
) -> Json:
    """The whole report of a job, with some of its records.

    :param outcome: only records with this outcome or mark (``stale``, ``conflict``)
    :param q: only records with all of these words in title, identity, or name of the dataset
    :raises NoReport: there is none
    """
    run = get(job_id)
    total, rows = _page(criteria(job_id, outcome, q), limit, offset)
    values = model.Session.scalars(
        sa.select(RunValue)
        .where(RunValue.job_id == job_id)
        .order_by(RunValue.count.desc(), RunValue.property, RunValue.value)
    ).all()
    return {
        **_told([run])[0],
        "reasons": _reasons(job_id),
        "unmapped": [_value(row) for row in values if row.kind == UNMAPPED],
        "ambiguous": [
            {**_value(row), "target": row.target} for row in values if row.kind != UNMAPPED
        ],
        "records": {
            "count": total,
            "limit": limit,
            "offset": offset,
            "results": list(map(_record, rows)),
        },
    }


def value(job_id: str, prop: str, text: str) -> Json | None:
    """A value without mapping or an ambiguous licence that a run met, None when it did not."""
    query = sa.select(RunValue).where(
        RunValue.job_id == job_id, RunValue.property == prop, RunValue.value == text
    )
    row = model.Session.scalars(query.order_by(RunValue.kind.desc())).first()
    return {**_value(row), "target": row.target} if row else None


def records(job_id: str, outcome: str | None = None, q: str | None = None) -> Iterator[Json]:
    """All records of a run that are asked for, a thousand in memory at a time; see :func:`show`."""
    chosen = criteria(job_id, outcome, q)
    last = 0
    while True:
        query = sa.select(RunRecord.id, *_RECORD).where(*chosen, RunRecord.id > last)
        rows = model.Session.execute(query.order_by(RunRecord.id).limit(_CHUNK)).all()
        yield from map(_record, rows)
        if len(rows) < _CHUNK:
            return
        last = rows[-1].id


def record(job_id: str, guid: str) -> Json | None:
    """What a run did with a record, None when it left it as it was."""
    query = sa.select(*_RECORD).where(RunRecord.job_id == job_id, RunRecord.guid == guid)
    row = model.Session.execute(query).first()
    return _record(row) if row else None


def titles(job_id: str, guids: Sequence[str]) -> dict[str, str]:
    """The titles of records of a run, by identity; one without a title is not among them."""
    query = sa.select(RunRecord.guid, RunRecord.title).where(
        RunRecord.job_id == job_id, RunRecord.guid.in_(guids), RunRecord.title != ""
    )
    return {row.guid: row.title for row in model.Session.execute(query)}


def criteria(job_id: str, outcome: str | None, q: str | None) -> list[sa.ColumnElement[bool]]:
    """Which records of a run are asked for; see :func:`show`."""
    chosen: list[sa.ColumnElement[bool]] = [RunRecord.job_id == job_id]
    if outcome in _MARKS:
        chosen.append(_MARKS[outcome])
    elif outcome:
        chosen.append(RunRecord.outcome == outcome)
    for word in (q or "").replace("\0", "").split():
        chosen.append(
            sa.or_(
                *(
                    column.icontains(word, autoescape=True)
                    for column in (RunRecord.title, RunRecord.guid, RunRecord.name)
                )
            )
        )
    return chosen


def _page(
    chosen: list[sa.ColumnElement[bool]], limit: int, offset: int
) -> tuple[int, Sequence[sa.Row[Any]]]:
    """How many records are chosen, and some of them. Words are looked for in one walk over all
    records, which counts as it goes."""
    query = sa.select(*_RECORD, sa.func.count().over().label("total")).where(*chosen)
    page = query.order_by(RunRecord.id).limit(limit).offset(offset)
    rows = model.Session.execute(page).all() if limit else []
    if rows:
        return rows[0].total, rows
    count = sa.select(sa.func.count()).select_from(RunRecord).where(*chosen)
    return model.Session.scalar(count) or 0, rows


def _record(row: sa.Row[Any]) -> Json:
    return {column.key: getattr(row, column.key) for column in _RECORD}


def _value(row: RunValue) -> Json:
    return {
        "property": row.property,
        "value": row.value,
        "count": row.count,
        "records": row.records,
    }


def _reasons(job_id: str) -> list[Json]:
    """Why records are not taken in, the most frequent reasons first."""
    each = sa.func.jsonb_array_elements(RunRecord.reasons).table_valued("value").alias("each")
    reason = sa.cast(each.c.value, RunRecord.reasons.type)
    field, text = reason["field"].astext, reason["reason"].astext
    # Of a distribution, whichever it is; and whatever value or dataset the reason begins with.
    field = sa.func.regexp_replace(field, r"^resources\[\d+\]", "resources")
    text = sa.func.regexp_replace(text, '"[^"]*"', '"…"')
    query = (
        sa.select(field, text, sa.func.count(sa.distinct(RunRecord.id)))
        .select_from(RunRecord)
        .join(each, sa.true())
        .where(RunRecord.job_id == job_id)
        .group_by(field, text)
        .order_by(sa.func.count(sa.distinct(RunRecord.id)).desc(), field, text)
        .limit(_REASONS)
    )
    return [
        {"field": name, "reason": why, "count": count}
        for name, why, count in model.Session.execute(query)
    ]


def _told(found: Sequence[Run]) -> list[Json]:
    numbers = counts(found)
    names = _sources({run.source_id for run in found})
    return [_run(run, numbers[run.job_id], names.get(run.source_id)) for run in found]


def _sources(source_ids: set[str]) -> dict[str, tuple[str, str]]:
    """Name and title that the sources have now."""
    query = sa.select(model.Package.id, model.Package.name, model.Package.title).where(
        model.Package.id.in_(source_ids)
    )
    return {key: (name, title) for key, name, title in model.Session.execute(query)}


def _run(run: Run, numbers: dict[str, int], source: tuple[str, str] | None) -> Json:
    name, title = source or ("", run.source_title)
    status = run.status if run.finished else RUNNING
    trouble = any(numbers[key] for key in _TROUBLE)
    return {
        "id": run.job_id,
        "source": {"id": run.source_id, "name": name, "title": title, "type": run.source_type},
        "catalogue": run.catalogue,
        "status": status,
        "started": _iso(run.started),
        "finished": _iso(run.finished),
        "gather_complete": run.gather_complete,
        "counts": numbers,
        "durations": run.durations,
        "left_out": run.left_out,
        "alerts": run.alerts,
        "problems": trouble or bool(run.alerts) or status not in (FINISHED, RUNNING),
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
