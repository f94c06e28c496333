"""stations: licence and position."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "milestones",
        sa.Column("station_id", sa.Uuid(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["station_id"], ["stations.id"], name=op.f("fk_milestones_station_id")),
        sa.PrimaryKeyConstraint("station_id", "step", name=op.f("pk_milestones")),
    )
    with op.batch_alter_table("stations", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "category",
                sa.Enum("area", "enterprise", "park", name="stationcategory", native_enum=False, length=24),
                server_default="area",
                nullable=False,
            )
        )
        batch_op.add_column(
            sa.Column(
                "licence",
                sa.Enum(
                    "planned",
                    "building",
                    "checked",
                    "licensed",
                    "active",
                    "suspended",
                    "closed",
                    name="licencestate",
                    native_enum=False,
                    length=24,
                ),
                server_default="active",
                nullable=False,
            )
        )
        batch_op.add_column(sa.Column("licensed_on", sa.Date(), nullable=True))
        batch_op.add_column(
            sa.Column("reception_days", sa.String(length=120), server_default="", nullable=False)
        )
        batch_op.add_column(sa.Column("head", sa.String(length=40), server_default="", nullable=False))
        batch_op.add_column(sa.Column("brand", sa.String(length=60), server_default="", nullable=False))
        batch_op.add_column(sa.Column("latitude", sa.Double(), nullable=True))
        batch_op.add_column(sa.Column("longitude", sa.Double(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("stations", schema=None) as batch_op:
        batch_op.drop_column("longitude")
        batch_op.drop_column("latitude")
        batch_op.drop_column("brand")
        batch_op.drop_column("head")
        batch_op.drop_column("reception_days")
        batch_op.drop_column("licensed_on")
        batch_op.drop_column("licence")
        batch_op.drop_column("category")
    op.drop_table("milestones")
