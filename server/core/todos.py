"""What waits for somebody, across all features: each joins with what waits in it, and all are counted in one statement."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Date, DateTime, Select, cast, func, literal, null, union_all
from sqlalchemy.orm import QueryableAttribute

from server.core import clock
from server.core.actor import Actor
from server.core.db import db
from server.core.permissions import Permission

Waits = Callable[[Actor], Select[Any] | None]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of thing that waits (R0-09): how to say it, who is waited for, which rows, where it is done."""

    name: str
    words: str
    does: str
    """The words of the button: the page behind it does it."""
    icon: str
    place: str
    """The place of the rail whose number this adds to."""
    permission: Permission
    waits: Waits
    """The rows that wait for an actor, asked through the feature's own door; None for whom it never waits."""
    endpoint: str
    values: Callable[[Actor], Mapping[str, Any]] = lambda _: {}
    """What stands in that page's address."""
    due: QueryableAttribute[Any] | None = None
    """The column that says until when, where there is a term."""
    since: QueryableAttribute[Any] | None = None
    """The column that says since when it waits."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many of a kind wait for one person, and the oldest of them."""

    kind: Kind
    count: int
    due: date | None
    since: date | None

    @property
    def days_left(self) -> int | None:
        return (self.due - clock.today()).days if self.due else None


_kinds: dict[str, Kind] = {}


def join(*kinds: Kind) -> None:
    """A feature says what waits in it; in its own `todos.py`."""
    _kinds.update({kind.name: kind for kind in kinds})


def kinds() -> list[Kind]:
    return list(_kinds.values())


def of(actor: Actor) -> list[Waiting]:
    """Everything that waits for this person, the most urgent first, in one statement.

    What is late or has the nearest term comes first, then what has none, by how long it waits; never by how many.
    """
    asked = [line for kind in _kinds.values() if (line := _line(actor, kind)) is not None]
    if not asked:
        return []
    rows = db.session.execute(union_all(*asked) if len(asked) > 1 else asked[0])
    found = [Waiting(_kinds[name], count, due, since) for name, count, due, since in rows if count]
    return sorted(found, key=_urgency)


def _urgency(waiting: Waiting) -> tuple[date, date, str]:
    return (waiting.due or date.max, waiting.since or date.max, waiting.kind.name)


def _line(actor: Actor, kind: Kind) -> Select[Any] | None:
    found = kind.waits(actor) if actor.may(kind.permission) else None
    if found is None:
        return None
    counted = (literal(kind.name), func.count(), _oldest(kind.due), _oldest(kind.since))
    return found.with_only_columns(*counted).order_by(None)


def _oldest(column: QueryableAttribute[Any] | None) -> ColumnElement[Any]:
    if column is None:
        return cast(null(), Date)
    oldest = func.min(column)
    if isinstance(column.type, DateTime):
        return cast(func.timezone(clock.ZONE.key, oldest), Date)
    return cast(oldest, Date)
