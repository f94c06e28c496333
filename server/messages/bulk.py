"""The same step for several letters: each goes by its own verb and its own rules, and says what became of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from server.core.actor import Actor
from server.core.db import apart, db
from server.core.errors import AppError
from server.messages.models import Message
from server.messages.queries import UNKNOWN, visible_to

MOST = 60
Verb = Callable[[Message], str]
"""Takes the step, and says in a few words what was done."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one letter: done, or why not."""

    message_id: UUID
    number: str
    is_done: bool
    words: str


def each(actor: Actor, ids: Sequence[UUID], verb: Verb) -> list[Outcome]:
    """In the order they were chosen. What one of them refuses leaves the others as they are."""
    seen = visible_to(actor).where(Message.id.in_(ids[:MOST]))
    # held in one order, so that two people with overlapping choices wait instead of blocking each other
    held = {m.id: m for m in db.session.scalars(seen.order_by(Message.id).with_for_update())}
    return [_one(held.get(message_id), message_id, verb) for message_id in dict.fromkeys(ids[:MOST])]


def _one(message: Message | None, message_id: UUID, verb: Verb) -> Outcome:
    if message is None:
        return Outcome(message_id, "", False, UNKNOWN)
    number = message.number
    try:
        with apart():
            words = verb(message)
    except AppError as refused:
        return Outcome(message_id, number, False, refused.text)
    return Outcome(message_id, number, True, words)
