"""The clocks that the law sets for suggestions: by the calendar, in days and months, not in working days (domain §5.3).

A day counts from the next one on; a month ends on the same day of a later month, or on its last.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from server.areas import settings
from server.core import clock, workdays
from server.core.workdays import Calendar

EXTENSION_MONTHS = 3
"""At most, once, when the reviewer agrees (S8)."""
SUPPORT_MONTHS = 1
"""Until a supporting unit has said what it thinks (S5)."""
MOST_RETURNS = 2
VERY_LATE = 5
"""Working days after which late is black."""


class Level(StrEnum):
    """Whose suggestion it is: of a county's congress, a township's, or a street's council, which is no congress."""

    COUNTY = "county"
    TOWNSHIP = "township"
    STREET_COUNCIL = "street_council"


LEVEL_WORDS = {
    Level.COUNTY: "区县人大代表建议",
    Level.TOWNSHIP: "乡镇人大代表建议",
    Level.STREET_COUNCIL: "街道议事代表建议",
}


@dataclass(frozen=True, slots=True)
class Term:
    """`dispatch` and `back` in days, or in months or working days where the level says so."""

    dispatch_days: int = 0
    dispatch_months: int = 0
    answer_months: int = 3
    return_workdays: int = 0
    return_days: int = 0


_CONGRESS = Term(dispatch_days=10, answer_months=3, return_workdays=7)
TERMS = {
    Level.COUNTY: _CONGRESS,
    Level.TOWNSHIP: _CONGRESS,
    Level.STREET_COUNCIL: Term(dispatch_months=1, answer_months=2, return_days=10),
}


def months_after(day: date, months: int) -> date:
    """30 November and three months are 28 February, or 29."""
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def dispatch_by(level: Level, day: date) -> date:
    """The last day on which a suggestion handed in on `day` reaches its unit (S5)."""
    term = TERMS[level]
    return months_after(day, term.dispatch_months) + timedelta(days=term.dispatch_days)


def answer_by(level: Level, day: date) -> date:
    """The last day of the main unit's written answer, from the day it was dispatched (S9)."""
    return months_after(day, TERMS[level].answer_months)


def support_by(day: date) -> date:
    return months_after(day, SUPPORT_MONTHS)


def return_by(level: Level, day: date, area_code: str) -> date:
    """The last day on which a unit may say that it is another's (S7)."""
    term = TERMS[level]
    worked = workdays.after(day, term.return_workdays, settings.calendar(area_code))
    return worked + timedelta(days=term.return_days)


@dataclass(frozen=True, slots=True)
class Light:
    """A lamp as in the inbox: the tone has a shape of its own, the words say it."""

    tone: str
    words: str


def light(doing: str, since: date, due: date, calendar: Calendar) -> Light:
    """Green while more than a fifth of the time is left, yellow then, red once late, black after five working days."""
    today = clock.today()
    left, whole = (due - today).days, (due - since).days
    if left < 0:
        is_black = workdays.between(due, today, calendar) > VERY_LATE
        return Light("b" if is_black else "r", f"{doing}晚了 {-left} 天")
    words = f"{doing}还剩 {left} 天" if left else f"今天要{doing}"
    return Light("y" if left <= max(1, whole // 5) else "g", words)
