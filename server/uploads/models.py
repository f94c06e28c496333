"""Pictures and recordings that were sent. The bytes lie in storage under the row's id."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import Row


class Upload(Row):
    """A cleaned picture or recording of one account; a recording is 0 pixels wide. `used_at` is set when something takes it in."""

    __tablename__ = "uploads"

    owner_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), index=True)
    type: Mapped[str] = mapped_column(String(40))
    size: Mapped[int]
    width: Mapped[int]
    height: Mapped[int]
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
