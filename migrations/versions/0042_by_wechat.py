"""accounts: a session that WeChat alone opened knows it, until the second factor is given."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sessions", sa.Column("by_wechat", sa.Boolean(), server_default="false", nullable=False))


def downgrade() -> None:
    op.drop_column("sessions", "by_wechat")
