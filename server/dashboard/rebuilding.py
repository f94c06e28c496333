"""Everything counted anew from the rows themselves, and compared with what was kept: every night, and by hand."""

from __future__ import annotations

import logging
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, func, insert, literal, select
from sqlalchemy.orm import InstrumentedAttribute

from server.core.db import db, one_at_a_time, transaction
from server.dashboard.folding import ABOVE, COUNTY_DIGITS, fold, remember
from server.dashboard.models import Stale, Sum, Tally
from server.dashboard.sources import SOURCES, Found, Scope
from server.stations.models import Station

log = logging.getLogger(__name__)
KEY = ("area", "cohort", "metric", "day", "dim")


def make_anew() -> None:
    """In one transaction; whoever looks meanwhile sees what was kept."""
    one_at_a_time("dashboard")
    for table in (Stale, Sum, Tally):
        db.session.execute(delete(table))
    for key in SOURCES:
        for counted in _counted(key):
            now = counted.subquery()
            columns = [now.c[name] for name in (*KEY, "count")]
            db.session.execute(
                insert(Tally).from_select(["source", *KEY, "count"], select(literal(key), *columns))
            )
    for digits in ABOVE:
        db.session.execute(insert(Sum).from_select(["place", *KEY[2:], "count"], _sums(digits)))
    remember()


def compare() -> int:
    """By one look at one moment. What differs is said loudly and made anew. Returns how many numbers it was."""
    while fold():
        pass
    with transaction():
        db.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        one_at_a_time("dashboard")
        different = _different_tallies() + _different_sums()
        if different:
            log.error("dashboard numbers differ", extra={"places": different})
            make_anew()
    return different


def _counted(key: str) -> list[Found]:
    """One statement, or one for every county where its own calendar counts."""
    if not SOURCES[key].by_county:
        return [SOURCES[key].statement(Scope())]
    county = func.left(Station.area_code, COUNTY_DIGITS)
    found = db.session.scalars(select(county).distinct().order_by(county)).all()
    return [SOURCES[key].statement(Scope(prefix)) for prefix in found]


def _different_tallies() -> int:
    """Leaves that wait for the next fold are no difference."""
    different = 0
    for key in SOURCES:
        for counted in _counted(key):
            now = counted.subquery()
            same = and_(*(getattr(Tally, name) == now.c[name] for name in KEY), Tally.source == key)
            missing = select(func.count()).select_from(now).outerjoin(Tally, same)
            wrong = missing.where(Tally.count.is_distinct_from(now.c.count))
            different += db.session.execute(wrong).scalar_one()
        different += _too_many(key)
    return different


def _too_many(key: str) -> int:
    """What is kept, and counted by nothing any more."""
    kept = db.session.execute(select(func.count()).where(Tally.source == key)).scalar_one()
    there = 0
    for counted in _counted(key):
        there += db.session.execute(select(func.count()).select_from(counted.subquery())).scalar_one()
    return max(kept - there, 0)


def _different_sums() -> int:
    different = 0
    for digits in ABOVE:
        now = _sums(digits).subquery()
        same: ColumnElement[bool] = and_(
            *(_of(name) == now.c[name] for name in ("place", *KEY[2:])), func.length(Sum.place) == digits
        )
        both = select(func.count()).select_from(now).join(Sum, same, full=True)
        wrong = func.coalesce(now.c.count, 0) != func.coalesce(Sum.count, 0)
        has_length = func.coalesce(func.length(Sum.place), digits) == digits
        different += db.session.execute(both.where(wrong, has_length)).scalar_one()
    return different


def _of(name: str) -> InstrumentedAttribute[Any]:
    found: InstrumentedAttribute[Any] = getattr(Sum, name)
    return found


def _sums(digits: int) -> Select[Any]:
    place = func.left(Tally.area, digits).label("place")
    key = (place, Tally.metric, Tally.day, Tally.dim)
    return select(*key, func.sum(Tally.count).label("count")).group_by(*key)
