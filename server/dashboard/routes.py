"""The screens as JSON."""

from __future__ import annotations

from server.core.actor import current
from server.core.errors import NotFound
from server.core.http import Routes
from server.core.permissions import Permission
from server.dashboard import service
from server.dashboard.schemas import FindScreen, ScreenOut
from server.dashboard.shapes import ScreenName

routes = Routes("dashboard", "/api/dashboard")


@routes.get("/<string:name>", permission=Permission.INDICATOR_READ, query=FindScreen, out=ScreenOut)
def read(name: str, query: FindScreen) -> ScreenOut:
    """One screen (overview, opinion, work, oversight) of the caller's own place, or of one inside it."""
    found = service.screen(
        current(), named(name), area=query.area, station=query.station, period=query.period
    )
    return ScreenOut.of(found)


def named(name: str) -> ScreenName:
    """Raises NotFound for a screen that there is not."""
    if name not in set(ScreenName):
        raise NotFound("dashboard.screen", "没有这一屏。数据舱有总览、民意、履职与站点、决策监督四屏。")
    return ScreenName(name)
