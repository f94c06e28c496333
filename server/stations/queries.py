"""Stations for everybody, and the deputies that sit there."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Select, bindparam, false, or_, select

from server.areas.queries import within
from server.core.actor import Actor
from server.core.db import db
from server.core.errors import NotFound
from server.deputies.models import Deputy
from server.deputies.queries import in_office
from server.stations.models import Seat, Station


def get(station_id: UUID) -> Station:
    """Any station: they are public. Raises NotFound."""
    station = db.session.get(Station, station_id)
    if station is None:
        raise NotFound("station.unknown", "没有找到这个代表站，可以按街道找一找。")
    return station


def public(*, area: str | None, q: str | None, after: str | None, limit: int) -> list[Station]:
    """Stations by area prefix and words of name or address, in code order."""
    found = select(Station).order_by(Station.area_code, Station.kind, Station.name, Station.id).limit(limit)
    if area:
        found = found.where(within(Station.area_code, area))
    if q:
        word = "%" + q.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_") + "%"
        found = found.where(or_(Station.name.like(word), Station.address.like(word)))
    return list(db.session.scalars(found.offset(int(after or 0))))


def visible_to(actor: Actor) -> Select[Station]:
    """The register: the own station, or the stations of one's area."""
    if actor.station_id:
        return select(Station).where(Station.id == actor.station_id)
    if actor.area_prefix:
        return select(Station).where(within(Station.area_code, actor.area_prefix))
    return select(Station).where(false())


def managed(actor: Actor, station_id: UUID) -> Station:
    """A station of the actor's register. Raises NotFound for any other."""
    station = db.session.scalar(visible_to(actor).where(Station.id == station_id))
    if station is None:
        raise NotFound("station.unknown", "没有找到这个代表站。")
    return station


_SEATED = (
    select(Deputy)
    .join(Seat, Seat.deputy_id == Deputy.id)
    .where(Seat.station_id == bindparam("station_id"), in_office())
    .order_by(Deputy.name, Deputy.id)
)


def deputies_at(station_id: UUID) -> list[Deputy]:
    """Deputies in office who sit here, by name (F01: never by a figure)."""
    return list(db.session.scalars(_SEATED, {"station_id": station_id}))


def seated(station_id: UUID, deputy_id: UUID) -> Deputy | None:
    """This deputy, when in office and sitting at this station."""
    return db.session.scalar(_SEATED.where(Deputy.id == deputy_id), {"station_id": station_id})


def stations_of(deputy_id: UUID) -> list[Station]:
    seats = select(Station).join(Seat, Seat.station_id == Station.id).where(Seat.deputy_id == deputy_id)
    return list(db.session.scalars(seats.order_by(Station.area_code, Station.name)))


def deputies_visible(actor: Actor) -> Select[Deputy]:
    """The deputies' register: who sits at one's station; who belongs to one's area or sits at a station in it."""
    seats = select(Seat.deputy_id).join(Station, Station.id == Seat.station_id)
    if actor.station_id:
        return select(Deputy).where(Deputy.id.in_(seats.where(Station.id == actor.station_id)))
    if actor.area_prefix:
        inside = seats.where(within(Station.area_code, actor.area_prefix))
        own = within(Deputy.area_code, actor.area_prefix)
        return select(Deputy).where(or_(own, Deputy.id.in_(inside)))
    return select(Deputy).where(false())


def managed_deputy(actor: Actor, deputy_id: UUID) -> Deputy:
    """A deputy of the actor's register. Raises NotFound for any other."""
    deputy = db.session.scalar(deputies_visible(actor).where(Deputy.id == deputy_id))
    if deputy is None:
        raise NotFound("deputy.unknown", "没有找到这位代表。")
    return deputy
