"""The case: what was written, every step with its reason, its pictures, its rating. And what may happen next."""

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

from server.core.db import AreaCode, Base, Row, values_of
from server.core.workflow import Workflow


class MessageStatus(StrEnum):
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    ANSWERED = "answered"
    CONCLUDED = "concluded"


class MessageAction(StrEnum):
    SUBMIT = "submit"
    ACCEPT = "accept"
    REPLY = "reply"
    HAND_BACK = "hand_back"
    SATISFY = "satisfy"
    DISSATISFY = "dissatisfy"
    LAPSE = "lapse"


S, A = MessageStatus, MessageAction

WORKFLOW: Workflow[MessageStatus, MessageAction] = Workflow(
    {
        (S.SUBMITTED, A.ACCEPT): S.ACCEPTED,  # O3
        (S.ACCEPTED, A.REPLY): S.ANSWERED,  # O6
        (S.ANSWERED, A.REPLY): S.ANSWERED,  # again, after an unsatisfied author (O13)
        (S.ANSWERED, A.SATISFY): S.CONCLUDED,  # O11
        (S.ANSWERED, A.DISSATISFY): S.ANSWERED,  # flagged; never concludes
        (S.ANSWERED, A.LAPSE): S.CONCLUDED,  # O11: unrated, which is not satisfied
        (S.CONCLUDED, A.SATISFY): S.CONCLUDED,  # the one change of mind (F13)
        (S.CONCLUDED, A.DISSATISFY): S.ANSWERED,
        (S.SUBMITTED, A.HAND_BACK): S.SUBMITTED,  # the deputy left: only who has it changes
        (S.ACCEPTED, A.HAND_BACK): S.ACCEPTED,
        (S.ANSWERED, A.HAND_BACK): S.ANSWERED,
    },
    {
        S.SUBMITTED: ("message.not_accepted", "这件事还没有收下。请先收下，再答复。"),
        S.ACCEPTED: ("message.already_accepted", "这件事已经收下了，正在办。"),
        S.ANSWERED: ("message.already_answered", "这件事已经答复过了，等来信人说一句。"),
        S.CONCLUDED: ("message.already_closed", "这件事已经办结了。"),
    },
)


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


class Message(Row):
    """One matter of one author. The text stays searchable; who wrote it is sealed in the account."""

    __tablename__ = "messages"
    __table_args__ = (
        Index("ix_messages_inbox", "station_id", "status", "created_at"),
        Index("ix_messages_area", "area_code", "status", "created_at"),
        Index("ix_messages_deputy", "deputy_id", "status", "created_at"),
        Index("ix_messages_author", "author_id", "created_at"),
        Index("ix_messages_answered", "answered_at", postgresql_where="status = 'answered'"),
        CheckConstraint("(status = 'submitted') = (accepted_at is null)", name="accepted"),
        CheckConstraint("(status in ('answered', 'concluded')) = (answered_at is not null)", name="answered"),
        CheckConstraint("(status = 'concluded') = (concluded_at is not null)", name="concluded"),
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
    is_flagged: Mapped[bool] = mapped_column(default=False)
    promised_on: Mapped[date]
    pin_digest: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    created_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    concluded_at: Mapped[datetime | None]


class Step(Base):
    """What happened, when, by whom, with which words. Added, never changed."""

    __tablename__ = "message_steps"

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
