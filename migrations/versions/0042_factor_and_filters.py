"""accounts: a session that WeChat alone opened knows it; exports: what else narrows the letters of a sheet."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sessions", sa.Column("by_wechat", sa.Boolean(), server_default="false", nullable=False))
    op.add_column("exports", sa.Column("filters", JSONB(), server_default="{}", nullable=False))
    op.add_column("exports", sa.Column("said", sa.String(length=200), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("exports", "said")
    op.drop_column("exports", "filters")
    op.drop_column("sessions", "by_wechat")
