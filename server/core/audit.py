"""Who looked at or changed something that must be accounted for. Rows are added, never changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Identity, Index, String, insert
from sqlalchemy.orm import Mapped, mapped_column

from server.core import clock
from server.core.actor import Actor
from server.core.db import Base, db


class AuditEntry(Base):
    """One accountable act. `reason` is what the person gave; never the data that was read."""

    __tablename__ = "audit_entries"
    __table_args__ = (Index("ix_audit_entries_subject", "subject_type", "subject_id", "at"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    at: Mapped[datetime]
    account_id: Mapped[UUID | None]
    role: Mapped[str] = mapped_column(String(24))
    scope: Mapped[str] = mapped_column(String(60))
    action: Mapped[str] = mapped_column(String(40))
    subject_type: Mapped[str] = mapped_column(String(24))
    subject_id: Mapped[UUID | None]
    reason: Mapped[str] = mapped_column(String(200), default="")
    by: Mapped[str] = mapped_column(String(60), default="")


def record(actor: Actor, action: str, subject_type: str, subject_id: UUID | None, reason: str = "") -> None:
    """Write the entry in the same transaction as the act itself."""
    db.session.add(AuditEntry(**_entry(actor, action, subject_type, subject_id, reason)))


def record_apart(
    actor: Actor, action: str, subject_type: str, subject_id: UUID | None, reason: str = ""
) -> None:
    """Write the entry in a transaction of its own: of an act that is refused, or of taking away what is only read."""
    with db.engine.begin() as connection:
        connection.execute(insert(AuditEntry).values(_entry(actor, action, subject_type, subject_id, reason)))


def _entry(
    actor: Actor, action: str, subject_type: str, subject_id: UUID | None, reason: str
) -> dict[str, Any]:
    return {
        "at": clock.now(),
        "account_id": actor.account_id,
        "role": actor.role.value,
        "scope": actor.scope,
        "action": action,
        "subject_type": subject_type,
        "subject_id": subject_id,
        "reason": reason,
        "by": actor.title,
    }
