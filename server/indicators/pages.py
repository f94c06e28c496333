"""The console's page of figures: every number with its definition, its time and the letters behind it."""

from __future__ import annotations

from urllib.parse import quote

from flask import Response

from server.core import clock
from server.core.actor import current
from server.core.pages import Pages, page
from server.core.parsing import query
from server.core.permissions import Permission
from server.indicators import books, periods, places, views
from server.indicators.definitions import RATES, TOGETHER
from server.indicators.schemas import FindBehind, FindFigures
from server.messages.desk import STATUS_TONES, STATUS_WORDS
from server.messages.lights import light

pages = Pages("indicators", "server.indicators")


@pages.get("/indicators", permission=Permission.INDICATOR_READ)
def figures() -> str:
    """Three rates and the rest, of an area or a station in a period."""
    find = query(FindFigures)
    offered = {"areas": places.choices(current()), "periods": periods.offered(), "rates": RATES}
    return page("indicators/figures.html", sheet=views.figures(find), find=find, together=TOGETHER, **offered)


@pages.get("/indicators/<string:indicator_id>", permission=Permission.INDICATOR_READ)
def behind(indicator_id: str) -> str:
    """The letters behind one figure."""
    find = query(FindBehind)
    listed = views.behind(indicator_id, find)
    words = {"statuses": STATUS_WORDS, "tones": STATUS_TONES, "light": light}
    return page("indicators/behind.html", listed=listed, find=find, as_of=clock.now(), **words)


@pages.get("/indicators/<string:indicator_id>.xlsx", permission=Permission.INDICATOR_READ)
def sheet(indicator_id: str) -> Response:
    """The same letters as a sheet: numbers and states, nothing that anybody wrote."""
    listed = views.behind(indicator_id, query(FindBehind), limit=books.MOST)
    answer = Response(books.compose(listed), mimetype=books.TYPE)
    name = quote(f"{listed.place.name}-{listed.period.code}-{listed.indicator.name}-例外.xlsx")
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return answer
