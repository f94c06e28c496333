"""The page of what waits for me; its number and the rail around every page, from one statement."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from flask import g

from server.core import todos
from server.core.actor import VISITOR, Actor, current
from server.core.pages import Pages, page
from server.core.permissions import Permission
from server.core.todos import Waiting
from server.todos import rail

pages = Pages("todos", "server.todos")


@dataclass(frozen=True, slots=True)
class Section:
    """Things equally urgent; `tone` is the class of their terms."""

    words: str
    tone: str
    lines: list[Waiting]


@pages.get("/todos", permission=Permission.SESSION_OWN)
def listed() -> str:
    """What waits for me, the most urgent first."""
    return page("todos/todos.html", sections=sections(waiting_for(current())))


def sections(found: list[Waiting]) -> list[Section]:
    """By the term of the oldest of each kind, as the list is ordered."""
    late = [one for one in found if one.days_left is not None and one.days_left < 0]
    today = [one for one in found if one.days_left == 0]
    later = [one for one in found if one.days_left is not None and one.days_left > 0]
    free = [one for one in found if one.days_left is None]
    cut = (
        Section("已经过期", "bad", late),
        Section("今天到期", "warn", today),
        Section("还有时间", "", later),
        Section("没有期限，先来的先办", "", free),
    )
    return [section for section in cut if section.lines]


def waiting_for(actor: Actor) -> list[Waiting]:
    """Asked once a request, however many numbers stand around the page."""
    held: tuple[Actor, list[Waiting]] | None = g.get("todos")
    if held is None or held[0] is not actor:
        held = g.todos = (actor, todos.of(actor))
    return held[1]


def _places() -> list[rail.Group]:
    actor: Actor = g.get("actor") or VISITOR
    counts: Counter[str] = Counter()
    for one in waiting_for(actor):
        counts[one.kind.place] += one.count
    return rail.of(actor, counts)


@pages.blueprint.app_context_processor
def around_every_page() -> dict[str, object]:
    """The rail, and how much waits in all."""
    return {
        "rail": _places,
        "waiting_in_all": lambda: sum(one.count for one in waiting_for(g.get("actor") or VISITOR)),
    }
