"""What a run did: the gather's summary, the outcome of each record, and their sum."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any

import sqlalchemy as sa
from ckan import model

from ckanext.harvest.model import (
    HarvestGatherError,
    HarvestObject,
    HarvestObjectError,
    HarvestObjectExtra,
)

from . import extras

_TASK_TYPE, _KEY = "donl_harvest", "gather"


@dataclass
class GatherSummary:
    """What the gather stage found.

    :param found: records of datasets
    :param left_out: how many records were left out, by reason
    :param withheld: datasets that are gone at the source and were not deleted
    :param unmapped: property, value and how often it occurs, of the unchanged records
    :param ambiguous: unchanged datasets whose licence the table calls ambiguous
    """

    found: int = 0
    unchanged: int = 0
    left_out: dict[str, int] = field(default_factory=dict)
    withheld: int = 0
    faults: list[str] = field(default_factory=list)
    unmapped: list[tuple[str, str, int]] = field(default_factory=list)
    ambiguous: int = 0


def save_gather(job_id: str, summary: GatherSummary) -> None:
    """Keep the summary with the job, in CKAN's own table for the status of tasks."""
    status = (
        model.Session.query(model.TaskStatus)
        .filter_by(entity_id=job_id, task_type=_TASK_TYPE, key=_KEY)
        .first()
    )
    if status is None:
        status = model.TaskStatus(
            entity_id=job_id, entity_type="harvest_job", task_type=_TASK_TYPE, key=_KEY
        )
        model.Session.add(status)
    status.value = json.dumps(asdict(summary), ensure_ascii=False)
    model.Session.commit()


def gather_summary(job_id: str) -> GatherSummary | None:
    """The gather's summary of a job, None as long as it has not gathered."""
    status = (
        model.Session.query(model.TaskStatus)
        .filter_by(entity_id=job_id, task_type=_TASK_TYPE, key=_KEY)
        .first()
    )
    return GatherSummary(**json.loads(status.value)) if status else None


@dataclass
class Result:
    """What a run did.

    :param counts: records by outcome: added, updated, unchanged, rejected, deleted, stale, errored
    :param rejected: guid, title and the lines that say why, of each record that is not taken in
    :param unmapped: how often a value without mapping occurred, by property and value
    :param ambiguous: datasets whose licence the table calls ambiguous
    """

    gather: GatherSummary
    counts: Counter[str] = field(default_factory=Counter)
    rejected: list[tuple[str, str, list[str]]] = field(default_factory=list)
    unmapped: Counter[tuple[str, str]] = field(default_factory=Counter)
    ambiguous: int = 0
    errors: list[str] = field(default_factory=list)


def result(job_id: str) -> Result:
    """The result of a job, as far as it is."""
    gathered = gather_summary(job_id) or GatherSummary()
    found = Result(gathered, Counter(unchanged=gathered.unchanged), ambiguous=gathered.ambiguous)
    found.unmapped.update({(prop, value): count for prop, value, count in gathered.unmapped})
    query = (
        sa.select(
            HarvestObject.id, HarvestObject.guid, HarvestObject.state, HarvestObjectExtra.value
        )
        .outerjoin(
            HarvestObjectExtra,
            sa.and_(
                HarvestObjectExtra.harvest_object_id == HarvestObject.id,
                HarvestObjectExtra.key == extras.OUTCOME,
            ),
        )
        .where(HarvestObject.harvest_job_id == job_id)
        .order_by(HarvestObject.guid)
    )
    reasons = _reasons(job_id)
    for object_id, guid, state, text in model.Session.execute(query):
        outcome: dict[str, Any] = json.loads(text) if text else {}
        name = outcome.get("outcome") or ("errored" if state == "ERROR" else "")
        if not name:
            continue
        found.counts[name] += 1
        found.counts["stale"] += bool(outcome.get("stale"))
        found.ambiguous += bool(outcome.get("ambiguous"))
        found.unmapped.update((prop, value) for prop, value in outcome.get("unmapped", ()))
        if name in ("rejected", "errored"):
            found.rejected.append((guid, outcome.get("title", ""), reasons.get(object_id, [])))
    found.errors = list(
        model.Session.scalars(
            sa.select(HarvestGatherError.message)
            .where(HarvestGatherError.harvest_job_id == job_id)
            .order_by(HarvestGatherError.created)
        )
    )
    return found


def _reasons(job_id: str) -> dict[str, list[str]]:
    query = (
        sa.select(HarvestObjectError.harvest_object_id, HarvestObjectError.message)
        .join(HarvestObject, HarvestObject.id == HarvestObjectError.harvest_object_id)
        .where(HarvestObject.harvest_job_id == job_id)
        .order_by(HarvestObjectError.created)
    )
    reasons: dict[str, list[str]] = {}
    for object_id, message in model.Session.execute(query):
        reasons.setdefault(object_id, []).append(message)
    return reasons
