"""The table of the mapping lines that administrators add in the browser."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "003"
down_revision = "002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    names = ("catalogue", "property", "value", "folded", "target", "note", "author")
    op.create_table(
        "donl_mapping",
        sa.Column("id", sa.Integer, primary_key=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in names),
        sa.Column("created", sa.DateTime, nullable=False),
    )
    # A value may be longer than what a B-tree takes.
    op.execute(
        "CREATE UNIQUE INDEX donl_mapping_value ON donl_mapping (catalogue, property, md5(folded))"
    )


def downgrade() -> None:
    op.drop_table("donl_mapping")
