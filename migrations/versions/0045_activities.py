"""activities: their life, the year's plan, the rhythm of work, and the addresses of own calendars."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

STATES = (
    "draft",
    "pending_approval",
    "published",
    "postponed",
    "ongoing",
    "finished",
    "archived",
    "cancelled",
)
KINDS = (
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
)
MOMENT = sa.DateTime(timezone=True)
NEW = ("created_by", "cause", "finished_at", "version", "changed_at", "summary", "note", "is_online", "reach")


def one_of(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, length=24)


def upgrade() -> None:
    for column in (
        sa.Column("status", one_of("activitystatus", STATES), server_default="published", nullable=False),
        sa.Column(
            "reach", one_of("activityreach", ("station", "town")), server_default="station", nullable=False
        ),
        sa.Column("is_online", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("note", sa.String(length=200), server_default="", nullable=False),
        sa.Column("summary", sa.String(length=200), server_default="", nullable=False),
        sa.Column("changed_at", MOMENT, server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default="0", nullable=False),
        sa.Column("finished_at", MOMENT, nullable=True),
        sa.Column("cause", sa.String(length=80), nullable=True),
        sa.Column("created_by", sa.Uuid(), nullable=True),
    ):
        op.add_column("activities", column)
    _settle_the_past()
    op.create_check_constraint(
        op.f("ck_activities_ended"),
        "activities",
        "status not in ('finished', 'archived') or finished_at is not null",
    )
    given = sa.text("cause is not null")
    op.create_index("uq_activities_cause", "activities", ["cause"], unique=True, postgresql_where=given)
    living = sa.text("status = 'published' or status = 'ongoing' or status = 'finished'")
    op.create_index("ix_activities_living", "activities", ["status", "starts_at"], postgresql_where=living)
    _station_agenda()
    _addresses()
    op.add_column("stations", sa.Column("equipment", sa.String(200), server_default="", nullable=False))
    op.add_column("stations", sa.Column("rules", sa.String(200), server_default="", nullable=False))


def _settle_the_past() -> None:
    """What was before minutes were asked for, and somebody came, is archived as it is; what nobody came to is over."""
    op.execute(
        "update activities set status = 'archived', finished_at = ends_at where ends_at < now() and exists"
        " (select from activity_participants p where p.activity_id = activities.id and p.duty_id is not null)"
    )
    op.execute(
        "update activities set status = 'ongoing' where status = 'published' and starts_at <= now()"
    )


def _station_agenda() -> None:
    op.create_table(
        "plan_lines",
        sa.Column("station_id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("kind", one_of("dutykind", KINDS), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("is_online", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "month between 1 and 12 and count between 1 and 12", name=op.f("ck_plan_lines_bounds")
        ),
        sa.ForeignKeyConstraint(["station_id"], ["stations.id"], name=op.f("fk_plan_lines_station_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_lines")),
    )
    op.create_index("uq_plan_lines", "plan_lines", ["station_id", "year", "month", "kind"], unique=True)
    op.create_table(
        "rhythm_notes",
        sa.Column("station_id", sa.Uuid(), nullable=False),
        sa.Column("period", sa.String(length=8), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("summary", sa.String(length=200), nullable=False),
        sa.Column("noted_at", MOMENT, nullable=False),
        sa.Column("noted_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["station_id"], ["stations.id"], name=op.f("fk_rhythm_notes_station_id")),
        sa.PrimaryKeyConstraint("station_id", "period", "since", name=op.f("pk_rhythm_notes")),
    )


def _addresses() -> None:
    op.create_table(
        "calendar_addresses",
        sa.Column("deputy_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["deputy_id"], ["deputies.id"], name=op.f("fk_calendar_addresses_deputy_id")),
        sa.PrimaryKeyConstraint("deputy_id", name=op.f("pk_calendar_addresses")),
        sa.UniqueConstraint("digest", name=op.f("uq_calendar_addresses_digest")),
    )


def downgrade() -> None:
    op.drop_column("stations", "rules")
    op.drop_column("stations", "equipment")
    for table in ("calendar_addresses", "rhythm_notes", "plan_lines"):
        op.drop_table(table)
    op.drop_index("ix_activities_living", "activities")
    op.drop_index("uq_activities_cause", "activities")
    op.drop_constraint(op.f("ck_activities_ended"), "activities")
    for name in (*NEW, "status"):
        op.drop_column("activities", name)
