"""Codes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "codes",
        sa.Column(
            "kind",
            sa.Enum("station", "deputy", "duty", name="codekind", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("token_digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("token_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("station_id", sa.Uuid(), nullable=False),
        sa.Column("deputy_id", sa.Uuid(), nullable=True),
        sa.Column("placement", sa.String(length=60), nullable=False),
        sa.Column(
            "status",
            sa.Enum("active", "revoked", name="codestatus", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["deputy_id"], ["deputies.id"], name=op.f("fk_codes_deputy_id")),
        sa.ForeignKeyConstraint(["station_id"], ["stations.id"], name=op.f("fk_codes_station_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_codes")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_codes_token_digest")),
    )
    op.create_index(op.f("ix_codes_deputy_id"), "codes", ["deputy_id"], unique=False)
    op.create_index(op.f("ix_codes_station_id"), "codes", ["station_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_codes_station_id"), table_name="codes")
    op.drop_index(op.f("ix_codes_deputy_id"), table_name="codes")
    op.drop_table("codes")
