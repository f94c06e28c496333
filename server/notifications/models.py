"""Notices, which exist exactly once, and pushes, which may fail in four honest ways."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
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


class Push(Row):
    """A WeChat subscribe message that goes with a notice. Never a name, a phone or what was written."""

    __tablename__ = "pushes"

    notice_id: Mapped[UUID] = mapped_column(ForeignKey("notices.id"), unique=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), index=True)
    template: Mapped[str] = mapped_column(String(24))
    page: Mapped[str] = mapped_column(String(200))
    data: Mapped[dict[str, Any]] = mapped_column(JSONB)
    state: Mapped[PushState] = mapped_column(values_of(PushState), default=PushState.PENDING)
    errcode: Mapped[int | None]
    msgid: Mapped[str] = mapped_column(String(40), default="")
    created_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]


class PlatformEvent(Base):
    """A push of the platform that was received, kept so that the same one again changes nothing."""

    __tablename__ = "platform_events"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    dedupe_key: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    received_at: Mapped[datetime] = mapped_column(index=True)
