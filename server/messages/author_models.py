"""What its author puts beside a letter."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
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
