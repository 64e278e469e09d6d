"""The tables of the run reports. They refer to nothing of ckanext-harvest's: a report stays when
harvest objects, jobs and even the source are cleared."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

# How a run stands, or ended. A failed one did not read its catalogue to the end.
RUNNING, FINISHED, FAILED = "running", "finished", "failed"
TIMED_OUT, ABORTED = "timed_out", "aborted"

#: What can happen to a record. Nothing is kept of a record that the gather found unchanged.
OUTCOMES = (
    "added",
    "updated",
    "unchanged",
    "rejected",
    "errored",
    "deleted",
    "withheld",
    "not_processed",
)

# The kinds of values that a report counts.
UNMAPPED, AMBIGUOUS = "unmapped", "ambiguous"


class Run(tk.BaseModel):
    """One run of one source: the report of one harvest job.

    Times are UTC without zone, as ckanext-harvest's.

    :cvar catalogue: the mapping tables it worked with
    :cvar found: records of datasets that the gather saw, so far
    :cvar unchanged: of these, the records for which nothing was to be done
    :cvar last_page: when the gather last read a page, UTC
    :cvar gather_complete: the catalogue was read to its end without a fault
    :cvar left_out: how many records were left out on purpose, by reason
    :cvar alerts: what went wrong with the run as a whole, in the portal's language
    :cvar counts: number of records by outcome and mark, once the run has ended
    :cvar durations: seconds by stage, once the run has ended
    :cvar in_digest: a digest has told of it
    """

    __tablename__ = "donl_run"

    job_id: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    source_id: Mapped[str] = mapped_column(sa.Text)
    source_title: Mapped[str] = mapped_column(sa.Text)
    source_type: Mapped[str] = mapped_column(sa.Text)
    catalogue: Mapped[str] = mapped_column(sa.Text)
    status: Mapped[str] = mapped_column(sa.Text, default=RUNNING)
    started: Mapped[datetime] = mapped_column(sa.DateTime)
    finished: Mapped[datetime | None] = mapped_column(sa.DateTime)
    found: Mapped[int] = mapped_column(sa.Integer, default=0)
    unchanged: Mapped[int] = mapped_column(sa.Integer, default=0)
    last_page: Mapped[datetime | None] = mapped_column(sa.DateTime)
    gather_complete: Mapped[bool] = mapped_column(sa.Boolean, default=False)
    left_out: Mapped[dict[str, int]] = mapped_column(JSONB, default=dict)
    alerts: Mapped[list[str]] = mapped_column(JSONB, default=list)
    counts: Mapped[dict[str, int]] = mapped_column(JSONB, default=dict)
    durations: Mapped[dict[str, float]] = mapped_column(JSONB, default=dict)
    in_digest: Mapped[bool] = mapped_column(sa.Boolean, default=False)


class RunRecord(tk.BaseModel):
    """What a run did with one record.

    :cvar guid: the identity of the record at its source
    :cvar source_url: where a person sees the record at its source
    :cvar stale: its dataset stays as an earlier run made it
    :cvar conflict: another dataset has its identifier
    :cvar reasons: why it is not taken in: field, value, selector and reason of each value
    :cvar unmapped: property and value of each value without mapping
    :cvar ambiguous: value and target of each licence that the mapping table calls ambiguous
    """

    __tablename__ = "donl_run_record"

    id: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True)
    job_id: Mapped[str] = mapped_column(
        sa.Text, sa.ForeignKey("donl_run.job_id", ondelete="CASCADE")
    )
    guid: Mapped[str] = mapped_column(sa.Text)
    title: Mapped[str] = mapped_column(sa.Text, default="")
    outcome: Mapped[str] = mapped_column(sa.Text)
    stale: Mapped[bool] = mapped_column(sa.Boolean, default=False)
    conflict: Mapped[bool] = mapped_column(sa.Boolean, default=False)
    package_id: Mapped[str | None] = mapped_column(sa.Text)
    name: Mapped[str] = mapped_column(sa.Text, default="")
    source_url: Mapped[str] = mapped_column(sa.Text, default="")
    reasons: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list)
    unmapped: Mapped[list[list[str]]] = mapped_column(JSONB, default=list)
    ambiguous: Mapped[list[list[str]]] = mapped_column(JSONB, default=list)


class RunValue(tk.BaseModel):
    """A value without mapping, or an ambiguous licence, that a run met.

    :cvar kind: :data:`UNMAPPED` or :data:`AMBIGUOUS`
    :cvar property: ``dataset.theme`` or ``distribution.format``
    :cvar target: what an ambiguous value became
    :cvar count: the number of records that have it
    :cvar records: guids of these, the first 1,000
    """

    __tablename__ = "donl_run_value"

    id: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True)
    job_id: Mapped[str] = mapped_column(
        sa.Text, sa.ForeignKey("donl_run.job_id", ondelete="CASCADE")
    )
    kind: Mapped[str] = mapped_column(sa.Text)
    property: Mapped[str] = mapped_column(sa.Text)
    value: Mapped[str] = mapped_column(sa.Text)
    target: Mapped[str] = mapped_column(sa.Text, default="")
    count: Mapped[int] = mapped_column(sa.Integer)
    records: Mapped[list[str]] = mapped_column(ARRAY(sa.Text))
