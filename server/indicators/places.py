"""Whose figures may be looked at: any place of the reader's own county; exactly, only where the letters may be read."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, String, case, cast, func, literal_column, select

from server.areas.models import PREFIX_LENGTHS, Area, AreaLevel
from server.areas.queries import children, county_prefix, get as get_area, within
from server.core.actor import Actor
from server.core.db import db
from server.core.errors import NotFound
from server.messages.models import Message
from server.stations.models import Station

MINE, REST = "mine", "rest"
_BELOW = dict(zip(list(PREFIX_LENGTHS)[:-2], list(PREFIX_LENGTHS.values())[1:-1], strict=True))
"""By level above the town: how long the codes of the areas directly below are."""


@dataclass(frozen=True, slots=True)
class Part:
    """An area or a station inside the place, under the key by which its letters are told apart."""

    key: str
    name: str
    area: str = ""
    station: UUID | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """An area by its prefix, or one station; `is_open` when its letters are the reader's to read."""

    name: str
    area_code: str
    prefix: str
    level: AreaLevel
    station_id: UUID | None
    is_open: bool

    @property
    def where(self) -> ColumnElement[bool]:
        if self.station_id:
            return Message.station_id == self.station_id
        return within(Message.area_code, self.prefix)


def look(actor: Actor, area: str | None, station: UUID | None) -> Place:
    """The reader's own place, where nothing is said. Raises NotFound for what lies outside the own county."""
    own = actor.station_id
    if station or (own and area is None):
        return _station(actor, station or own)
    found = get_area(area or actor.area_prefix or "")
    if not found.prefix.startswith(_root(actor)):
        raise _unknown()
    is_open = bool(actor.area_prefix) and found.prefix.startswith(actor.area_prefix or "")
    return Place(found.name, found.code, found.prefix, found.level, None, is_open)


def _station(actor: Actor, station_id: UUID | None) -> Place:
    station = db.session.get(Station, station_id)
    if station is None or not station.area_code.startswith(_root(actor)):
        raise _unknown()
    covers = bool(actor.area_prefix) and station.area_code.startswith(actor.area_prefix or "")
    is_open = covers or actor.station_id == station.id
    code = station.area_code
    return Place(station.name, code, code, AreaLevel.VILLAGE, station.id, is_open)


def _root(actor: Actor) -> str:
    if actor.area_prefix:
        return county_prefix(actor.area_prefix)
    station = db.session.get(Station, actor.station_id) if actor.station_id else None
    if station is None:
        raise _unknown()
    return county_prefix(station.area_code)


def _unknown() -> NotFound:
    return NotFound("indicator.place", "没有这个地方，或不在您的区县里。请从自己的区县往下选。")


def parts(place: Place) -> list[Part]:
    """What lies directly in it: areas by code; in a town and below, stations by area and name."""
    if place.station_id or not place.is_open:
        return []
    if place.level in _BELOW:
        below = children(get_area(place.area_code))
        return [Part(area.prefix, area.name, area=area.prefix) for area in below]
    found = select(Station.id, Station.name).where(within(Station.area_code, place.prefix))
    rows = db.session.execute(found.order_by(Station.area_code, Station.name))
    return [Part(str(key), name, station=key) for key, name in rows]


def told_apart(actor: Actor, place: Place) -> ColumnElement[str]:
    """By which part a letter is counted; where the letters are not the reader's, by whether they are."""
    if place.is_open:
        below = None if place.station_id else _BELOW.get(place.level)
        return func.left(Message.area_code, below) if below else cast(Message.station_id, String)
    own = within(Message.area_code, actor.area_prefix) if actor.area_prefix else _at_own(actor)
    return case((own, literal_column(f"'{MINE}'")), else_=literal_column(f"'{REST}'"))


def _at_own(actor: Actor) -> ColumnElement[bool]:
    return Message.station_id == actor.station_id


def choices(actor: Actor) -> list[Area]:
    """Areas to choose from: the own county and its towns, or what lies directly below something larger, by code."""
    root = get_area(_root(actor))
    return [root, *children(root)]
