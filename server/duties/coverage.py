"""Who was asked to take part in a year, and who did (R4-10, domain §6.3): numbers for a place, never a list of people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, func, or_, select

from server.activities.kinds import KINDS, Part
from server.areas.queries import within
from server.core import clock
from server.core.db import db
from server.deputies.models import Deputy
from server.duties.life import COUNTED
from server.duties.models import Duty

OFFLINE = frozenset(kind for kind, info in KINDS.items() if info.part is Part.OFFLINE)
"""Whoever did one of these in a year has taken part in it (§6.1; R4-10, 全年代表参与全覆盖)."""
ONLINE = frozenset(kind for kind, info in KINDS.items() if info.part is Part.ONLINE)
"""Told apart from it."""
SERVED = timedelta(days=90)


def bounds(year: int) -> tuple[datetime, datetime]:
    first, after = (datetime(at, 1, 1, tzinfo=clock.ZONE) for at in (year, year + 1))
    return first, after


def counts_in(year: int) -> ColumnElement[bool]:
    """A confirmed record of this year, sealed or not; by which way it came makes no difference (F03)."""
    first, after = bounds(year)
    return and_(Duty.at >= first, Duty.at < after, Duty.status.in_(COUNTED))


def day_of(year: int) -> date:
    """On which day the year is looked at: its last one, or today."""
    return min(date(year, 12, 31), clock.today())


def is_asked(on: date) -> ColumnElement[bool]:
    """In office on that day, and for ninety days by then."""
    is_there = or_(Deputy.term_to.is_(None), Deputy.term_to >= on)
    return and_(Deputy.term_from <= on - SERVED, is_there)


def has_taken_part(year: int) -> ColumnElement[bool]:
    """A confirmed record of an offline kind, however it came to be known (F03)."""
    return exists().where(Duty.deputy_id == Deputy.id, counts_in(year), Duty.kind.in_(OFFLINE))


@dataclass(frozen=True, slots=True)
class Coverage:
    took_part: int
    asked: int


def coverage(prefix: str, year: int) -> Coverage:
    """Of the deputies of an area's registers, in one statement."""
    found = select(func.count().filter(has_taken_part(year)), func.count()).select_from(Deputy)
    row = db.session.execute(found.where(within(Deputy.area_code, prefix), is_asked(day_of(year)))).one()
    return Coverage(*row)
