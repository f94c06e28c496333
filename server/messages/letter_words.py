"""What a letter is found by: one row beside it, kept by the database itself whenever something is said."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import Base

LEXEMES = text("letter_lexemes(words, aside, marks)")
GIN: dict[str, Any] = {"postgresql_using": "gin", "postgresql_with": {"gin_pending_list_limit": "8192"}}
"""New letters wait in a heap of eight megabytes at most, so that writing one does not wait for the index."""


class LetterWords(Base):
    """`words`: the letter, its place, station and deputy, and what was said of it, for everybody who sees it.
    `aside`: what the staff said among themselves. `marks`: number, day and place, as `terms` asks for them.

    Triggers on messages, steps and notes write it; nothing else does.
    """

    __tablename__ = "letter_words"
    __table_args__ = (
        Index("ix_letter_words_created_at", "created_at", "message_id"),
        Index("ix_letter_words_lexemes", LEXEMES, **GIN),
    )

    message_id: Mapped[UUID] = mapped_column(ForeignKey("messages.id", ondelete="cascade"), primary_key=True)
    created_at: Mapped[datetime]
    words: Mapped[str] = mapped_column(Text)
    aside: Mapped[str] = mapped_column(Text)
    marks: Mapped[list[str]] = mapped_column(ARRAY(Text))
