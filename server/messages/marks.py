"""How far a letter is from being public, in a mark or two; only for those who publish."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from uuid import UUID

from server.core.actor import Actor
from server.core.permissions import Permission
from server.messages.models import Message, Visibility
from server.safety.models import Doubt, Part
from server.safety.queries import Finding, Standing, findings


class Mark(StrEnum):
    CLEAR = "clear"
    WAITING = "waiting"
    """The platform has not said yet."""
    TEXT = "text"
    """It doubts the words."""
    PHOTO = "photo"
    UNCHECKED = "unchecked"
    """It cannot say: a person looks."""
    WITHHELD = "withheld"


_STANDING = {
    Standing.CLEAR: Mark.CLEAR,
    Standing.WAITING: Mark.WAITING,
    Standing.WITHHELD: Mark.WITHHELD,
}
_DOUBTED = {Part.TEXT: Mark.TEXT, Part.PHOTO: Mark.PHOTO}
_LOOK = (Standing.WAITING, Standing.DOUBTFUL)


def marks_of(found: Finding) -> list[Mark]:
    """One mark, or one for each thing that makes a person look."""
    if found.standing is not Standing.DOUBTFUL:
        return [_STANDING[found.standing]]
    doubted = (_DOUBTED[p] if d in (Doubt.REVIEW, Doubt.RISKY) else Mark.UNCHECKED for p, d in found.doubts)
    return list(dict.fromkeys(doubted))


def of_one(actor: Actor, message: Message) -> list[Mark]:
    """Of an open letter everything; none of one that stays private, or for who does not publish."""
    return marks_of(found) if (found := _found(actor, [message]).get(message.id)) else []


def of_lines(actor: Actor, messages: Iterable[Message]) -> dict[UUID, list[Mark]]:
    """In a list only what waits for somebody: still being looked at, or doubtful."""
    found = _found(actor, messages)
    return {key: marks_of(finding) for key, finding in found.items() if finding.standing in _LOOK}


def _found(actor: Actor, messages: Iterable[Message]) -> dict[UUID, Finding]:
    if not actor.may(Permission.MESSAGE_PUBLISH):
        return {}
    return findings(message.id for message in messages if message.visibility is not Visibility.PRIVATE)
