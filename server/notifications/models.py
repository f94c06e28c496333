"""Notices, which exist exactly once, and pushes, which may fail in four honest ways."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import Base, Row, values_of


class Notice(Row):
    """Something a person should know. `source` names its cause, so that it is told once."""

    __tablename__ = "notices"
    __table_args__ = (
        UniqueConstraint("account_id", "source"),
        Index("ix_notices_account_id_created_at", "account_id", "created_at"),
    )

    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    source: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(60))
    text: Mapped[str] = mapped_column(String(200))
    target_type: Mapped[str] = mapped_column(String(24), default="")
    target_id: Mapped[UUID | None]
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]


class PushState(StrEnum):
    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    NOT_SUBSCRIBED = "not_subscribed"
    REFUSED = "refused"
    FAILED = "failed"
    UNKNOWN = "unknown"
    """The line broke after the request went out: it may have arrived. Only a person sends again."""


class Channel(StrEnum):
    """The ways out of the app, in the order in which they are tried."""

    WECHAT = "wechat"
    SMS = "sms"


class Push(Row):
    """What goes out with a notice: a subscribe message or a short message. Never a name, a phone or what was written."""

    __tablename__ = "pushes"
    __table_args__ = (
        UniqueConstraint("notice_id", "channel"),
        Index("ix_pushes_account_id_created_at", "account_id", "created_at"),
        Index("ix_pushes_created_at", "created_at", postgresql_using="brin"),
        Index(
            "ix_pushes_troubled",
            "state",
            "created_at",
            postgresql_where="state not in ('sent', 'not_subscribed')",
        ),
    )

    notice_id: Mapped[UUID] = mapped_column(ForeignKey("notices.id"))
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    channel: Mapped[Channel] = mapped_column(values_of(Channel, 8), default=Channel.WECHAT)
    template: Mapped[str] = mapped_column(String(24))
    page: Mapped[str] = mapped_column(String(200))
    data: Mapped[dict[str, Any]] = mapped_column(JSONB)
    state: Mapped[PushState] = mapped_column(values_of(PushState), default=PushState.PENDING)
    errcode: Mapped[int | None]
    msgid: Mapped[str] = mapped_column(String(40), default="")
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    """When the line was last opened for it: what the platform reports later belongs to a push begun before."""
    settled_at: Mapped[datetime | None]
    resent_by: Mapped[UUID | None]
    """The person who had an unknown one sent again."""


class Consent(Base):
    """How often somebody accepted the prompt of one template, as far as we were told.

    The phone and the platform both tell of one and the same accept, each once: the larger count is the truth.
    """

    __tablename__ = "consents"

    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    template: Mapped[str] = mapped_column(String(24), primary_key=True)
    told: Mapped[int] = mapped_column(default=0)
    heard: Mapped[int] = mapped_column(default=0)
    spent: Mapped[int] = mapped_column(default=0)
    refused_at: Mapped[datetime | None]
    changed_at: Mapped[datetime]
    """When the person last answered; an older answer that is told later no longer counts."""


class Receipt(Base):
    """What the platform said became of one message (`subscribe_msg_sent_event`); it may come before its answer."""

    __tablename__ = "push_receipts"

    msgid: Mapped[str] = mapped_column(String(40), primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), index=True)
    template: Mapped[str] = mapped_column(String(24))
    errcode: Mapped[int]
    at: Mapped[datetime]
    push_id: Mapped[UUID | None]


class Trouble(Base):
    """One trouble of the deliveries while it lasts: told once to the administrators, gone when it is over."""

    __tablename__ = "delivery_troubles"

    name: Mapped[str] = mapped_column(String(24), primary_key=True)
    since: Mapped[datetime]


class NoticeChoice(Base):
    """What one person wants to be told outside the app. Without a row: what their role is told by default."""

    __tablename__ = "notice_choices"

    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    muted: Mapped[list[str]] = mapped_column(ARRAY(String(24)))
    is_quiet_at_night: Mapped[bool]
    by_sms: Mapped[bool]


class PlatformEvent(Base):
    """A push of the platform that was received, kept so that the same one again changes nothing."""

    __tablename__ = "platform_events"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    dedupe_key: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    nonce_digest: Mapped[bytes | None] = mapped_column(LargeBinary(32), unique=True)
    """Of timestamp and nonce: the same pair under another body is somebody's replay."""
    name: Mapped[str] = mapped_column(String(60))
    received_at: Mapped[datetime] = mapped_column(index=True)
