"""Who of the departments has a letter, what they wrote, and what they asked for.

Where a letter stands is the letter's own state; here stand only the moments and the words of the units.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, SmallInteger, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import Base, Row, values_of
from server.messages.models import ResultClass

RUNNING = "returned_at is null and recalled_at is null"


class Assignment(Row):
    """A letter given to one unit: the main one answers, a supporting one tells the main one what it knows."""

    __tablename__ = "assignments"
    __table_args__ = (
        Index("ix_assignments_message", "message_id", "assigned_at"),
        Index("ix_assignments_department", "department_id", "assigned_at", postgresql_where=RUNNING),
        Index("uq_assignments_main", "message_id", unique=True, postgresql_where=f"is_main and {RUNNING}"),
        Index("uq_assignments_unit", "message_id", "department_id", unique=True, postgresql_where=RUNNING),
        CheckConstraint("(returned_at is null) = (better_id is null)", name="returned"),
        CheckConstraint("contributed_at is null or not is_main", name="contributed"),
    )

    message_id: Mapped[UUID] = mapped_column(ForeignKey("messages.id"))
    department_id: Mapped[UUID] = mapped_column(ForeignKey("departments.id"))
    is_main: Mapped[bool]
    is_designated: Mapped[bool] = mapped_column(default=False)
    """By the county's office after two returns: it cannot be returned again (O9)."""
    text: Mapped[str] = mapped_column(String(500), default="")
    assigned_at: Mapped[datetime]
    assigned_by: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    assigner: Mapped[str] = mapped_column(String(60))
    sign_by: Mapped[date]
    return_by: Mapped[date]
    signed_at: Mapped[datetime | None]
    signer: Mapped[str] = mapped_column(String(60), default="")
    returned_at: Mapped[datetime | None]
    return_text: Mapped[str] = mapped_column(String(500), default="")
    better_id: Mapped[UUID | None] = mapped_column(ForeignKey("departments.id"))
    """Whose it is instead, as the unit sees it."""
    recalled_at: Mapped[datetime | None]
    """Given to another unit, or taken back by its author."""
    reviewed_at: Mapped[datetime | None]
    """When an office read its answer (§5.2, 审核); an answer given after that is read anew."""
    reviewer: Mapped[str] = mapped_column(String(60), default="")
    opinion: Mapped[str] = mapped_column(Text, default="")
    contributed_at: Mapped[datetime | None]

    @property
    def is_running(self) -> bool:
        return self.returned_at is None and self.recalled_at is None


class Verdict(StrEnum):
    AGREED = "agreed"
    SENT_BACK = "sent_back"


class Draft(Base):
    """An answer on its way to the lead. One that was handed up is kept as it was; a new one follows it."""

    __tablename__ = "assignment_drafts"
    __table_args__ = (
        Index("uq_assignment_drafts_serial", "assignment_id", "serial", unique=True),
        CheckConstraint("verdict is null or handed_up_at is not null", name="decided"),
        Index(
            "ix_assignment_drafts_look",
            "look_on",
            postgresql_where="looked_at is null and result = 'C' and verdict = 'agreed'",
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    assignment_id: Mapped[UUID] = mapped_column(ForeignKey("assignments.id"))
    serial: Mapped[int] = mapped_column(SmallInteger)
    text: Mapped[str] = mapped_column(Text, default="")
    result: Mapped[ResultClass | None] = mapped_column(values_of(ResultClass, 1))
    fulfil_on: Mapped[date | None]
    """The promised day of a B."""
    look_on: Mapped[date | None]
    """When a C is looked at again (O10)."""
    writer: Mapped[str] = mapped_column(String(60))
    saved_at: Mapped[datetime]
    handed_up_at: Mapped[datetime | None]
    verdict: Mapped[Verdict | None] = mapped_column(values_of(Verdict))
    comment: Mapped[str] = mapped_column(String(500), default="")
    decider: Mapped[str] = mapped_column(String(60), default="")
    decided_at: Mapped[datetime | None]
    looked_at: Mapped[datetime | None]
    """When the C was looked at again, and what was found: for the unit and the office, never for the author."""
    looked_text: Mapped[str] = mapped_column(String(500), default="")
    looker: Mapped[str] = mapped_column(String(60), default="")

    @property
    def is_open(self) -> bool:
        return self.handed_up_at is None


class Extension(Base):
    """More time, asked for once and decided by whoever gave the letter out (O10)."""

    __tablename__ = "assignment_extensions"
    __table_args__ = (
        Index("ix_assignment_extensions_assignment", "assignment_id"),
        Index(
            "uq_assignment_extensions_open",
            "assignment_id",
            unique=True,
            postgresql_where="verdict is null or verdict = 'agreed'",
        ),
        CheckConstraint("days between 1 and 10", name="days"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    assignment_id: Mapped[UUID] = mapped_column(ForeignKey("assignments.id"))
    days: Mapped[int] = mapped_column(SmallInteger)
    text: Mapped[str] = mapped_column(String(300))
    asker: Mapped[str] = mapped_column(String(60))
    asked_at: Mapped[datetime]
    verdict: Mapped[Verdict | None] = mapped_column(values_of(Verdict))
    comment: Mapped[str] = mapped_column(String(300), default="")
    decider: Mapped[str] = mapped_column(String(60), default="")
    decided_at: Mapped[datetime | None]
