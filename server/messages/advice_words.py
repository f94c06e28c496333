"""The codes of a suggestion as people say them (domain §6.4)."""

from __future__ import annotations

from server.areas.categories import CATEGORIES
from server.messages.aside_models import RefusalReason
from server.messages.guides import GUIDES
from server.messages.kinds import KIND_WORDS, LEVEL_WORDS, URGENCY_WORDS

__all__ = ["KIND_WORDS", "LEVEL_WORDS", "URGENCY_WORDS", "category_words", "refer_words"]


def category_words(code: str) -> str:
    return f"{code} {CATEGORIES[code]}"


def refer_words(code: str) -> str:
    """Why it may belong elsewhere; the person who refuses it reads the whole guide there."""
    return GUIDES[RefusalReason(code)].reason
