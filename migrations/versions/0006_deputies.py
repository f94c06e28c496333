"""Deputies."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "deputies",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column(
            "level",
            sa.Enum(
                "national",
                "provincial",
                "municipal",
                "county",
                "township",
                name="deputylevel",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("occupation", sa.String(length=60), nullable=False),
        sa.Column("duty", sa.String(length=300), nullable=False),
        sa.Column("promise", sa.String(length=300), nullable=False),
        sa.Column("specialties", postgresql.ARRAY(sa.String(length=20)), nullable=False),
        sa.Column("constituency", sa.String(length=60), nullable=False),
        sa.Column("area_code", sa.String(length=12, collation="C"), nullable=False),
        sa.Column("term_from", sa.Date(), nullable=False),
        sa.Column("term_to", sa.Date(), nullable=True),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deputies")),
    )
    op.create_index(op.f("ix_deputies_area_code"), "deputies", ["area_code"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_deputies_area_code"), table_name="deputies")
    op.drop_table("deputies")
