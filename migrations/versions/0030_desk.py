"""messages: lists that somebody keeps under a name."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


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


def downgrade() -> None:
    op.drop_table("message_saved_views")
