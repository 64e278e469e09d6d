"""Of a run: whether a digest has told of it, and when its gather last read a page."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "004"
down_revision = "003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("donl_run", sa.Column("last_page", sa.DateTime))
    op.add_column(
        "donl_run",
        sa.Column("in_digest", sa.Boolean, nullable=False, server_default=sa.false()),
    )


def downgrade() -> None:
    op.drop_column("donl_run", "in_digest")
    op.drop_column("donl_run", "last_page")
