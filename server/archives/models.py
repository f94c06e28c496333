"""A fixed report as it was written: its words and tables stay as they were, later ones stand beside it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, SmallInteger, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from server.archives.kinds import KIND_WORDS, FilingKind
from server.core import clock
from server.core.db import AreaCode, Row, values_of


class Filing(Row):
    """One kind, one area, one period. Added, never changed; `serial` above 1 says who wanted it anew and why."""

    __tablename__ = "filings"
    __table_args__ = (
        Index("uq_filings_serial", "kind", "area_code", "first", "serial", unique=True),
        Index("ix_filings_area", "area_code", "as_of"),
        CheckConstraint("serial = 1 or length(btrim(reason)) >= 2", name="reason"),
    )

    kind: Mapped[FilingKind] = mapped_column(values_of(FilingKind))
    area_code: Mapped[AreaCode]
    period: Mapped[str] = mapped_column(String(8))
    first: Mapped[date]
    """The period's first day."""
    serial: Mapped[int] = mapped_column(SmallInteger)
    content: Mapped[dict[str, Any]] = mapped_column(JSONB)
    as_of: Mapped[datetime]
    """The time of the data in it."""
    written_by: Mapped[str] = mapped_column(String(60))
    account_id: Mapped[UUID | None]
    reason: Mapped[str] = mapped_column(String(200), default="")

    @property
    def name(self) -> str:
        return KIND_WORDS[self.kind]

    @property
    def data_time(self) -> str:
        """With its year: it is read years later."""
        return f"{clock.local(self.as_of):%Y-%m-%d %H:%M}"
