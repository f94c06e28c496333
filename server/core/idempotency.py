"""The same request sent twice does its work once: the answer is kept with the work, in one transaction.

The work is done first and the key stored with it; whoever loses the race for the key has done nothing and is
given the winner's answer. So a first try asks nothing more and a lost answer can be asked for again,
even after the thing itself has moved on.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import LargeBinary, String, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from server.core import clock, crypto
from server.core.db import Base, db, leave
from server.core.errors import InvalidInput, KeyReused

KEPT = timedelta(days=2)


class IdempotencyKey(Base):
    """One answered request of one account. The answer is sealed: it may hold a look-up PIN."""

    __tablename__ = "idempotency_keys"

    account_id: Mapped[UUID] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    fingerprint: Mapped[bytes] = mapped_column(LargeBinary(32))
    status: Mapped[int]
    answer_sealed: Mapped[bytes]
    created_at: Mapped[datetime] = mapped_column(index=True)


@dataclass(frozen=True, slots=True)
class Key:
    """Who asks, with which key, for which route and body."""

    account_id: UUID
    value: str
    fingerprint: bytes

    @property
    def context(self) -> str:
        return f"idempotency_keys|answer|{self.account_id}|{self.value}"


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: str


def key_of(account_id: UUID, value: str | None, route: str, body: bytes) -> Key:
    """Raises InvalidInput when the header is missing or not 8–80 plain characters."""
    if not value or not 8 <= len(value) <= 80 or not value.isascii() or not value.isprintable():
        raise InvalidInput(
            "idempotency.key_missing", "这次没有发出去，请再按一次“发出去”。", header="Idempotency-Key"
        )
    return Key(account_id, value, crypto.digest(f"{route}\n{body.decode('utf-8', 'replace')}"))


def find(key: Key) -> Answer | None:
    """The answer given before. Raises KeyReused when the body was another one."""
    row = db.session.scalar(
        select(IdempotencyKey).where(
            IdempotencyKey.account_id == key.account_id, IdempotencyKey.key == key.value
        )
    )
    if row is None:
        return None
    if row.fingerprint != key.fingerprint:
        raise KeyReused
    return Answer(row.status, crypto.ring().open(row.answer_sealed, key.context))


def keep(key: Key, answer: Answer) -> None:
    """Store the answer together with its work. When somebody was quicker, the key is taken and neither is stored."""
    leave(
        IdempotencyKey(
            account_id=key.account_id,
            key=key.value,
            fingerprint=key.fingerprint,
            status=answer.status,
            answer_sealed=crypto.ring().seal(answer.body, key.context),
            created_at=clock.now(),
        )
    )


def forget_old() -> None:
    """Answers older than two days are not asked for again."""
    db.session.execute(delete(IdempotencyKey).where(IdempotencyKey.created_at < clock.now() - KEPT))
