"""One station's standards in the console: what is met, by which data, and what is missing."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import quote
from uuid import UUID

from flask import Response, flash, url_for
from pydantic import Field

from server.core import clock
from server.core.actor import current
from server.core.pages import Pages, go, page
from server.core.parsing import Body, Query, form, query
from server.core.permissions import Permission
from server.core.text import Text
from server.standards import books, judging, measuring, overview, service
from server.standards.judging import Standard
from server.standards.overview import Overview
from server.stations.models import Station, StationKind
from server.stations.queries import get_for_update, managed

pages = Pages("standards", "server.standards")
ONE = "/stations/<uuid:station_id>/standards"


class YearQuery(Query):
    year: Annotated[int, Field(ge=2020, le=2100)] | None = None


class FindStandards(YearQuery):
    """A town by its code; only the stations that miss one standard."""

    town: Annotated[str, Field(pattern=r"^[0-9]{9,12}$")] | None = None
    missed: Standard | None = None

    def found(self) -> Overview:
        year = self.year or clock.today().year
        return overview.overview(current(), year, town=self.town or "", missed=self.missed)


class DescribeForm(Body):
    equipment: Annotated[Text, Field(max_length=200)] = ""
    rules: Annotated[Text, Field(max_length=200)] = ""


@pages.get("/standards", permission=Permission.INDICATOR_READ)
def listed() -> str:
    """Every station at work of one's area, in the order of codes."""
    find = query(FindStandards)
    words = {"words": judging.STANDARD_WORDS, "towns": overview.towns(current())}
    return page("standards/overview.html", found=find.found(), find=find, **words)


@pages.get("/standards.xlsx", permission=Permission.INDICATOR_READ)
def sheet() -> Response:
    """The same as a sheet."""
    found = query(FindStandards).found()
    answer = Response(books.compose(found), mimetype=books.TYPE)
    name = quote(f"六化-{found.year}.xlsx")
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return answer


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
