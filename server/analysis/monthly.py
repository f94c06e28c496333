"""On the 1st every station's last month is written; what was missed is caught up, what is there stays."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from uuid import UUID

from sqlalchemy import String, cast, func, select

from server.analysis import drafting, facts, queries, service
from server.areas.queries import county_prefix
from server.core import clock
from server.core.db import db
from server.indicators.figures import Counts
from server.indicators.frames import Frame
from server.indicators.measuring import measure
from server.indicators.periods import Period, month_before, month_of
from server.messages.models import Message
from server.stations.models import Station

AT_ONCE = 20
CAUGHT_UP = 3
"""Months that are written late, should the timetable have stood still; never before the first that there is."""


def due() -> list[Period]:
    """The months that may still be written, the oldest first."""
    last = month_before(month_of(clock.today()))
    first = queries.first_month() or last.first
    months = [month_before(last, back) for back in range(CAUGHT_UP - 1, -1, -1)]
    return [month for month in months if month.first >= first or month == last]


def write(month: Period) -> int:
    """A batch of drafts; none when every station has its own. Returns how many were written."""
    stations = queries.without(month, AT_ONCE)
    for county, found in groupby(stations, lambda one: county_prefix(one.area_code)):
        write_for(list(found), county, month)
    return len(stations)


def write_for(stations: Sequence[Station], county: str, month: Period) -> None:
    """The indicators of all of them by one statement."""
    ids = [station.id for station in stations]
    frame = Frame(month, county.ljust(12, "0"))
    counted = measure(frame, Message.station_id.in_(ids), cast(Message.station_id, String))
    year_ago = _received(ids, month_before(month, 12))
    nothing: Counts = {}
    for station in stations:
        # a station that was not there a year ago has nothing to be compared with
        then = year_ago.get(station.id, 0) if station.created_at < month_before(month, 11).since else None
        figures = drafting.draft(station, month, counted.get(str(station.id), nothing), then)
        service.keep(station, month, figures)


def _received(ids: Sequence[UUID], month: Period) -> dict[UUID, int]:
    found = select(Message.station_id, func.count()).where(
        Message.station_id.in_(ids), facts.came(month.since, month.before)
    )
    return {key: count for key, count in db.session.execute(found.group_by(Message.station_id))}
