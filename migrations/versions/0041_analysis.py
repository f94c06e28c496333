"""analysis: what stations wrote of their months, in every version, and what was passed up."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _analyses()
    _versions()
    _points()


def _analyses() -> None:
    op.create_table(
        "analyses",
        sa.Column("station_id", sa.Uuid(), nullable=False),
        sa.Column("area_code", sa.String(length=12, collation="C"), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("draft", "sent", name="analysisstate", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("figures", postgresql.JSONB(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("file_revision", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sender", sa.String(length=60), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(state = 'sent') = (sent_at is not null)", name=op.f("ck_analyses_sent")),
        sa.ForeignKeyConstraint(["station_id"], ["stations.id"], name=op.f("fk_analyses_station_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_analyses")),
    )
    op.create_index("uq_analyses_station_month", "analyses", ["station_id", "month"], unique=True)
    op.create_index("ix_analyses_month", "analyses", ["month", "area_code"])


def _versions() -> None:
    op.create_table(
        "analysis_versions",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("analysis_id", sa.Uuid(), nullable=False),
        sa.Column("serial", sa.SmallInteger(), nullable=False),
        sa.Column("texts", postgresql.JSONB(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_analysis_versions_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["analysis_id"], ["analyses.id"], name=op.f("fk_analysis_versions_analysis_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_analysis_versions")),
    )
    op.create_index(
        "uq_analysis_versions_serial", "analysis_versions", ["analysis_id", "serial"], unique=True
    )


def _points() -> None:
    op.create_table(
        "analysis_points",
        sa.Column("analysis_id", sa.Uuid(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=True),
        sa.Column(
            "addressee",
            sa.Enum("town", "county", name="addressee", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("text", sa.String(length=300), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("answered_by", sa.String(length=60), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(outcome = '') = (answered_at is null)", name=op.f("ck_analysis_points_answered")
        ),
        sa.ForeignKeyConstraint(
            ["analysis_id"], ["analyses.id"], name=op.f("fk_analysis_points_analysis_id")
        ),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name=op.f("fk_analysis_points_message_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_analysis_points")),
    )
    op.create_index("ix_analysis_points_analysis", "analysis_points", ["analysis_id", "created_at"])
    op.create_index(op.f("ix_analysis_points_message_id"), "analysis_points", ["message_id"])


def downgrade() -> None:
    for name in ("analysis_points", "analysis_versions", "analyses"):
        op.drop_table(name)
