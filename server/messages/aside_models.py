"""What is said about a letter behind its author's back, until a head says it aloud: refusals proposed, notes."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import Base, values_of


class RefusalReason(StrEnum):
    """Why a letter is not taken on (domain §5.1). J7 stays unused: what is dangerous is never refused."""

    J1 = "J1"
    J2 = "J2"
    J3 = "J3"
    J4 = "J4"
    J5 = "J5"
    J6 = "J6"
    J7 = "J7"
    J8 = "J8"


class Verdict(StrEnum):
    """What became of a proposal to refuse."""

    REFUSED = "refused"
    SENT_BACK = "sent_back"
    DROPPED = "dropped"


class Refusal(Base):
    """A proposal to refuse a letter, and what a head said to it. Its author sees it only once it is decided (O5)."""

    __tablename__ = "message_refusals"
    __table_args__ = (
        Index("uq_message_refusals_open", "message_id", unique=True, postgresql_where="verdict is null"),
        CheckConstraint("reason <> 'J7'", name="no_danger"),
        CheckConstraint("(verdict is null) = (decided_at is null)", name="decided"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    message_id: Mapped[UUID] = mapped_column(ForeignKey("messages.id"), index=True)
    reason: Mapped[RefusalReason] = mapped_column(values_of(RefusalReason, 2))
    text: Mapped[str] = mapped_column(Text)
    proposed_by: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    proposer: Mapped[str] = mapped_column(String(60))
    proposed_at: Mapped[datetime]
    verdict: Mapped[Verdict | None] = mapped_column(values_of(Verdict))
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    decider: Mapped[str] = mapped_column(String(60), default="")
    decided_at: Mapped[datetime | None]
    comment: Mapped[str] = mapped_column(Text, default="")


class Note(Base):
    """Said among the staff. It stands in no answer that an author can get."""

    __tablename__ = "message_notes"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    message_id: Mapped[UUID] = mapped_column(ForeignKey("messages.id"), index=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    by: Mapped[str] = mapped_column(String(60))
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]


class Signal(Base):
    """Whether a letter whose words sound like a budding petition is one: a person said so (W10)."""

    __tablename__ = "message_signals"

    message_id: Mapped[UUID] = mapped_column(ForeignKey("messages.id"), primary_key=True)
    is_signal: Mapped[bool]
    reason: Mapped[str] = mapped_column(String(200))
    by: Mapped[str] = mapped_column(String(60))
    at: Mapped[datetime]
