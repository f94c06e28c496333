"""One station's standards in the console: what is met, by which data, and what is missing."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from flask import Response, flash, url_for
from pydantic import Field

from server.core import clock
from server.core.actor import current
from server.core.pages import Pages, go, page
from server.core.parsing import Body, Query, form, query
from server.core.permissions import Permission
from server.core.text import Text
from server.standards import judging, measuring, service
from server.stations.models import Station, StationKind
from server.stations.queries import get_for_update, managed

pages = Pages("standards", "server.standards")
ONE = "/stations/<uuid:station_id>/standards"


class YearQuery(Query):
    year: Annotated[int, Field(ge=2020, le=2100)] | None = None


class DescribeForm(Body):
    equipment: Annotated[Text, Field(max_length=200)] = ""
    rules: Annotated[Text, Field(max_length=200)] = ""


@pages.get(ONE, permission=Permission.INDICATOR_READ)
def station(station_id: UUID) -> str:
    found, year = managed(current(), station_id), query(YearQuery).year or clock.today().year
    return page("standards/station.html", **_shown(found, year))


@pages.post(ONE, permission=Permission.DUTY_ENTER)
def describe(station_id: UUID) -> Response:
    """The two lines that no data knows."""
    given, found = form(DescribeForm), get_for_update(current(), station_id)
    service.describe(current(), found, equipment=given.equipment, rules=given.rules)
    flash("记下了")
    return go(url_for("standards_pages.station", station_id=station_id))


def _shown(station: Station, year: int) -> dict[str, Any]:
    data = measuring.of(station, year)
    is_home = station.kind is StationKind.HOME
    return {
        "station": station,
        "year": year,
        "this_year": clock.today().year,
        "data": data,
        "standards": judging.standards(station, data),
        "haves": judging.six_haves(station, data),
        "roles": judging.roles(data),
        "functions": judging.functions(data),
        "periods": _periods(4 if is_home else 12, year),
        "unit": "季度" if is_home else "月",
        "is_asked": judging.asked_offline(station) > 0,
    }


def _periods(count: int, year: int) -> list[int]:
    """Those that have begun."""
    today = clock.today()
    if year != today.year:
        return list(range(1, count + 1)) if year < today.year else []
    return list(range(1, (today.month - 1) * count // 12 + 2))
