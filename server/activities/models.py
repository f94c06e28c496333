"""A planned event at a station, the deputies on its list, the year's plan, and the addresses of own calendars."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from server.activities.kinds import DutyKind
from server.activities.life import ON, ActivityReach, ActivityStatus, Answer
from server.core import clock
from server.core.db import AreaCode, Base, Row, values_of

SUMMARY_AT_MOST = 200
REASON_AT_MOST = 100


class Activity(Row):
    """When, where, what for. Who came is known by the duty records that it brought."""

    __tablename__ = "activities"
    __table_args__ = (
        Index("ix_activities_station_id_starts_at", "station_id", "starts_at"),
        Index("uq_activities_cause", "cause", unique=True, postgresql_where=text("cause is not null")),
        Index(
            "ix_activities_living",
            "status",
            "starts_at",
            postgresql_where=text("status = 'published' or status = 'ongoing' or status = 'finished'"),
        ),
        CheckConstraint("status not in ('finished', 'archived') or finished_at is not null", name="ended"),
    )

    title: Mapped[str] = mapped_column(String(80))
    kind: Mapped[DutyKind] = mapped_column(values_of(DutyKind))
    station_id: Mapped[UUID] = mapped_column(ForeignKey("stations.id"))
    area_code: Mapped[AreaCode] = mapped_column(index=True)
    place: Mapped[str] = mapped_column(String(120), default="")
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    created_at: Mapped[datetime]
    status: Mapped[ActivityStatus] = mapped_column(
        values_of(ActivityStatus), default=ActivityStatus.PUBLISHED, server_default="published"
    )
    reach: Mapped[ActivityReach] = mapped_column(
        values_of(ActivityReach), default=ActivityReach.STATION, server_default="station"
    )
    is_online: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    note: Mapped[str] = mapped_column(String(200), default="", server_default="")
    """Why it was sent back, postponed or cancelled."""
    summary: Mapped[str] = mapped_column(String(SUMMARY_AT_MOST), default="", server_default="")
    changed_at: Mapped[datetime] = mapped_column(default=clock.now, server_default=text("now()"))
    version: Mapped[int] = mapped_column(default=0, server_default="0")
    """How often what calendars show of it was changed (RFC 5545, SEQUENCE)."""
    finished_at: Mapped[datetime | None]
    cause: Mapped[str | None] = mapped_column(String(80))
    """Where it was drafted by itself: each line of a plan and each fixed day once."""
    created_by: Mapped[UUID | None]

    @property
    def is_on(self) -> bool:
        """Whether who came may be recorded."""
        return self.status in ON


class Participant(Base):
    """A deputy on the list. `came_by` is set when they came: how that was recorded."""

    __tablename__ = "activity_participants"

    activity_id: Mapped[UUID] = mapped_column(ForeignKey("activities.id"), primary_key=True)
    deputy_id: Mapped[UUID] = mapped_column(ForeignKey("deputies.id"), primary_key=True, index=True)
    duty_id: Mapped[UUID | None]
    came_by: Mapped[str | None] = mapped_column(String(12))
    answer: Mapped[Answer | None] = mapped_column(values_of(Answer))
    """What they said to the invitation, if anything: read by whoever plans, and by nobody else."""
    away_because: Mapped[str | None] = mapped_column(String(REASON_AT_MOST))


class PlanLine(Row):
    """One line of a station's year: so many of a kind in a month (R4-05)."""

    __tablename__ = "plan_lines"
    __table_args__ = (
        Index("uq_plan_lines", "station_id", "year", "month", "kind", unique=True),
        CheckConstraint("month between 1 and 12 and count between 1 and 12", name="bounds"),
    )

    station_id: Mapped[UUID] = mapped_column(ForeignKey("stations.id"))
    year: Mapped[int]
    month: Mapped[int]
    kind: Mapped[DutyKind] = mapped_column(values_of(DutyKind))
    count: Mapped[int]
    is_online: Mapped[bool] = mapped_column(default=False)


class RhythmNote(Base):
    """What a station says of its week, month, quarter or year (R1-01). Without a row it was not said, and that is all."""

    __tablename__ = "rhythm_notes"

    station_id: Mapped[UUID] = mapped_column(ForeignKey("stations.id"), primary_key=True)
    period: Mapped[str] = mapped_column(String(8), primary_key=True)
    since: Mapped[date] = mapped_column(primary_key=True)
    summary: Mapped[str] = mapped_column(String(SUMMARY_AT_MOST))
    noted_at: Mapped[datetime]
    noted_by: Mapped[UUID | None]


class CalendarAddress(Base):
    """The secret address of a deputy's own calendar: one at a time, told once, and taken back at any moment."""

    __tablename__ = "calendar_addresses"

    deputy_id: Mapped[UUID] = mapped_column(ForeignKey("deputies.id"), primary_key=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    made_at: Mapped[datetime]
