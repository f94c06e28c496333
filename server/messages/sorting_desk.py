"""The four fields by which a person says what a letter is (O3), the same wherever the console asks for them."""

from __future__ import annotations

from typing import Any

from flask import url_for

from server.areas.categories import CATEGORIES
from server.core.actor import Actor
from server.core.parsing import Body
from server.messages.desk import Place
from server.messages.kinds import KIND_WORDS, LEVEL_WORDS, URGENCY_WORDS, Category, Kind, Level, Urgency
from server.messages.models import Message
from server.messages.schemas import SortedOut
from server.messages.sorting import STATIONS

CATEGORY_WORDS = {Category(code): words for code, words in CATEGORIES.items()}
CHOICES: tuple[tuple[str, str, dict[Any, str]], ...] = (
    ("kind", "性质", KIND_WORDS),
    ("category", "类别", {code: f"{code.value} {words}" for code, words in CATEGORY_WORDS.items()}),
    ("level", "谁能解决", LEVEL_WORDS),
    ("urgency", "紧急", {code: f"{code.value} {words}" for code, words in URGENCY_WORDS.items()}),
)
"""Name, label and what may be chosen; in a form each name begins with `sorted_`, because a list is filtered by some."""


class SortFields(Body):
    """What is chosen is confirmed; what is left open stays as it is."""

    sorted_kind: Kind | None = None
    sorted_category: Category | None = None
    sorted_level: Level | None = None
    sorted_urgency: Urgency | None = None

    @property
    def sorted_as(self) -> dict[str, Any]:
        """As `sorting.sort` takes it."""
        return {name: getattr(self, f"sorted_{name}") for name, _, _ in CHOICES}


class AcceptForm(SortFields, Place):
    """Taken on, and said what it is. A station that will answer on the spot may leave the kind open (O6)."""

    kind_later: bool = False

    @property
    def sorted_as(self) -> dict[str, Any]:
        return super().sorted_as | ({"kind": None} if self.kind_later else {})


class SortForm(SortFields, Place):
    """Said again."""


def sorted_words(found: Message | SortedOut) -> list[str]:
    """求助、C05 生态环境与噪声、区县部门、U3 一般: what has been confirmed, and nothing else."""
    return [words[getattr(found, name)] for name, _, words in CHOICES if getattr(found, name) is not None]


def unless_raised(actor: Actor, message: Message, target: str) -> str:
    """A complaint about the village went up: its page is not the station's any more."""
    is_gone = message.raised_at is not None and actor.role in STATIONS
    return url_for("messages_pages.inbox") if is_gone else target


def answers_at_once(actor: Actor) -> bool:
    """Whose answer a confirmed kind may take away (O6)."""
    return actor.role in STATIONS


def around_every_page() -> dict[str, object]:
    return {"sort_choices": CHOICES, "sorted_words": sorted_words, "answers_at_once": answers_at_once}
