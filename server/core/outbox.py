"""Side effects leave only through here: a row in the transaction of their cause (decision 0003).

A *fact* (`message.replied`) is heard by listeners that only write to the database; the relay runs
them in its own transaction, so each happens exactly once. A *task* talks to the outside world; the
relay hands it to the queue and hands it over again until it is done.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Identity, Index, String, func, insert, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from server.core import clock
from server.core.db import Base, db, values_of


class OutboxKind(StrEnum):
    FACT = "fact"
    LISTENER = "listener"
    TASK = "task"


class OutboxRow(Base):
    """Something that still has to happen. Done rows are deleted; dead ones wait for a person."""

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_due", "due_at", postgresql_where="not is_dead"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    kind: Mapped[OutboxKind] = mapped_column(values_of(OutboxKind, 10))
    name: Mapped[str] = mapped_column(String(80))
    payload: Mapped[dict[str, Any]] = mapped_column(JSONB)
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    is_dead: Mapped[bool] = mapped_column(default=False)
    error: Mapped[str] = mapped_column(String(300), default="")


def publish(fact: str, **payload: Any) -> None:
    """State a fact (`noun.past`) with its cause; whoever listens is told."""
    _insert(OutboxKind.FACT, fact, payload)


def fact(name: str, **payload: Any) -> OutboxRow:
    """The row of a fact, to be stored together with its cause (`db.store`)."""
    return OutboxRow(**_values(OutboxKind.FACT, name, payload))


def assign(task: str, *, due: datetime | None = None, **payload: Any) -> None:
    """Order work on the outside world, done by a worker after this transaction, or when it is `due`."""
    _insert(OutboxKind.TASK, task, payload, due)


def add(kind: OutboxKind, name: str, payload: dict[str, Any]) -> OutboxRow:
    """A row to go on working with."""
    row = OutboxRow(**_values(kind, name, payload))
    db.session.add(row)
    return row


_INSERT = insert(OutboxRow.__table__).inline()  # type: ignore[arg-type]


def _insert(kind: OutboxKind, name: str, payload: dict[str, Any], due: datetime | None = None) -> None:
    """A row that nobody here looks at again: a third of the work of adding an object."""
    db.session.execute(_INSERT, _values(kind, name, payload, due))


def _values(
    kind: OutboxKind, name: str, payload: dict[str, Any], due: datetime | None = None
) -> dict[str, Any]:
    # what is held until its hour is not late before it: its age counts from there
    now = due or clock.now()
    plain = {key: value if isinstance(value, int | None) else str(value) for key, value in payload.items()}
    return {
        "kind": kind,
        "name": name,
        "payload": plain,
        "created_at": now,
        "due_at": now,
        "tries": 0,
        "is_dead": False,
        "error": "",
    }


def state() -> dict[str, float]:
    """How many rows wait, how many are dead, and the age in seconds of the oldest one that waits."""
    waiting = ~OutboxRow.is_dead
    counts = select(
        func.count().filter(waiting),
        func.count().filter(OutboxRow.is_dead),
        func.min(OutboxRow.created_at).filter(waiting),
    )
    waits, dead, oldest = db.session.execute(counts).one()
    age = (clock.now() - oldest).total_seconds() if oldest else 0.0
    return {"waiting": waits, "dead": dead, "oldest_s": max(0.0, age)}
