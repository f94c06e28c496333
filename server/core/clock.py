"""The only source of time. Everything that asks for the time asks here, so a test can move it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
_offset = timedelta()
_frozen: datetime | None = None


def now() -> datetime:
    """The present moment, aware, in China's one time zone."""
    return _frozen if _frozen is not None else datetime.now(ZONE) + _offset


def today() -> date:
    return now().date()


def local(moment: datetime) -> datetime:
    """The same moment as people in China read it."""
    return moment.astimezone(ZONE)


def midnight(day: date) -> datetime:
    """When this day begins."""
    return datetime.combine(day, time(), ZONE)


@contextmanager
def frozen(moment: datetime) -> Iterator[None]:
    """Time stands still at `moment` (tests and reproducible demo data)."""
    global _frozen
    before, _frozen = _frozen, moment.astimezone(ZONE)
    try:
        yield
    finally:
        _frozen = before


@contextmanager
def shifted(by: timedelta) -> Iterator[None]:
    """Time runs on, moved by `by` (tests of deadlines)."""
    global _offset
    before, _offset = _offset, _offset + by
    try:
        yield
    finally:
        _offset = before
