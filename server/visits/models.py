"""A visit of the yearly plan, who is asked to it, what was found there, and each promise."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Identity,
    Index,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import AreaCode, Base, Row, values_of
from server.visits.kinds import Frequency, VisitList
from server.visits.life import VisitAction, VisitStatus


class Visit(Row):
    """Who comes to which station about what. `first_planned_on` stays when the day is moved."""

    __tablename__ = "visits"
    __table_args__ = (
        CheckConstraint("(status in ('planned', 'notified')) = (held_on is null)", name="held"),
        CheckConstraint("held_on is null or findings <> ''", name="found"),
        CheckConstraint("status = 'planned' or notified_at is not null", name="notified"),
        CheckConstraint("kind <> 'departments' or department_id is not null", name="unit"),
        CheckConstraint(
            "(status in ('committed', 'fulfilled', 'overdue', 'closed')) = (committed_at is not null)",
            name="committed",
        ),
        CheckConstraint("(status = 'closed') = (closed_at is not null)", name="closed"),
        CheckConstraint("not is_public or held_on is not null", name="public"),
        Index("ix_visits_area", "area_code", "planned_on"),
        Index("ix_visits_station", "station_id", "planned_on"),
        Index("ix_visits_unit", "department_id"),
    )

    kind: Mapped[VisitList] = mapped_column(values_of(VisitList))
    frequency: Mapped[Frequency] = mapped_column(values_of(Frequency))
    station_id: Mapped[UUID] = mapped_column(ForeignKey("stations.id"))
    area_code: Mapped[AreaCode]
    who: Mapped[str] = mapped_column(String(60))
    department_id: Mapped[UUID | None] = mapped_column(ForeignKey("departments.id"))
    """The unit that comes, where it is one of the register."""
    topic: Mapped[str] = mapped_column(String(100))
    content: Mapped[str] = mapped_column(String(500), default="")
    planned_on: Mapped[date]
    first_planned_on: Mapped[date]
    status: Mapped[VisitStatus] = mapped_column(values_of(VisitStatus))
    planned_by: Mapped[UUID | None]
    """Nobody where an operator brought it in by a command."""
    created_at: Mapped[datetime]
    notified_at: Mapped[datetime | None]
    held_on: Mapped[date | None]
    findings: Mapped[str] = mapped_column(Text, default="")
    committed_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    is_public: Mapped[bool] = mapped_column(default=False)


class VisitUnit(Base):
    """A unit that is asked to take part."""

    __tablename__ = "visit_units"

    visit_id: Mapped[UUID] = mapped_column(ForeignKey("visits.id", ondelete="cascade"), primary_key=True)
    department_id: Mapped[UUID] = mapped_column(ForeignKey("departments.id"), primary_key=True, index=True)


class VisitDeputy(Base):
    """A deputy who is asked to take part, and came or did not."""

    __tablename__ = "visit_deputies"

    visit_id: Mapped[UUID] = mapped_column(ForeignKey("visits.id", ondelete="cascade"), primary_key=True)
    deputy_id: Mapped[UUID] = mapped_column(ForeignKey("deputies.id"), primary_key=True, index=True)
    came: Mapped[bool] = mapped_column(default=False)


class VisitIssue(Row):
    """A matter that came up: answered there, promised by a unit until a day, or going its way as a letter."""

    __tablename__ = "visit_issues"
    __table_args__ = (
        UniqueConstraint("visit_id", "serial"),
        CheckConstraint("(department_id is null) = (due_on is null)", name="promise"),
        CheckConstraint("due_on is null or answer <> ''", name="answered"),
        CheckConstraint("kept_on is null or (due_on is not null and result <> '')", name="kept"),
        CheckConstraint("message_id is null or due_on is null", name="one_way"),
        Index("ix_visit_issues_due", "due_on", postgresql_where="kept_on is null and due_on is not null"),
        Index("ix_visit_issues_unit", "department_id"),
    )

    visit_id: Mapped[UUID] = mapped_column(ForeignKey("visits.id"))
    serial: Mapped[int] = mapped_column(SmallInteger)
    words: Mapped[str] = mapped_column(String(300))
    answer: Mapped[str] = mapped_column(String(500), default="")
    department_id: Mapped[UUID | None] = mapped_column(ForeignKey("departments.id"))
    due_on: Mapped[date | None]
    kept_on: Mapped[date | None]
    result: Mapped[str] = mapped_column(String(500), default="")
    message_id: Mapped[UUID | None] = mapped_column(ForeignKey("messages.id"), index=True)
    """One case: the letter's own clock and answer count, not a second promise here."""

    @property
    def is_settled(self) -> bool:
        return bool(self.answer) or self.message_id is not None


class VisitStep(Base):
    """What happened, when, by whom. Added, never changed."""

    __tablename__ = "visit_steps"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    visit_id: Mapped[UUID] = mapped_column(ForeignKey("visits.id", ondelete="cascade"), index=True)
    action: Mapped[VisitAction] = mapped_column(values_of(VisitAction))
    at: Mapped[datetime]
    account_id: Mapped[UUID | None]
    by: Mapped[str] = mapped_column(String(60))
    text: Mapped[str] = mapped_column(Text, default="")
