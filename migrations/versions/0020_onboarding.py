"""onboarding: the first day of an area."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "setups",
        sa.Column("area_code", sa.String(length=12, collation="C"), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("area_code", name=op.f("pk_setups")),
    )
    op.create_table(
        "setup_steps",
        sa.Column("area_code", sa.String(length=12, collation="C"), nullable=False),
        sa.Column("key", sa.String(length=24), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint("area_code", "key", name=op.f("pk_setup_steps")),
    )


def downgrade() -> None:
    op.drop_table("setup_steps")
    op.drop_table("setups")
