"""messages: lists that somebody keeps under a name; replies that are written often."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

CODES = [f"C{number:02}" for number in range(1, 18)] + ["C99"]
STATES = (
    ["submitted", "need_info", "rejected", "accepted", "answered", "assigned", "handling", "unit_returned"]
    + ["replied", "reworking", "converted", "concluded", "withdrawn"]
)


def upgrade() -> None:
    op.create_table(
        "message_saved_views",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("filters", postgresql.JSONB(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_message_saved_views_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_saved_views")),
        sa.UniqueConstraint("account_id", "name", name=op.f("uq_message_saved_views_account_id_name")),
    )
    _canned()


def _canned() -> None:
    op.create_table(
        "message_canned_replies",
        sa.Column("station_id", sa.Uuid(), nullable=True),
        sa.Column("area_prefix", sa.String(length=12, collation="C"), nullable=True),
        sa.Column("title", sa.String(length=30), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("status", sa.Enum(*STATES, name="messagestatus", native_enum=False, length=24), nullable=True),
        sa.Column("category", sa.Enum(*CODES, name="category", native_enum=False, length=3), nullable=True),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(station_id is null) <> (area_prefix is null)", name=op.f("ck_message_canned_replies_kept_by_one")
        ),
        sa.ForeignKeyConstraint(
            ["station_id"], ["stations.id"], name=op.f("fk_message_canned_replies_station_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_canned_replies")),
    )
    for column in ("station_id", "area_prefix"):
        op.create_index(f"ix_message_canned_replies_{column}", "message_canned_replies", [column])


def downgrade() -> None:
    op.drop_table("message_canned_replies")
    op.drop_table("message_saved_views")
