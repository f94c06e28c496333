"""A suggestion with its cosigners, the units that have it, their answers, and what the deputy said of them."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
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
from server.messages.models import ResultClass
from server.suggestions.clocks import Level
from server.suggestions.life import Action, Status


class Suggestion(Row):
    """`area_code` is the county or town whose congress or council it is handed to."""

    __tablename__ = "suggestions"
    __table_args__ = (
        UniqueConstraint("area_code", "level", "year", "serial"),
        Index("ix_suggestions_area", "area_code", "status"),
        CheckConstraint("(year is null) = (serial is null)", name="number"),
        CheckConstraint(
            "status in ('draft', 'seconding', 'withdrawn') or serial is not null", name="handed_in"
        ),
        CheckConstraint("(status = 'followup') <= (promised_on is not null)", name="promised"),
        CheckConstraint("reworks between 0 and 1", name="once_more"),
    )

    level: Mapped[Level] = mapped_column(values_of(Level))
    area_code: Mapped[AreaCode]
    year: Mapped[int | None] = mapped_column(SmallInteger)
    serial: Mapped[int | None]
    leader_id: Mapped[UUID] = mapped_column(ForeignKey("deputies.id"), index=True)
    title: Mapped[str] = mapped_column(String(60), default="")
    category: Mapped[str] = mapped_column(String(3), default="C99")
    cause: Mapped[str] = mapped_column(Text, default="")
    content: Mapped[str] = mapped_column(Text, default="")
    proposal: Mapped[str] = mapped_column(Text, default="")
    confidential: Mapped[bool] = mapped_column(default=False)
    """Its deputy wants it kept among those who work on it: nobody else is ever shown more than that it exists."""
    status: Mapped[Status] = mapped_column(values_of(Status))
    term_from: Mapped[date | None]
    due_on: Mapped[date | None]
    """The clock that runs now: since when, until when; null while nobody owes anything."""
    returns: Mapped[int] = mapped_column(SmallInteger, default=0)
    reworks: Mapped[int] = mapped_column(SmallInteger, default=0)
    promised_on: Mapped[date | None]
    created_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    concluded_at: Mapped[datetime | None]

    @property
    def number(self) -> str:
        """2026年第12号; a draft has none."""
        return f"{self.year}年第{self.serial}号" if self.serial else ""

    @property
    def name(self) -> str:
        """How it is spoken of."""
        title = self.title or "还没有标题的建议"
        return f"{self.number}《{title}》" if self.serial else f"《{title}》"


class Seconding(StrEnum):
    INVITED = "invited"
    JOINED = "joined"
    DECLINED = "declined"


class Cosigner(Base):
    """A deputy who is asked to second it, and what they said."""

    __tablename__ = "suggestion_cosigners"

    suggestion_id: Mapped[UUID] = mapped_column(ForeignKey("suggestions.id"), primary_key=True)
    deputy_id: Mapped[UUID] = mapped_column(ForeignKey("deputies.id"), primary_key=True, index=True)
    answer: Mapped[Seconding] = mapped_column(values_of(Seconding))
    at: Mapped[datetime]


class SuggestionUnit(Base):
    """A department that has it: the main one answers, the others tell the main one what they think."""

    __tablename__ = "suggestion_units"
    __table_args__ = (
        Index(
            "uq_suggestion_units_main",
            "suggestion_id",
            unique=True,
            postgresql_where="is_main and left_on is null",
        ),
        Index("ix_suggestion_units_department", "department_id", "suggestion_id"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    suggestion_id: Mapped[UUID] = mapped_column(ForeignKey("suggestions.id"), index=True)
    department_id: Mapped[UUID] = mapped_column(ForeignKey("departments.id"))
    is_main: Mapped[bool]
    given_on: Mapped[date]
    due_on: Mapped[date]
    return_by: Mapped[date]
    signed_at: Mapped[datetime | None]
    left_on: Mapped[date | None]
    """It is another's since this day, or the dispatch was made anew without it."""
    return_reason: Mapped[str] = mapped_column(Text, default="")
    better_id: Mapped[UUID | None] = mapped_column(ForeignKey("departments.id"))
    """Whose it is instead, as the unit says that sends it back."""
    opinion: Mapped[str] = mapped_column(Text, default="")
    opined_at: Mapped[datetime | None]


