"""The cabin's four screens and the wall: every number with its definition, its time and the way to its rows."""

from __future__ import annotations

from server.core.pages import Pages, page
from server.core.parsing import query
from server.core.permissions import Permission
from server.dashboard import showing, views
from server.dashboard.forms import FindPage
from server.dashboard.shapes import Line

pages = Pages("dashboard", "server.dashboard")
READ = Permission.INDICATOR_READ


@pages.get("/dashboard", permission=READ)
def overview() -> str:
    """总览, the first of the four."""
    return page("dashboard/screen.html", **showing.shown("overview", query(FindPage)))


@pages.get("/dashboard/<string:name>", permission=READ)
def screen(name: str) -> str:
    """One of the four, of a place and a period."""
    return page("dashboard/screen.html", **showing.shown(name, query(FindPage)))


@pages.get("/dashboard/wall", permission=READ)
def wall() -> str:
    """The big screen: sums alone, nobody's name, no single case (§7)."""
    return page("dashboard/wall.html", **showing.on_wall(query(FindPage)))


@pages.blueprint.app_template_filter("spark")
def spark(line: Line) -> str:
    return views.spark(line)
