"""safety: what is looked at before the public sees it, and what is released."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "safety_media_findings",
        sa.Column("trace_id", sa.String(length=80), nullable=False),
        sa.Column("suggest", sa.String(length=12), nullable=False),
        sa.Column("label", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("trace_id", name=op.f("pk_safety_media_findings")),
    )
    op.create_table(
        "safety_checks",
        sa.Column("subject_type", sa.String(length=24), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("part", sa.Enum("text", "photo", name="part", native_enum=False, length=8), nullable=False),
        sa.Column("upload_id", sa.Uuid(), nullable=True),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "passed",
                "doubtful",
                "released",
                "withheld",
                name="checkstate",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column(
            "doubt",
            sa.Enum(
                "review", "risky", "late", "down", "no_wechat", name="doubt", native_enum=False, length=24
            ),
            nullable=True,
        ),
        sa.Column("label", sa.Integer(), nullable=True),
        sa.Column("trace_id", sa.String(length=80), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_safety_checks_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_safety_checks")),
        sa.UniqueConstraint(
            "subject_id",
            "part",
            "upload_id",
            name=op.f("uq_safety_checks_subject_id_part_upload_id"),
            postgresql_nulls_not_distinct=True,
        ),
        sa.UniqueConstraint("trace_id", name=op.f("uq_safety_checks_trace_id")),
    )
    with op.batch_alter_table("safety_checks", schema=None) as batch_op:
        batch_op.create_index(
            "ix_safety_checks_open",
            ["state", "created_at"],
            unique=False,
            postgresql_where="state in ('waiting', 'doubtful')",
        )

    op.create_table(
        "message_publications",
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("station_id", sa.Uuid(), nullable=False),
        sa.Column("summary", sa.String(length=300), nullable=False),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_message_publications_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name=op.f("fk_message_publications_message_id")
        ),
        sa.ForeignKeyConstraint(
            ["station_id"], ["stations.id"], name=op.f("fk_message_publications_station_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_publications")),
        sa.UniqueConstraint("message_id", name=op.f("uq_message_publications_message_id")),
    )
    with op.batch_alter_table("message_publications", schema=None) as batch_op:
        batch_op.create_index(
            "ix_message_publications_public",
            ["station_id", "at"],
            unique=False,
            postgresql_where="withdrawn_at is null",
        )


def downgrade() -> None:
    with op.batch_alter_table("message_publications", schema=None) as batch_op:
        batch_op.drop_index("ix_message_publications_public", postgresql_where="withdrawn_at is null")

    op.drop_table("message_publications")
    with op.batch_alter_table("safety_checks", schema=None) as batch_op:
        batch_op.drop_index("ix_safety_checks_open", postgresql_where="state in ('waiting', 'doubtful')")

    op.drop_table("safety_checks")
    op.drop_table("safety_media_findings")