class SuggestionReply(Base):
    """The main unit's written answer: a draft until its lead has signed it."""

    __tablename__ = "suggestion_replies"
    __table_args__ = (
        Index(
            "uq_suggestion_replies_draft", "suggestion_id", unique=True, postgresql_where="signed_at is null"
        ),
        CheckConstraint("(result = 'B') = (promised_on is not null)", name="promised"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    suggestion_id: Mapped[UUID] = mapped_column(ForeignKey("suggestions.id"), index=True)
    department_id: Mapped[UUID] = mapped_column(ForeignKey("departments.id"))
    result: Mapped[ResultClass] = mapped_column(values_of(ResultClass, 1))
    text: Mapped[str] = mapped_column(Text)
    promised_on: Mapped[date | None]
    upload_id: Mapped[UUID | None] = mapped_column(ForeignKey("uploads.id"))
    drafted_by: Mapped[str] = mapped_column(String(60))
    drafted_at: Mapped[datetime]
    comment: Mapped[str] = mapped_column(Text, default="")
    """What the lead wants changed: said in the unit, never to a deputy."""
    signed_by: Mapped[str] = mapped_column(String(60), default="")
    signed_at: Mapped[datetime | None]


class Verdict(StrEnum):
    SATISFIED = "satisfied"
    BASICALLY = "basically"
    UNSATISFIED = "unsatisfied"


class SuggestionEvaluation(Base):
    """What the leading deputy said of one answer: of what came out, and of how one was met. Two questions, two facts."""

    __tablename__ = "suggestion_evaluations"

    reply_id: Mapped[int] = mapped_column(ForeignKey("suggestion_replies.id"), primary_key=True)
    result: Mapped[Verdict] = mapped_column(values_of(Verdict))
    attitude: Mapped[Verdict] = mapped_column(values_of(Verdict))
    text: Mapped[str] = mapped_column(String(500), default="")
    at: Mapped[datetime]


class SuggestionExtension(Base):
    """More time, asked for with a reason, granted by the reviewer once."""

    __tablename__ = "suggestion_extensions"
    __table_args__ = (
        Index(
            "uq_suggestion_extensions_once",
            "suggestion_id",
            unique=True,
            postgresql_where="is_granted is distinct from false",
        ),
        CheckConstraint("months between 1 and 3", name="months"),
        CheckConstraint("(is_granted is null) = (decided_at is null)", name="decided"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    suggestion_id: Mapped[UUID] = mapped_column(ForeignKey("suggestions.id"), index=True)
    months: Mapped[int] = mapped_column(SmallInteger)
    reason: Mapped[str] = mapped_column(Text)
    asked_by: Mapped[str] = mapped_column(String(60))
    asked_at: Mapped[datetime]
    is_granted: Mapped[bool | None]
    decided_by: Mapped[str] = mapped_column(String(60), default="")
    decided_at: Mapped[datetime | None]
    comment: Mapped[str] = mapped_column(Text, default="")


class SuggestionStep(Base):
    """What happened, when, by whom, with which words. Added, never changed."""

    __tablename__ = "suggestion_steps"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    suggestion_id: Mapped[UUID] = mapped_column(ForeignKey("suggestions.id"), index=True)
    action: Mapped[Action] = mapped_column(values_of(Action))
    at: Mapped[datetime]
    account_id: Mapped[UUID | None]
    by: Mapped[str] = mapped_column(String(60))
    text: Mapped[str] = mapped_column(Text, default="")


class SuggestionOrigin(Base):
    """The letter that a suggestion was made from (O14), and whether its author agreed to be shown beside it."""

    __tablename__ = "suggestion_origins"

    message_id: Mapped[UUID] = mapped_column(ForeignKey("messages.id"), primary_key=True)
    suggestion_id: Mapped[UUID] = mapped_column(ForeignKey("suggestions.id"), unique=True)
    consent: Mapped[bool | None]
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
