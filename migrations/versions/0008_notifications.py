"""Notices, pushes, platform events."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "platform_events",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("dedupe_key", sa.LargeBinary(length=32), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_platform_events")),
        sa.UniqueConstraint("dedupe_key", name=op.f("uq_platform_events_dedupe_key")),
    )
    op.create_index(op.f("ix_platform_events_received_at"), "platform_events", ["received_at"], unique=False)
    op.create_table(
        "notices",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.Column("target_type", sa.String(length=24), nullable=False),
        sa.Column("target_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_notices_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sa.UniqueConstraint("account_id", "source", name=op.f("uq_notices_account_id_source")),
    )
    op.create_index("ix_notices_account_id_created_at", "notices", ["account_id", "created_at"], unique=False)
    op.create_table(
        "pushes",
        sa.Column("notice_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("template", sa.String(length=24), nullable=False),
        sa.Column("page", sa.String(length=200), nullable=False),
        sa.Column("data", postgresql.JSONB(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "pending",
                "sending",
                "sent",
                "not_subscribed",
                "refused",
                "failed",
                "unknown",
                name="pushstate",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("errcode", sa.Integer(), nullable=True),
        sa.Column("msgid", sa.String(length=40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_pushes_account_id")),
        sa.ForeignKeyConstraint(["notice_id"], ["notices.id"], name=op.f("fk_pushes_notice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pushes")),
        sa.UniqueConstraint("notice_id", name=op.f("uq_pushes_notice_id")),
    )
    op.create_index(op.f("ix_pushes_account_id"), "pushes", ["account_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_pushes_account_id"), table_name="pushes")
    op.drop_table("pushes")
    op.drop_index("ix_notices_account_id_created_at", table_name="notices")
    op.drop_table("notices")
    op.drop_index(op.f("ix_platform_events_received_at"), table_name="platform_events")
    op.drop_table("platform_events")
