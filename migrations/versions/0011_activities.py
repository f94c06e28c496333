"""Activities and participants."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "activities",
        sa.Column("title", sa.String(length=80), nullable=False),
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
        sa.Column("station_id", sa.Uuid(), nullable=False),
        sa.Column("area_code", sa.String(length=12, collation="C"), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["station_id"], ["stations.id"], name=op.f("fk_activities_station_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activities")),
    )
    op.create_index(op.f("ix_activities_area_code"), "activities", ["area_code"], unique=False)
    op.create_index(
        "ix_activities_station_id_starts_at", "activities", ["station_id", "starts_at"], unique=False
    )
    op.create_table(
        "activity_participants",
        sa.Column("activity_id", sa.Uuid(), nullable=False),
        sa.Column("deputy_id", sa.Uuid(), nullable=False),
        sa.Column("duty_id", sa.Uuid(), nullable=True),
        sa.Column("came_by", sa.String(length=12), nullable=True),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name=op.f("fk_activity_participants_activity_id")
        ),
        sa.ForeignKeyConstraint(
            ["deputy_id"], ["deputies.id"], name=op.f("fk_activity_participants_deputy_id")
        ),
        sa.PrimaryKeyConstraint("activity_id", "deputy_id", name=op.f("pk_activity_participants")),
    )
    op.create_index(
        op.f("ix_activity_participants_deputy_id"), "activity_participants", ["deputy_id"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_activity_participants_deputy_id"), table_name="activity_participants")
    op.drop_table("activity_participants")
    op.drop_index("ix_activities_station_id_starts_at", table_name="activities")
    op.drop_index(op.f("ix_activities_area_code"), table_name="activities")
    op.drop_table("activities")
