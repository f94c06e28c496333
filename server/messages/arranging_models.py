"""Letters that were put together, parted, joined or sent to another station, and what it takes to undo it."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import Base, values_of
from server.messages.life import MessageStatus

UNDO_WITHIN = timedelta(minutes=10)


class Arranged(StrEnum):
    """What was done with a letter: `other` is the main one, the part, the joined one; of a transfer there is none."""

    MERGE = "merge"
    SPLIT = "split"
    LINK = "link"
    TRANSFER = "transfer"


class Arrangement(Base):
    """In force until it is undone, which whoever did it may for ten minutes (O29)."""

    __tablename__ = "message_arrangements"
    __table_args__ = (
        Index(
            "uq_message_arrangements_merged",
            "message_id",
            unique=True,
            postgresql_where="kind = 'merge' and undone_at is null",
        ),
        Index("ix_message_arrangements_account", "account_id", "at"),
        CheckConstraint("(kind = 'transfer') = (other_id is null)", name="other"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    message_id: Mapped[UUID] = mapped_column(ForeignKey("messages.id"), index=True)
    kind: Mapped[Arranged] = mapped_column(values_of(Arranged))
    other_id: Mapped[UUID | None] = mapped_column(ForeignKey("messages.id"), index=True)
    before: Mapped[MessageStatus] = mapped_column(values_of(MessageStatus))
    station_id: Mapped[UUID] = mapped_column(ForeignKey("stations.id"))
    """This and the next: where it was before."""
    deputy_id: Mapped[UUID | None] = mapped_column(ForeignKey("deputies.id"))
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    by: Mapped[str] = mapped_column(String(60))
    at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
