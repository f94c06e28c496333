"""A screen with the addresses of its page: where every place, every period and every other screen is found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import url_for

from server.core.actor import current
from server.dashboard import service, views, walls
from server.dashboard.counted import When
from server.dashboard.definitions import FIGURES
from server.dashboard.forms import FindPage
from server.dashboard.routes import named
from server.dashboard.shapes import SCREEN_WORDS, Crumb, Figure, Screen, ScreenName

STANDING = (When.NOW, When.BEFORE)
QUICK = {7: "本月", 6: "本季", 4: "今年"}
"""The periods of one click, by the length of their code: 2026-11, 2026-Q4, 2026."""


@dataclass(frozen=True, slots=True)
class Address:
    """The page's own address, of which every link changes one thing and keeps the rest."""

    name: ScreenName
    place: Crumb
    period: str
    compare: str | None = None

    def to(self, **changed: Any) -> str:
        """`name`, `place`, `period` or `compare`; an overview has the shortest address."""
        name, place = changed.get("name", self.name), changed.get("place", self.place)
        rest = {
            "area": None if place.station else place.area or None,
            "station": place.station or None,
            "period": changed.get("period", self.period),
            "compare": changed.get("compare", self.compare),
        }
        if name == ScreenName.OVERVIEW:
            return url_for("dashboard_pages.overview", **rest)
        return url_for("dashboard_pages.screen", name=str(name), **rest)

    @property
    def wall(self) -> str:
        area = None if self.place.station else self.place.area or None
        return url_for("dashboard_pages.wall", area=area, period=self.period)


def shown(name: str, find: FindPage) -> dict[str, Any]:
    told = _screen(named(name), find, find.period)
    address = Address(told.name, told.place, told.period, find.compare)
    below = [(one.name, address.to(place=one)) for one in told.below]
    earlier = _year_ago(told, find) if find.compare else None
    return {
        "screen": told,
        "address": address,
        "names": SCREEN_WORDS,
        "shelves": views.shelves(told, dict(below)),
        "below": below,
        "quick": _quick(told),
        "older": [pair for pair in told.periods if pair[0] not in dict(_quick(told))],
        "tones": views.TONES,
        "lamps": views.LAMPS,
        "tick_tone": views.tick_tone,
        "earlier": earlier,
        "earlier_figures": _figures(earlier) if earlier else {},
    }


def _screen(name: ScreenName, find: FindPage, period: str | None) -> Screen:
    return service.screen(current(), name, area=find.area, station=find.station, period=period)


def _quick(told: Screen) -> list[tuple[str, str]]:
    """The newest month, quarter and year that are offered."""
    newest: dict[int, str] = {}
    for code, _ in told.periods:
        newest.setdefault(len(code), code)
    return [(newest[length], words) for length, words in QUICK.items() if length in newest]


def _year_ago(told: Screen, find: FindPage) -> Screen:
    code = f"{int(told.period[:4]) - 1}{told.period[4:]}"
    return _screen(told.name, find, code)


def _figures(told: Screen) -> dict[str, Figure]:
    """Of a year ago; what is as it is today has no other year to stand beside."""
    known = (figure for block in told.blocks for figure in block.figures)
    return {one.id: one for one in known if one.id in FIGURES and FIGURES[one.id].when not in STANDING}


def on_wall(find: FindPage) -> dict[str, Any]:
    """What the wall shows of two screens: sums, and never what anybody said or is called."""
    told = _screen(ScreenName.OVERVIEW, find, find.period)
    opinion = _screen(ScreenName.OPINION, find, find.period)
    return {"screen": told, "wall": walls.wall(told, opinion), "tones": views.TONES}
