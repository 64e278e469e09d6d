"""How many records of a run had which outcome."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

import sqlalchemy as sa
from ckan import model

from .model import ABORTED, AMBIGUOUS, TIMED_OUT, Run, RunRecord, RunValue

# The counts of a report, in the order in which they are told.
COUNTS = (
    "found",
    "added",
    "updated",
    "unchanged",
    "rejected",
    "stale",
    "conflicts",
    "errors",
    "deleted",
    "withheld",
    "not_processed",
    "ambiguous",
    "left_out",
)


def counts(runs: Sequence[Run]) -> dict[str, dict[str, int]]:
    """The counts of runs, by job. Those of a run that has ended are stored with it; a run that was
    broken off may have had a record in the making, and is counted anew."""
    settled = {
        run.job_id: {**dict.fromkeys(COUNTS, 0), **run.counts}
        for run in runs
        if run.finished and run.status not in (ABORTED, TIMED_OUT)
    }
    return settled | count([run for run in runs if run.job_id not in settled])


def count(runs: Sequence[Run]) -> dict[str, dict[str, int]]:
    """Count the records of runs, in two queries."""
    if not runs:
        return {}
    jobs = [run.job_id for run in runs]
    found: dict[str, Counter[str]] = defaultdict(Counter)
    ambiguous = sa.func.jsonb_array_length(RunRecord.ambiguous) > 0
    marks = (RunRecord.stale, RunRecord.conflict, ambiguous)
    query = (
        sa.select(
            RunRecord.job_id,
            RunRecord.outcome,
            sa.func.count(),
            *(sa.func.count().filter(mark) for mark in marks),
        )
        .where(RunRecord.job_id.in_(jobs))
        .group_by(RunRecord.job_id, RunRecord.outcome)
    )
    for job_id, outcome, records, stale, conflicts, doubtful in model.Session.execute(query):
        found[job_id][outcome] = records
        found[job_id].update(stale=stale, conflicts=conflicts, imported_ambiguous=doubtful)
    of_values = (
        sa.select(RunValue.job_id, sa.func.sum(RunValue.count))
        .where(RunValue.job_id.in_(jobs), RunValue.kind == AMBIGUOUS)
        .group_by(RunValue.job_id)
    )
    values = dict(model.Session.execute(of_values).tuples().all())
    return {run.job_id: _counts(run, found[run.job_id], values.get(run.job_id, 0)) for run in runs}


def _counts(run: Run, found: Counter[str], values: int) -> dict[str, int]:
    """:param values: records with ambiguous licences that are counted among the run's values: those
    of unchanged records, and when it has ended all"""
    here = {
        "found": run.found,
        "unchanged": run.unchanged + found["unchanged"],
        "errors": found["errored"],
        "ambiguous": values + (0 if run.finished else found["imported_ambiguous"]),
        "left_out": sum(run.left_out.values()),
    }
    return {name: here.get(name, found[name]) for name in COUNTS}
