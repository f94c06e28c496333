"""Letters that somebody said at the counter or by phone, and who wrote them down (O1, domain §4.2 代录)."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import Base, values_of


class TakenHow(StrEnum):
    COUNTER = "counter"
    PHONE = "phone"
    VISIT = "visit"
    ONSITE = "onsite"


class WalkIn(Base):
    """Beside the letter: a letter without such a row was written by its author."""

    __tablename__ = "message_walkins"

    message_id: Mapped[UUID] = mapped_column(ForeignKey("messages.id"), primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    """Who wrote it down; they may go on handling it, because they are not its author."""
    by: Mapped[str] = mapped_column(String(60))
    how: Mapped[TakenHow] = mapped_column(values_of(TakenHow))
    consent_record: Mapped[bool]
    """The person knew that name and phone are kept, and agreed. Without it neither is."""
