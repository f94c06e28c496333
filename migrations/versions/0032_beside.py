"""messages: what was said aloud, a point on the map, who met the same."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("latitude", "longitude"):
        op.add_column("messages", sa.Column(name, sa.Float(), nullable=True))
    op.create_check_constraint(
        op.f("ck_messages_spot"), "messages", "(latitude is null) = (longitude is null)"
    )
    op.create_table(
        "message_voices",
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("upload_id", sa.Uuid(), nullable=False),
        sa.Column("transcript", sa.Text(), nullable=False),
        sa.Column("transcriber", sa.String(length=60), nullable=False),
        sa.Column("transcribed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(transcript = '') = (transcribed_at is null)", name=op.f("ck_message_voices_transcribed")
        ),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_message_voices_message_id")),
        sa.ForeignKeyConstraint(["upload_id"], ["uploads.id"], name=op.f("fk_message_voices_upload_id")),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_message_voices")),
        sa.UniqueConstraint("upload_id", name=op.f("uq_message_voices_upload_id")),
    )
    op.create_table(
        "message_follows",
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("summary", sa.String(length=300), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_step", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_message_follows_account_id")),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_message_follows_message_id")),
        sa.PrimaryKeyConstraint("message_id", "account_id", name=op.f("pk_message_follows")),
    )
    op.create_index("ix_message_follows_account_id", "message_follows", ["account_id"])
    op.create_table(
        "message_revisits",
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_well", sa.Boolean(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_message_revisits_message_id")),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_message_revisits")),
    )
    _leaving()


def _leaving() -> None:
    op.create_table(
        "account_closings",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_account_closings_account_id")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_account_closings")),
    )
    op.create_index("ix_account_closings_due_at", "account_closings", ["due_at"])
    states = sa.Enum("packing", "ready", "failed", name="copystate", native_enum=False, length=24)
    op.create_table(
        "data_copies",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("state", states, nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_data_copies_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_copies")),
    )
    op.create_index("ix_data_copies_account_id", "data_copies", ["account_id"])
    _feedback()


def _feedback() -> None:
    op.create_table(
        "app_feedback",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("area_code", sa.String(length=12, collation="C"), nullable=False),
        sa.Column("page", sa.String(length=40), nullable=False),
        sa.Column("version", sa.String(length=20), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(length=500), nullable=False),
        sa.Column("answered_by", sa.String(length=60), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(answer = '') = (answered_at is null)", name=op.f("ck_app_feedback_answered")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_app_feedback_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_app_feedback")),
    )
    op.create_index("ix_app_feedback_account_id", "app_feedback", ["account_id"])
    op.create_index(
        "ix_app_feedback_open", "app_feedback", ["created_at"], postgresql_where="answered_at is null"
    )


def downgrade() -> None:
    op.drop_table("app_feedback")
    op.drop_table("data_copies")
    op.drop_table("account_closings")
    op.drop_table("message_revisits")
    op.drop_table("message_follows")
    op.drop_table("message_voices")
    op.drop_constraint(op.f("ck_messages_spot"), "messages", type_="check")
    for name in ("latitude", "longitude"):
        op.drop_column("messages", name)
