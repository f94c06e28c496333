"""Whose screens may be looked at: the reader's own place and what lies in it. Nobody looks beside or above."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from server.areas.models import Area, AreaLevel
from server.areas.queries import children, get as get_area, within
from server.core.actor import Actor
from server.core.db import db
from server.core.errors import NotFound
from server.dashboard.shapes import Crumb
from server.stations.models import LicenceState, Station


@dataclass(frozen=True, slots=True)
class Place:
    """An area, or one station in it."""

    name: str
    code: str
    prefix: str
    level: AreaLevel
    station: UUID | None = None

    @property
    def is_kept(self) -> bool:
        """Whether its numbers are kept; a village's and a station's are counted while one waits."""
        return self.station is None and self.level is not AreaLevel.VILLAGE

    @property
    def crumb(self) -> Crumb:
        return Crumb(self.name, station=str(self.station)) if self.station else Crumb(self.name, self.prefix)

    @property
    def query(self) -> str:
        """As addresses name it."""
        return f"station={self.station}" if self.station else f"area={self.prefix}"


def look(actor: Actor, area: str | None = None, station: UUID | None = None) -> Place:
    """The reader's own place, where nothing is said. Raises NotFound for what lies elsewhere."""
    own = actor.station_id
    if station or (own and area is None):
        return _station(actor, station or own)
    if actor.area_prefix is None:
        raise _unknown()
    found = get_area(area or actor.area_prefix)
    if not found.prefix.startswith(actor.area_prefix):
        raise _unknown()
    return _place(found)


def _place(area: Area) -> Place:
    return Place(area.name, area.code, area.prefix, area.level)


def _station(actor: Actor, station_id: UUID | None) -> Place:
    station = db.session.get(Station, station_id)
    if station is None or not _covers(actor, station):
        raise _unknown()
    code = station.area_code
    return Place(station.name, code, code, AreaLevel.VILLAGE, station.id)


def _covers(actor: Actor, station: Station) -> bool:
    covers = actor.area_prefix is not None and station.area_code.startswith(actor.area_prefix)
    return covers or actor.station_id == station.id


def _unknown() -> NotFound:
    return NotFound("dashboard.place", "没有这个地方，或不归您管。请从自己的地区往下选。")


def trail(actor: Actor, place: Place) -> tuple[Crumb, ...]:
    """From the reader's own place down to this one."""
    own = actor.area_prefix
    if own is None:
        return (place.crumb,)
    found: list[Crumb] = []
    code: str | None = place.code
    while code:
        area = get_area(code)
        if not area.prefix.startswith(own):
            break
        found.append(Crumb(area.name, area.prefix))
        code = area.parent_code
    way = tuple(reversed(found))
    return (*way, place.crumb) if place.station else way


def below(place: Place) -> tuple[Crumb, ...]:
    """Where one can go on to: areas by code; in a town and below also its stations, by area and name."""
    if place.station:
        return ()
    areas = tuple(Crumb(one.name, one.prefix) for one in children(get_area(place.code)))
    if place.level not in (AreaLevel.TOWN, AreaLevel.VILLAGE):
        return areas
    found = select(Station.id, Station.name).where(
        within(Station.area_code, place.prefix), Station.licence != LicenceState.CLOSED
    )
    rows = db.session.execute(found.order_by(Station.area_code, Station.name))
    return (*areas, *(Crumb(name, station=str(key)) for key, name in rows))
