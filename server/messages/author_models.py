"""What its author puts beside a letter, and who says: me too."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import Base


class Voice(Base):
    """What the author said aloud instead of writing, or beside it. The station may write down what is heard."""

    __tablename__ = "message_voices"
    __table_args__ = (CheckConstraint("(transcript = '') = (transcribed_at is null)", name="transcribed"),)

    message_id: Mapped[UUID] = mapped_column(ForeignKey("messages.id"), primary_key=True)
    upload_id: Mapped[UUID] = mapped_column(ForeignKey("uploads.id"), unique=True)
    transcript: Mapped[str] = mapped_column(Text, default="")
    transcriber: Mapped[str] = mapped_column(String(60), default="")
    transcribed_at: Mapped[datetime | None]


class Follow(Base):
    """Somebody met the same and wants to hear what becomes of it. Neither side learns who the other is."""

    __tablename__ = "message_follows"

    message_id: Mapped[UUID] = mapped_column(ForeignKey("messages.id"), primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), primary_key=True, index=True)
    summary: Mapped[str] = mapped_column(String(300), default="")
    """The words in which it was shown before sending; of a released case there is the released summary instead."""
    at: Mapped[datetime]
    told_step: Mapped[int] = mapped_column(BigInteger)
    """The last step that was told, or lay before the follow."""


class Revisit(Base):
    """Four weeks after its author said that it was solved, one question is asked, once: is it still?"""

    __tablename__ = "message_revisits"

    message_id: Mapped[UUID] = mapped_column(ForeignKey("messages.id"), primary_key=True)
    asked_at: Mapped[datetime]
    is_well: Mapped[bool | None]
    answered_at: Mapped[datetime | None]
