"""Text that people send, normalised once at the door, so that the database never meets a NUL or half a character;
and how names, phones and days are said to them."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\ufeff]")


def clean(value: object) -> object:
    """NFC, outer blanks and invisible control characters removed; half a surrogate pair is refused."""
    if not isinstance(value, str):
        return value
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        raise ValueError("broken_character") from None
    return _CONTROL.sub("", unicodedata.normalize("NFC", value)).strip()


def _has_content(value: str) -> str:
    if value and not any(character.isalnum() for character in value):
        raise ValueError("no_words")
    return value


Text = Annotated[str, BeforeValidator(clean)]
"""Any text a person wrote, cleaned."""

Words = Annotated[str, BeforeValidator(clean), AfterValidator(_has_content)]
"""Text that has to say something: at least one letter, digit or Chinese character."""

Reason = Annotated[Words, Field(min_length=2, max_length=200)]
"""Why somebody does it, as long as the audit keeps it."""


def grams(words: str) -> list[str]:
    """What to look for in an index of `grams` (the database's function of this name): pairs, or the one character."""
    return sorted({words[at : at + 2] for at in range(len(words) - 1)}) or [words]


def mask_name(name: str) -> str:
    """陈小明 → 陈**: enough to talk about, not enough to find the person."""
    return name[:1] + "**" if name else ""


def mask_phone(phone: str) -> str:
    """13812342046 → 138****2046."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 8 else "****"


def day_words(day: date) -> str:
    """11月22日."""
    return f"{day.month}月{day.day}日"


def date_words(day: date) -> str:
    """2026年11月22日."""
    return f"{day.year}年{day_words(day)}"


def summary(text: str, length: int = 40) -> str:
    """The first line's worth of a longer text."""
    flat = " ".join(text.split())
    return flat if len(flat) <= length else flat[: length - 1] + "…"


UNMISTAKABLE = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""What people read from one thing and type into another: no 0 and O, no 1, I and L, no U for V."""


def share_words(part: int, whole: int) -> str | None:
    """5339 of 6571 → 81.2%: rounded down, so that nothing looks better than it is; None of nothing."""
    if not whole:
        return None
    tenths = part * 1000 // whole
    return f"{tenths // 10}.{tenths % 10}%"
