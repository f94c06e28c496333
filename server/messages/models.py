"""The case: what was written, every step with its reason, its pictures, its rating."""

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
    LargeBinary,
    Sequence,
    SmallInteger,
    String,
    Text,
)
from sqlalchemy.orm import Mapped, mapped_column

from server.core import clock
from server.core.db import AreaCode, Base, Row, values_of
from server.messages.kinds import Category, Kind, Level, Urgency
from server.messages.life import MessageAction, MessageStatus


class Visibility(StrEnum):
    PRIVATE = "private"
    ANONYMOUS_PUBLIC = "anonymous_public"
    PUBLIC = "public"


class ResultClass(StrEnum):
    """A solved, B promised, C not possible now, D kept for reference (domain §3)."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"


NUMBERS = Sequence("message_numbers", metadata=Base.metadata)


class NumberDay(Base):
    """From which serial on the numbers of a day count; made by the day's first message."""

    __tablename__ = "message_number_days"

    day: Mapped[date] = mapped_column(primary_key=True)
    before: Mapped[int] = mapped_column(BigInteger)


OPEN = "status <> 'concluded' and status <> 'converted' and status <> 'rejected' and status <> 'withdrawn'"
SELDOM = "status = 'rejected' or status = 'withdrawn' or status = 'merged'"


class Message(Row):
    """One matter of one author. The text stays searchable; who wrote it is sealed in the account."""

    __tablename__ = "messages"
    __table_args__ = (
        Index("ix_messages_inbox", "station_id", "status", "created_at"),
        Index("ix_messages_area", "area_code", "status", "created_at"),
        Index("ix_messages_deputy", "deputy_id", "status", "created_at"),
        Index("ix_messages_author", "author_id", "created_at"),
        Index(
            "ix_messages_answered",
            "answered_at",
            postgresql_where="status = 'answered' or status = 'replied'",
        ),
        CheckConstraint(
            "status in ('withdrawn', 'merged') or"
            " (status in ('submitted', 'need_info', 'rejected')) = (accepted_at is null)",
            name="accepted",
        ),
        CheckConstraint(
            "case when status in ('answered', 'replied', 'reworking', 'concluded') then answered_at is not null"
            " when status in ('submitted', 'need_info', 'rejected', 'accepted') then answered_at is null"
            " else true end",
            name="answered",
        ),
        CheckConstraint("(status = 'concluded') = (concluded_at is not null)", name="concluded"),
        CheckConstraint("(status = 'rejected') = (rejected_at is not null)", name="rejected"),
        CheckConstraint("(status = 'withdrawn') = (withdrawn_at is not null)", name="withdrawn"),
        CheckConstraint(
            "(awaited_since is null) = (awaited_until is null) and"
            " case status when 'need_info' then awaited_until is not null when 'withdrawn' then true"
            " when 'merged' then true else awaited_until is null end",
            name="awaited",
        ),
        Index("ix_messages_open", "status", "created_at", postgresql_where=OPEN),
        Index("ix_messages_awaited", "awaited_until", postgresql_where="status = 'need_info'"),
        Index(
            "ix_messages_fulfil",
            "fulfil_on",
            postgresql_where="fulfilled_at is null and fulfil_on is not null",
        ),
        Index("ix_messages_reworked", "area_code", "status", postgresql_where="reworks > 0"),
        Index("ix_messages_newest", "created_at", "id"),
        Index("ix_messages_category", "category", "created_at", postgresql_where="category is not null"),
        Index("ix_messages_seldom", "status", "created_at", postgresql_where=SELDOM),
        CheckConstraint("(latitude is null) = (longitude is null)", name="spot"),
    )

    number: Mapped[str] = mapped_column(String(20), unique=True)
    author_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    station_id: Mapped[UUID] = mapped_column(ForeignKey("stations.id"))
    deputy_id: Mapped[UUID | None] = mapped_column(ForeignKey("deputies.id"))
    area_code: Mapped[AreaCode]
    content: Mapped[str] = mapped_column(Text)
    place: Mapped[str] = mapped_column(String(120), default="")
    visibility: Mapped[Visibility] = mapped_column(values_of(Visibility))
    consent_share_identity: Mapped[bool] = mapped_column(default=False)
    status: Mapped[MessageStatus] = mapped_column(values_of(MessageStatus))
    kind: Mapped[Kind | None] = mapped_column(values_of(Kind))
    """This and the next three: as a person confirmed them, however they were suggested."""
    category: Mapped[Category | None] = mapped_column(values_of(Category, 3))
    level: Mapped[Level | None] = mapped_column(values_of(Level, 2))
    urgency: Mapped[Urgency | None] = mapped_column(values_of(Urgency, 2))
    unit_name: Mapped[str] = mapped_column(String(60), default="")
    """The department that has it, or had it last; empty where nobody but the station did."""
    raised_at: Mapped[datetime | None]
    """A complaint about the village: the station's own people do not see it, the township does (§4.2 ②)."""
    handed_up_at: Mapped[datetime | None]
    """When the station asked the township to give it to a unit."""
    forwarded_at: Mapped[datetime | None]
    """When it came to the deputy who has it from another one, or from the station (O30)."""
    limit_days: Mapped[int | None] = mapped_column(SmallInteger)
    """Working days that whoever has it was given: a second try has as many (O12)."""
    reworks: Mapped[int] = mapped_column(SmallInteger, default=0)
    """How often its author was not satisfied."""
    promised_on: Mapped[date]
    pin_digest: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    created_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    concluded_at: Mapped[datetime | None]
    awaited_since: Mapped[date | None]
    """The author was asked for more: time stands still from this day. Kept while shelved, so that it can go on."""
    awaited_until: Mapped[date | None]
    rejected_at: Mapped[datetime | None]
    appealed_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    fulfil_on: Mapped[date | None]
    """The day that was promised to its author (result B)."""
    fulfilled_at: Mapped[datetime | None]
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    """A point that the author put on a Chinese map (GCJ-02), beside the words or instead of them."""

    @property
    def has_waited_out(self) -> bool:
        """Nobody said what was missing in time: it counts as withdrawn, whether or not the timetable came by."""
        until = self.awaited_until
        return self.status is MessageStatus.NEED_INFO and until is not None and until < clock.today()

    @property
    def status_now(self) -> MessageStatus:
        return MessageStatus.WITHDRAWN if self.has_waited_out else self.status


