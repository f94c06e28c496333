"""archives: fixed reports as they were written; and what is over of the alerts, by area and day."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None

KINDS = ("stations", "six_standards", "suggestions")


def upgrade() -> None:
    op.create_table(
        "filings",
        sa.Column("kind", sa.Enum(*KINDS, name="filingkind", native_enum=False, length=24), nullable=False),
        sa.Column("area_code", sa.String(length=12, collation="C"), nullable=False),
        sa.Column("period", sa.String(length=8), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("serial", sa.SmallInteger(), nullable=False),
        sa.Column("content", postgresql.JSONB(), nullable=False),
        sa.Column("as_of", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_by", sa.String(length=60), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("serial = 1 or length(btrim(reason)) >= 2", name=op.f("ck_filings_reason")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_filings")),
    )
    op.create_index("uq_filings_serial", "filings", ["kind", "area_code", "first", "serial"], unique=True)
    op.create_index("ix_filings_area", "filings", ["area_code", "as_of"])
    op.create_index(
        "ix_alerts_over",
        "alerts",
        ["area_code", "closed_at"],
        postgresql_where=sa.text("closed_at is not null"),
    )


def downgrade() -> None:
    op.drop_index("ix_alerts_over", "alerts")
    op.drop_table("filings")
