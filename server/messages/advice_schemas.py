"""What is said before a letter is sent, and what is suggested to those who answer it."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from server.core.http import Out
from server.messages.kinds import Kind, Level, Urgency
from server.messages.life import MessageStatus


class SuggestedOut(Out):
    """Codes of domain §6.4 and §5.1, with the words that led there; a person confirms or corrects them."""

    kind: Kind
    category: str
    level: Level
    urgency: Urgency
    refer: Literal["J1", "J2", "J3", "J4", "J5", "J6", "J8"] | None
    words: list[str]


class SafetyOut(Out):
    """What to do at once, and the numbers to call."""

    text: str
    call: list[str]


class SimilarOut(Out):
    """A case of somebody else, in words that staff released or that are nobody's."""

    id: UUID
    number: str
    summary: str
    status: MessageStatus


class PreviewOut(Out):
    safety: SafetyOut | None
    similar: list[SimilarOut]
