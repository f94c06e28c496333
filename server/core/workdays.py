"""Working days by China's calendar, and Monday to Friday where the calendar knows a year not yet (domain §6.3)."""

from __future__ import annotations

import logging
from datetime import date, timedelta
from functools import lru_cache

import chinese_calendar

log = logging.getLogger(__name__)


@lru_cache(maxsize=4096)
def is_workday(day: date) -> bool:
    """Whether offices are open; a year the calendar does not know counts Monday to Friday."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        log.warning("no holiday calendar for the year", extra={"error": str(day.year)})
        return day.weekday() < 5


def after(day: date, count: int) -> date:
    """The date `count` working days later; `day` itself does not count."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_workday(day)
    return day


def between(first: date, last: date) -> int:
    """Working days after `first` up to and with `last`; negative when `last` lies before."""
    if last < first:
        return -between(last, first)
    return sum(is_workday(first + timedelta(days=step)) for step in range(1, (last - first).days + 1))
