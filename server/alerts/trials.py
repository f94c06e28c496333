"""Before a threshold is changed: how often the rule would have fired in the last twelve months, with it and without.

A feature says how its rule looks back, from what stands in the base tables, never from what was told at the time:

    @looks_back_over_a_year("W06", leaves_out="…")
    def unanswered(trial: Trial) -> Iterator[Fired]: ...
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Select
from sqlalchemy.exc import OperationalError

from server.alerts.models import Level
from server.alerts.registry import Rule
from server.areas import settings
from server.core import clock
from server.core.db import db

MONTHS = 12
MOST = 100_000
"""Rows that one look reads: more are not answered while somebody waits."""


class TooMuch(Exception):
    """A year of this area is more than can be read while somebody waits."""


@dataclass(frozen=True, slots=True)
class Trial:
    """Twelve months up to today in an area (a prefix), with `given` numbers instead of those that hold."""

    area: str
    first: date
    today: date
    given: Mapping[str, int]
    nearer: Mapping[str, tuple[str, ...]]
    """By key: the areas inside with a word of their own, for which `given` would change nothing."""

    @property
    def since(self) -> datetime:
        return datetime.combine(self.first, time(), clock.ZONE)

    def number(self, area_code: str, key: str) -> int:
        if key in self.given and not area_code.startswith(self.nearer[key]):
            return self.given[key]
        return settings.number(area_code, key)

    def least(self, key: str) -> int:
        """No place in the area has a smaller number."""
        known: list[int] = [*settings.everywhere(key).values()]
        return min([*known, self.given[key]] if key in self.given else known)

    def has(self, day: date) -> bool:
        return self.first <= day <= self.today


@dataclass(frozen=True, slots=True)
class Fired:
    """One matter that the rule would have told of, from that day on; `worst` is how bad it became."""

    on: date
    worst: Level | None = None


Past = Callable[[Trial], Iterable[Fired]]


@dataclass(frozen=True, slots=True)
class Back:
    """How a rule looks back. `leaves_out` says in words what the tables do not know."""

    find: Past
    leaves_out: str
    is_now: bool = False
    """The tables know nothing of the past: what is counted is today."""


BACK: dict[str, Back] = {}


def looks_back_over_a_year(code: str, *, leaves_out: str, is_now: bool = False) -> Callable[[Past], Past]:
    def register(find: Past) -> Past:
        BACK[code] = Back(find, leaves_out, is_now)
        return find

    return register


@dataclass(frozen=True, slots=True)
class Outcome:
    """The same months with what holds and with what is tried."""

    back: Back
    months: Sequence[tuple[str, int, int]]
    holds: int
    tried: int
    worse_holds: int
    worse_tried: int
    is_too_much: bool = False


def outcome(rule: Rule, area: str, tried: Mapping[str, int]) -> Outcome:
    """Both looks, or the word that there is too much to read at once."""
    back = BACK[rule.code]
    try:
        before, after = (_look(rule, back, area, given) for given in ({}, tried))
    except (TooMuch, OperationalError):
        return Outcome(back, (), 0, 0, 0, 0, is_too_much=True)
    months = [] if back.is_now else _by_month(before, after)
    worse_before, worse = (
        sum(one.worst not in (None, rule.level) for one in them) for them in (before, after)
    )
    return Outcome(back, months, len(before), len(after), worse_before, worse)


def _look(rule: Rule, back: Back, area: str, given: Mapping[str, int]) -> list[Fired]:
    today = clock.today()
    first = month_before(today, MONTHS)
    nearer = {key: tuple(p for p in settings.everywhere(key) if len(p) > len(area)) for key in rule.uses}
    trial = Trial(area, first, today, given, nearer)
    return [one for one in back.find(trial) if back.is_now or trial.has(one.on)]


def month_before(day: date, count: int) -> date:
    """The first of the month so many months ago, and the day after that month's last when `count` is 0."""
    whole = day.year * 12 + day.month - 1 - count
    return date(whole // 12, whole % 12 + 1, 1)


def _by_month(before: Sequence[Fired], after: Sequence[Fired]) -> list[tuple[str, int, int]]:
    """Every month of the year, also those in which nothing fired."""
    counted = [Counter(one.on.replace(day=1) for one in found) for found in (before, after)]
    months = [month_before(clock.today(), back) for back in range(MONTHS, -1, -1)]
    return [(f"{m.year}年{m.month}月", counted[0][m], counted[1][m]) for m in months]


def read(found: Select[*tuple[Any, ...]]) -> Sequence[tuple[object, ...]]:
    """All rows of a look, or `TooMuch`: never more of them than somebody can wait for."""
    rows = db.session.execute(found.limit(MOST + 1)).all()
    if len(rows) > MOST:
        raise TooMuch
    return [tuple(row) for row in rows]


def next_day(day: date, count: int = 1) -> date:
    return day + timedelta(days=count)
