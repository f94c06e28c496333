"""Stations and seats."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "stations",
        sa.Column(
            "kind",
            sa.Enum("home", "station", "point", name="stationkind", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("area_code", sa.String(length=12, collation="C"), nullable=False),
        sa.Column("address", sa.String(length=160), nullable=False),
        sa.Column("open_hours", sa.String(length=80), nullable=False),
        sa.Column("phone", sa.String(length=30), nullable=False),
        sa.Column("liaison", sa.String(length=40), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stations")),
    )
    op.create_index(op.f("ix_stations_area_code"), "stations", ["area_code"], unique=False)
    op.create_table(
        "seats",
        sa.Column("station_id", sa.Uuid(), nullable=False),
        sa.Column("deputy_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["deputy_id"], ["deputies.id"], name=op.f("fk_seats_deputy_id")),
        sa.ForeignKeyConstraint(["station_id"], ["stations.id"], name=op.f("fk_seats_station_id")),
        sa.PrimaryKeyConstraint("station_id", "deputy_id", name=op.f("pk_seats")),
    )
    op.create_index(op.f("ix_seats_deputy_id"), "seats", ["deputy_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_seats_deputy_id"), table_name="seats")
    op.drop_table("seats")
    op.drop_index(op.f("ix_stations_area_code"), table_name="stations")
    op.drop_table("stations")
