"""An index by which the dataset with an identifier is found."""

from __future__ import annotations

from alembic import op

revision = "001"
down_revision = None
branch_labels = None
depends_on = None

NAME = "donl_idx_package_identifier"


def upgrade() -> None:
    # A hash: an identifier may be longer than what a B-tree takes.
    op.execute(f"CREATE INDEX {NAME} ON package USING hash ((extras ->> 'identifier'))")


def downgrade() -> None:
    op.execute(f"DROP INDEX {NAME}")
