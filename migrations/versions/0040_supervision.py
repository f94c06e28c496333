"""supervision: what a lawyer said, what is handed over, and the meeting of the fourth level; answers read by offices."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

MET = (
    "(meeting is null) = (met_on is null) and (meeting is null) = (outcome = '')"
    " and (meeting is null or level = 4)"
)


def upgrade() -> None:
    for name, length in (("legal_review", 300), ("materials", 2000), ("recorder", 60)):
        column = sa.Column(name, sa.String(length=length), server_default="", nullable=False)
        op.add_column("supervisions", column)
        op.alter_column("supervisions", name, server_default=None)
    op.add_column("supervisions", sa.Column("outcome", sa.Text(), server_default="", nullable=False))
    op.alter_column("supervisions", "outcome", server_default=None)
    kinds = sa.Enum("interview", "consultation", "inquiry", name="meeting", native_enum=False, length=24)
    op.add_column("supervisions", sa.Column("meeting", kinds, nullable=True))
    op.add_column("supervisions", sa.Column("met_on", sa.Date(), nullable=True))
    op.create_check_constraint(op.f("ck_supervisions_met"), "supervisions", MET)
    op.create_index(
        "ix_supervisions_open", "supervisions", ["opened_at"], postgresql_where=sa.text("closed_at is null")
    )
    op.add_column("messages", sa.Column("raised_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("assignments", sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("assignments", sa.Column("reviewer", sa.String(length=60), server_default="", nullable=False))
    op.alter_column("assignments", "reviewer", server_default=None)


def downgrade() -> None:
    op.drop_column("messages", "raised_at")
    op.drop_column("assignments", "reviewer")
    op.drop_column("assignments", "reviewed_at")
    op.drop_index("ix_supervisions_open", "supervisions")
    op.drop_constraint(op.f("ck_supervisions_met"), "supervisions")
    for name in ("met_on", "meeting", "outcome", "recorder", "materials", "legal_review"):
        op.drop_column("supervisions", name)
