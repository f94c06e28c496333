"""What somebody asked to be packed."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import Row, values_of


class CopyState(StrEnum):
    PACKING = "packing"
    READY = "ready"
    FAILED = "failed"


class DataCopy(Row):
    """One package of one person, kept for a week under its id."""

    __tablename__ = "data_copies"

    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), index=True)
    state: Mapped[CopyState] = mapped_column(values_of(CopyState))
    total: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    size: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
