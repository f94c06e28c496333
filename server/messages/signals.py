"""A letter whose words may announce a petition: a person who read it says whether it does (W10)."""

from __future__ import annotations

from dataclasses import dataclass

from server.core import audit, clock
from server.core.actor import Actor
from server.core.db import db
from server.core.permissions import Permission
from server.messages.aside_models import Signal
from server.messages.models import Message
from server.messages.schemas import MessageOut
from server.messages.service import refuse_author
from server.reading.petition import signs


@dataclass(frozen=True, slots=True)
class Doubt:
    """The words that raised it, and what somebody said to it."""

    words: list[str]
    said: Signal | None


def say(actor: Actor, message: Message, *, is_signal: bool, reason: str) -> None:
    """It is one, or it is not; said again, the last word holds. Its author never reads it."""
    refuse_author(actor, message)
    said = db.session.get(Signal, message.id) or Signal(message_id=message.id)
    said.is_signal, said.reason, said.by, said.at = is_signal, reason, actor.title, clock.now()
    db.session.add(said)
    audit.record(
        actor, "message.signal", "message", message.id, f"{'是' if is_signal else '不是'}：{reason}"[:200]
    )


def doubt_of(actor: Actor, message: MessageOut) -> Doubt | None:
    """For those who may write notes; the database is asked only where there are such words."""
    words = signs(message.content) if actor.may(Permission.MESSAGE_NOTE) else []
    return Doubt(words, db.session.get(Signal, message.id)) if words else None
