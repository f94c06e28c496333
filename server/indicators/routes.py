"""The figures as JSON."""

from __future__ import annotations

from server.core.http import Page, Routes
from server.core.permissions import Permission
from server.indicators import views
from server.indicators.schemas import BehindOut, FiguresOut, FindBehind, FindFigures

routes = Routes("indicators", "/api/indicators")


@routes.get("", permission=Permission.INDICATOR_READ, query=FindFigures, out=FiguresOut)
def read(query: FindFigures) -> FiguresOut:
    """Every figure of an area or a station in a period, each with its definition; areas in the order of codes."""
    return FiguresOut.of(views.figures(query))


@routes.get(
    "/<string:indicator_id>/exceptions",
    permission=Permission.INDICATOR_READ,
    query=FindBehind,
    out=Page[BehindOut],
)
def exceptions(indicator_id: str, query: FindBehind) -> Page[BehindOut]:
    """The letters that keep a rate from 100%, or that a count counts: those that the caller may see."""
    return views.behind_out(views.behind(indicator_id, query))
