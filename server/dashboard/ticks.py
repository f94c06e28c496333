"""站点逐月: of every area how many stations met in each month, of a single one whether it did; no order but the codes'."""

from __future__ import annotations

from collections import Counter
from datetime import date

from sqlalchemy import select

from server.areas.models import AreaLevel
from server.areas.queries import children, get as get_area, within
from server.core import clock
from server.core.db import db
from server.dashboard.figures import Sheet
from server.dashboard.models import Sum
from server.dashboard.places import Place
from server.dashboard.shapes import Cell, Line, Ticks
from server.dashboard.sources import ALWAYS
from server.standards.measuring import met
from server.stations.models import LicenceState, Station, StationKind

HINT = "家每季、站和点每月至少 1 次归档的线下活动；按区划代码排，没开展先提醒站长本人"
MOST = 200
HEADS = ("地区 / 站点", *(f"{month}月" for month in range(1, 13)))


def ticks(sheet: Sheet) -> Ticks:
    """Areas, where there are any below; in a town and below its stations."""
    year, place = sheet.period.first.year, sheet.place
    is_wide = place.station is None and place.level in (AreaLevel.PROVINCE, AreaLevel.CITY, AreaLevel.COUNTY)
    lines = _areas(place, year) if is_wide else _stations(place, year)
    return Ticks("ticks", "站点逐月", f"{year}年；家的一格是一季", "个站点", HEADS, lines)


def _areas(place: Place, year: int) -> tuple[Line, ...]:
    below = children(get_area(place.code))
    found = select(Sum.place, Sum.metric, Sum.day, Sum.count).where(
        Sum.place.in_([one.prefix for one in below]),
        Sum.dim == "station",
        ((Sum.metric == "met") & Sum.day.between(date(year, 1, 1), date(year, 12, 31)))
        | (Sum.metric == "asked_to_meet"),
    )
    counted: Counter[tuple[str, date]] = Counter()
    for prefix, _, day, count in db.session.execute(found):
        counted[prefix, day] += count
    return tuple(
        Line(one.name, _of_area(counted, one.prefix, year), f"/console/dashboard/work?area={one.prefix}")
        for one in below
    )


def _of_area(counted: Counter[tuple[str, date]], prefix: str, year: int) -> tuple[Cell, ...]:
    asked, today = counted[prefix, ALWAYS], clock.today()
    months = [date(year, month, 1) for month in range(1, 13)]
    return tuple(
        Cell(f"{counted[prefix, one]}/{asked}", counted[prefix, one]) if one <= today and asked else Cell("")
        for one in months
    )


def _stations(place: Place, year: int) -> tuple[Line, ...]:
    found = select(Station).where(within(Station.area_code, place.prefix))
    if place.station:
        found = select(Station).where(Station.id == place.station)
    asked = found.where(Station.licence == LicenceState.ACTIVE, Station.kind != StationKind.OBSERVATION_POINT)
    rows = db.session.scalars(asked.order_by(Station.area_code, Station.name).limit(MOST)).all()
    met_in = met([one.id for one in rows], year)
    return tuple(
        Line(
            one.name,
            _of_station(one, met_in.get(one.id, frozenset()), year),
            f"/console/dashboard/work?station={one.id}",
        )
        for one in rows
    )


def _of_station(station: Station, numbers: frozenset[int], year: int) -> tuple[Cell, ...]:
    is_home = station.kind is StationKind.HOME
    cells = []
    for month in range(1, 13):
        if date(year, month, 1) > clock.today() or (is_home and month % 3 != 1):
            cells.append(Cell(""))
            continue
        number = (month + 2) // 3 if is_home else month
        cells.append(Cell("有", 1) if number in numbers else Cell("没有", 0))
    return tuple(cells)
