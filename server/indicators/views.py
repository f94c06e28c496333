"""The page of figures and the page of letters behind one, as both faces show them."""

from __future__ import annotations

from dataclasses import dataclass

from server.core.actor import current
from server.core.http import Page
from server.indicators import periods, places, queries
from server.indicators.definitions import Indicator
from server.indicators.periods import Period
from server.indicators.places import Place
from server.indicators.queries import PER_PAGE, Behind
from server.indicators.schemas import BehindOut, FindBehind, FindFigures
from server.indicators.sheets import Sheet, sheet


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of the letters behind a figure."""

    indicator: Indicator
    place: Place
    period: Period
    lines: list[Behind]
    page: int
    has_more: bool


def figures(find: FindFigures) -> Sheet:
    return sheet(current(), places.look(current(), find.area, find.station), periods.parse(find.period))


def behind(key: str, find: FindBehind, limit: int = PER_PAGE) -> Listed:
    one = queries.indicator(key)
    place, period = places.look(current(), find.area, find.station), periods.parse(find.period)
    found = queries.behind(current(), one, place, period)
    lines = queries.listed(found, page=find.page, limit=limit)
    return Listed(one, place, period, lines[:limit], find.page, len(lines) > limit)


def behind_out(listed: Listed) -> Page[BehindOut]:
    """`next` is the number of the page that follows."""
    items = [BehindOut.of(line) for line in listed.lines]
    return Page[BehindOut](items=items, next=str(listed.page + 1) if listed.has_more else None)