class Step(Base):
    """What happened, when, by whom, with which words. Added, never changed."""

    __tablename__ = "message_steps"
    __table_args__ = (
        Index(
            "ix_message_steps_answers",
            "message_id",
            "id",
            postgresql_include=["result"],
            postgresql_where="action = 'reply' or action = 'sign_off'",
        ),
        Index("ix_message_steps_dissatisfied", "message_id", "at", postgresql_where="action = 'dissatisfy'"),
        Index("ix_message_steps_converted", "message_id", postgresql_where="action = 'convert'"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    message_id: Mapped[UUID] = mapped_column(ForeignKey("messages.id"), index=True)
    action: Mapped[MessageAction] = mapped_column(values_of(MessageAction))
    at: Mapped[datetime]
    account_id: Mapped[UUID | None]
    by: Mapped[str] = mapped_column(String(60))
    text: Mapped[str] = mapped_column(Text, default="")
    result: Mapped[ResultClass | None] = mapped_column(values_of(ResultClass, 1))


class Attachment(Base):
    """A picture of the message itself (`step_id` is null) or of one of its steps."""

    __tablename__ = "message_attachments"

    upload_id: Mapped[UUID] = mapped_column(ForeignKey("uploads.id"), primary_key=True)
    message_id: Mapped[UUID] = mapped_column(ForeignKey("messages.id"), index=True)
    step_id: Mapped[int | None] = mapped_column(ForeignKey("message_steps.id"))
    position: Mapped[int] = mapped_column(SmallInteger)


UNSATISFIED = 1
"""Of the answers to the first question, the no."""


class Rating(Base):
    """Two questions, two facts: is the reply satisfactory (1 no, 2 fair, 3 yes), is the problem solved."""

    __tablename__ = "message_ratings"
    __table_args__ = (CheckConstraint("reply between 1 and 3", name="reply"),)

    message_id: Mapped[UUID] = mapped_column(ForeignKey("messages.id"), primary_key=True)
    reply: Mapped[int] = mapped_column(SmallInteger)
    solved: Mapped[bool]
    text: Mapped[str] = mapped_column(String(500), default="")
    at: Mapped[datetime]
    changed_at: Mapped[datetime | None]


class Publication(Row):
    """What the public may read of a case: a summary a person released, never the other person's words by themselves."""

    __tablename__ = "message_publications"
    __table_args__ = (
        Index("ix_message_publications_public", "station_id", "at", postgresql_where="withdrawn_at is null"),
    )

    message_id: Mapped[UUID] = mapped_column(ForeignKey("messages.id"), unique=True)
    station_id: Mapped[UUID] = mapped_column(ForeignKey("stations.id"))
    summary: Mapped[str] = mapped_column(String(300))
    reply: Mapped[str] = mapped_column(Text, default="")
    """The station's own words, when they were released together with the summary."""
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
