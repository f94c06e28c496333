"""reports: a station checks the roll of its voters before votes open."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("voters", sa.Column("struck_on", sa.Date(), nullable=True))
    op.add_column("voters", sa.Column("struck_by", sa.String(60), server_default="", nullable=False))
    op.add_column("voters", sa.Column("struck_reason", sa.String(200), server_default="", nullable=False))
    op.create_check_constraint(op.f("ck_voters_struck"), "voters", "(struck_on is null) = (struck_by = '')")


def downgrade() -> None:
    op.drop_constraint(op.f("ck_voters_struck"), "voters", type_="check")
    for name in ("struck_reason", "struck_by", "struck_on"):
        op.drop_column("voters", name)
