"""What somebody said about the app itself."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import AreaCode, Row


class Feedback(Row):
    """Where in the app, which version, what is wrong. Nobody who reads it learns who said it."""

    __tablename__ = "app_feedback"
    __table_args__ = (
        CheckConstraint("(answer = '') = (answered_at is null)", name="answered"),
        Index("ix_app_feedback_open", "created_at", postgresql_where="answered_at is null"),
    )

    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"), index=True)
    """Only to bring the answer; gone with the account."""
    area_code: Mapped[AreaCode]
    """Of the station where the person was last, or empty: whose office may answer beside the administrator."""
    page: Mapped[str] = mapped_column(String(40))
    version: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(String(500))
    created_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(String(500), default="")
    answered_by: Mapped[str] = mapped_column(String(60), default="")
    answered_at: Mapped[datetime | None]
