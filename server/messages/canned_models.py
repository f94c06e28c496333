"""Replies that are written often, kept by a station or an area for everybody who answers there."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import AreaCode, Row, values_of
from server.messages.kinds import Category
from server.messages.life import MessageStatus


class CannedReply(Row):
    """Words to begin with. `{编号}` and its like are filled in; another blank in braces is filled by hand."""

    __tablename__ = "message_canned_replies"
    __table_args__ = (CheckConstraint("(station_id is null) <> (area_prefix is null)", name="kept_by_one"),)

    station_id: Mapped[UUID | None] = mapped_column(ForeignKey("stations.id"), index=True)
    area_prefix: Mapped[AreaCode | None] = mapped_column(index=True)
    title: Mapped[str] = mapped_column(String(30))
    text: Mapped[str] = mapped_column(Text)
    status: Mapped[MessageStatus | None] = mapped_column(values_of(MessageStatus))
    """Offered only for letters in this state; for all, when empty. So is the category."""
    category: Mapped[Category | None] = mapped_column(values_of(Category, 3))
    by: Mapped[str] = mapped_column(String(60))
    created_at: Mapped[datetime]
