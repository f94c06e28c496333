"""On the first day of a quarter or a half-year what is due is written, for every county and every town with stations."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from sqlalchemy import ColumnElement, CompoundSelect, func, select, union
from sqlalchemy.orm import InstrumentedAttribute

from server.archives import stations, suggestions
from server.archives.kinds import FilingKind, last_period
from server.archives.models import Filing
from server.archives.pieces import Kept
from server.areas.models import PREFIX_LENGTHS, Area, AreaLevel
from server.core import clock
from server.core.db import db
from server.indicators.periods import Period
from server.stations.models import LicenceState, Station
from server.suggestions.models import Suggestion

AT_ONCE = 5
COMPOSERS: dict[FilingKind, Callable[[Area, Period], Kept]] = {
    FilingKind.STATIONS: stations.compose,
    FilingKind.SIX_STANDARDS: stations.compose_standards,
    FilingKind.SUGGESTIONS: suggestions.compose,
}


class Due(NamedTuple):
    """One report that there should be and is not."""

    kind: FilingKind
    area: Area
    period: Period


def due(limit: int = AT_ONCE) -> list[Due]:
    """What the last period lacks, by kind and area code; also on a later day, when the timetable stood still."""
    found: list[Due] = []
    for kind in FilingKind:
        period = last_period(kind, clock.today())
        found += [Due(kind, area, period) for area in _without(kind, period, limit - len(found))]
        if len(found) >= limit:
            break
    return found


def _without(kind: FilingKind, period: Period, limit: int) -> Iterator[Area]:
    """Counties and towns with an open station, and of suggestions those whose congress had any."""
    there = select(Filing.id).where(
        Filing.kind == kind, Filing.first == period.first, Filing.area_code == Area.code
    )
    found = select(Area).where(Area.code.in_(_asked(kind, period)), ~there.exists())
    yield from db.session.scalars(found.order_by(Area.code).limit(limit))


def _asked(kind: FilingKind, period: Period) -> CompoundSelect[tuple[str]]:
    if kind is FilingKind.SUGGESTIONS:
        had = Suggestion.submitted_at < period.before
        return union(*(select(_of(Suggestion.area_code, level)).where(had) for level in LEVELS))
    is_there = (Station.licence == LicenceState.ACTIVE, Station.created_at < period.before)
    return union(*(select(_of(Station.area_code, level)).where(*is_there) for level in LEVELS))


LEVELS = (AreaLevel.COUNTY, AreaLevel.TOWN)


def _of(column: InstrumentedAttribute[str], level: AreaLevel) -> ColumnElement[str]:
    """The full code of the county or town that a place lies in."""
    return func.rpad(func.left(column, PREFIX_LENGTHS[level]), 12, "0")
