"""Working days by China's calendar, and Monday to Friday where the calendar knows a year not yet (domain §6.3)."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import chinese_calendar

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days on which a place departs from the national calendar; a day in both is closed."""

    closed: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()


NATIONAL = Calendar()


@lru_cache(maxsize=4096)
def _is_national_workday(day: date) -> bool:
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        log.warning("no holiday calendar for the year", extra={"error": str(day.year)})
        return day.weekday() < 5


def is_workday(day: date, calendar: Calendar = NATIONAL) -> bool:
    """Whether offices are open; a year the national calendar does not know counts Monday to Friday."""
    if day in calendar.closed:
        return False
    return day in calendar.worked or _is_national_workday(day)


def after(day: date, count: int, calendar: Calendar = NATIONAL) -> date:
    """The date `count` working days later; `day` itself does not count."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_workday(day, calendar)
    return day


def before(day: date, count: int, calendar: Calendar = NATIONAL) -> date:
    """The date `count` working days earlier; `day` itself does not count."""
    while count > 0:
        day -= timedelta(days=1)
        count -= is_workday(day, calendar)
    return day


def between(first: date, last: date, calendar: Calendar = NATIONAL) -> int:
    """Working days after `first` up to and with `last`; negative when `last` lies before."""
    if last < first:
        return -between(last, first, calendar)
    return sum(
        is_workday(first + timedelta(days=step), calendar) for step in range(1, (last - first).days + 1)
    )
