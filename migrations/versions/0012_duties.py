"""Duty records."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "duties",
        sa.Column("deputy_id", sa.Uuid(), nullable=False),
        sa.Column("activity_id", sa.Uuid(), nullable=True),
        sa.Column("station_id", sa.Uuid(), nullable=False),
        sa.Column("area_code", sa.String(length=12, collation="C"), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "attend_congress",
                "speak",
                "suggest",
                "receive_voters",
                "visit_voters",
                "handle_opinion",
                "inspect",
                "research",
                "law_check",
                "observe_meeting",
                "deliberate",
                "onsite",
                "legis_comment",
                "project_watch",
                "service",
                "publicity",
                "training",
                "group_activity",
                "duty_report",
                "mediation",
                name="dutykind",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column(
            "status",
            sa.Enum("pending", "confirmed", name="dutystatus", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column(
            "source",
            sa.Enum("scan", "staff", "import", "self", name="dutysource", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("dedupe", sa.String(length=80), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "source <> 'staff' or status = 'confirmed'", name=op.f("ck_duties_staff_is_confirmed")
        ),
        sa.ForeignKeyConstraint(["activity_id"], ["activities.id"], name=op.f("fk_duties_activity_id")),
        sa.ForeignKeyConstraint(["deputy_id"], ["deputies.id"], name=op.f("fk_duties_deputy_id")),
        sa.ForeignKeyConstraint(["station_id"], ["stations.id"], name=op.f("fk_duties_station_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duties")),
    )
    op.create_index(op.f("ix_duties_area_code"), "duties", ["area_code"], unique=False)
    op.create_index("ix_duties_deputy_id_at", "duties", ["deputy_id", "at"], unique=False)
    op.create_index("ix_duties_station_id_at", "duties", ["station_id", "at"], unique=False)
    op.create_index("uq_duties_deputy_id_dedupe", "duties", ["deputy_id", "dedupe"], unique=True)


def downgrade() -> None:
    op.drop_index("uq_duties_deputy_id_dedupe", table_name="duties")
    op.drop_index("ix_duties_station_id_at", table_name="duties")
    op.drop_index("ix_duties_deputy_id_at", table_name="duties")
    op.drop_index(op.f("ix_duties_area_code"), table_name="duties")
    op.drop_table("duties")
