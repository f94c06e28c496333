"""The codes of a suggestion as people say them (domain §6.4)."""

from __future__ import annotations

from typing import Final

from server.areas.categories import CATEGORIES
from server.messages.aside_models import RefusalReason
from server.messages.guides import GUIDES
from server.messages.kinds import KIND_WORDS, LEVEL_WORDS, URGENCY_WORDS


def category_words(code: str) -> str:
    return f"{code} {CATEGORIES[code]}"


def refer_words(code: str) -> str:
    """Why it may belong elsewhere; the person who refuses it reads the whole guide there."""
    return GUIDES[RefusalReason(code)].reason


ADVICE_WORDS: Final = {
    "kind": KIND_WORDS,
    "level": LEVEL_WORDS,
    "urgency": URGENCY_WORDS,
    "category": category_words,
    "refer": refer_words,
}
