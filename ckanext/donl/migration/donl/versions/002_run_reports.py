"""The tables of the run reports."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "002"
down_revision = "001"
branch_labels = None
depends_on = None

_RUN = "donl_run.job_id"


def upgrade() -> None:
    op.create_table(
        "donl_run",
        sa.Column("job_id", sa.Text, primary_key=True),
        *(_text(name) for name in ("source_id", "source_title", "source_type", "catalogue")),
        _text("status"),
        sa.Column("started", sa.DateTime, nullable=False),
        sa.Column("finished", sa.DateTime),
        sa.Column("found", sa.Integer, nullable=False),
        sa.Column("unchanged", sa.Integer, nullable=False),
        sa.Column("gather_complete", sa.Boolean, nullable=False),
        *(_json(name) for name in ("left_out", "alerts", "counts", "durations")),
    )
    op.create_index("donl_idx_run_source", "donl_run", ["source_id", "started"])
    op.create_table(
        "donl_run_record",
        *_of_run(),
        *(_text(name) for name in ("guid", "title", "outcome")),
        sa.Column("stale", sa.Boolean, nullable=False),
        sa.Column("conflict", sa.Boolean, nullable=False),
        sa.Column("package_id", sa.Text),
        *(_text(name) for name in ("name", "source_url")),
        *(_json(name) for name in ("reasons", "unmapped", "ambiguous")),
        # A record that the queue hands out twice is told of once.
        sa.UniqueConstraint("job_id", "guid", name="donl_run_record_guid"),
    )
    op.create_index("donl_idx_run_record", "donl_run_record", ["job_id", "outcome", "id"])
    op.create_table(
        "donl_run_value",
        *_of_run(),
        *(_text(name) for name in ("kind", "property", "value", "target")),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("records", ARRAY(sa.Text), nullable=False),
    )
    op.create_index("donl_idx_run_value", "donl_run_value", ["job_id", "kind"])


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False)


def _json(name: str) -> sa.Column[object]:
    return sa.Column(name, JSONB, nullable=False)


def _of_run() -> tuple[sa.Column[int], sa.Column[str]]:
    return (
        sa.Column("id", sa.BigInteger, primary_key=True),
        sa.Column("job_id", sa.Text, sa.ForeignKey(_RUN, ondelete="CASCADE"), nullable=False),
    )


def downgrade() -> None:
    for name in ("donl_run_value", "donl_run_record", "donl_run"):
        op.drop_table(name)
