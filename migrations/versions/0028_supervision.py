"""supervision: letters that are watched at one of five levels."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    finding = sa.Enum("enough", "poor", name="finding", native_enum=False, length=24)
    op.create_table(
        "supervisions",
        sa.Column("id", sa.Uuid(), nullable=False, primary_key=True),
        sa.Column("message_id", sa.Uuid(), sa.ForeignKey("messages.id"), nullable=False),
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.Column("reason", sa.String(300), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.Uuid(), nullable=True),
        sa.Column("opener", sa.String(60), nullable=False),
        sa.Column("seconded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seconded_by", sa.Uuid(), nullable=True),
        sa.Column("seconder", sa.String(60), nullable=False),
        sa.Column("response", sa.Text(), nullable=False),
        sa.Column("responded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("responder", sa.String(60), nullable=False),
        sa.Column("finding", finding, nullable=True),
        sa.Column("comment", sa.String(300), nullable=False),
        sa.Column("decider", sa.String(60), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("level between 1 and 5", name="level"),
        sa.CheckConstraint(
            "(seconded_at is null) = (seconded_by is null) and"
            " (seconded_by is null or seconded_by is distinct from opened_by)",
            name="seconded",
        ),
        sa.CheckConstraint("(responded_at is null) = (response = '')", name="responded"),
    )
    op.create_index("ix_supervisions_message", "supervisions", ["message_id"])
    op.create_index(
        "uq_supervisions_open",
        "supervisions",
        ["message_id", "level"],
        unique=True,
        postgresql_where="closed_at is null",
    )


def downgrade() -> None:
    op.drop_table("supervisions")
