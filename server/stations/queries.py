"""Stations for everybody, and the deputies that sit there."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ColumnElement, Select, bindparam, case, false, func, or_, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from server.areas.models import Area, AreaLevel
from server.areas.queries import outside, town_code, town_prefix, within
from server.core.actor import Actor
from server.core.db import Question, db
from server.core.errors import Conflict, InvalidInput, NotFound
from server.deputies.models import Deputy
from server.deputies.queries import in_office
from server.stations.models import LicenceState, Seat, Station, StationKind


def get(station_id: UUID) -> Station:
    """Any station: they are public. Raises NotFound."""
    station = db.session.get(Station, station_id)
    if station is None:
        raise NotFound("station.unknown", "没有找到这个代表站，可以按街道找一找。")
    return station


def way_on(station_id: UUID, area_code: str, deputy_id: UUID | None = None) -> Station | None:
    """Where to go when this station is not open: to one where the deputy sits, otherwise to the same village,
    the town's home, or another open station of the town."""
    near = within(Station.area_code, town_prefix(area_code))
    sits = Station.id.in_(select(Seat.station_id).where(Seat.deputy_id == deputy_id))
    village = area_code if area_code != town_code(area_code) else ""
    nearest = case(
        (sits, 0), (Station.area_code == village, 1), (Station.kind == StationKind.HOME, 2), else_=3
    )
    others = select(Station).where(Station.licence == LicenceState.ACTIVE, Station.id != station_id)
    found = others.where(or_(near, sits) if deputy_id else near)
    return db.session.scalars(found.order_by(nearest, Station.area_code, Station.name).limit(1)).first()


def refuse_closed(station: Station, deputy_id: UUID | None = None) -> None:
    """Residents write to open stations only (domain §5.9). Raises Conflict naming the one to write to instead."""
    if station.licence is LicenceState.ACTIVE:
        return
    other = way_on(station.id, station.area_code, deputy_id)
    if other is None:
        words = f"{station.name}现在不开，附近也没有别的站。急事请打 12345。您写的还在。"
        raise Conflict("station.not_open", words)
    words = f"{station.name}现在不开，请写给{other.name}。您写的还在。"
    told = {"id": str(other.id), "name": other.name, "phone": other.phone}
    raise Conflict("station.not_open", words, station=told)


def visible_to(actor: Actor) -> Select[Station]:
    """The register: the own station, or the stations of one's area."""
    if actor.station_id:
        return select(Station).where(Station.id == actor.station_id)
    if actor.area_prefix:
        return select(Station).where(within(Station.area_code, actor.area_prefix))
    return select(Station).where(false())


def open_to(actor: Actor) -> list[Station]:
    """The actor's stations that take letters, by area and name."""
    found = visible_to(actor).where(Station.licence == LicenceState.ACTIVE)
    return list(db.session.scalars(found.order_by(Station.area_code, Station.name, Station.id)))


def managed(actor: Actor, station_id: UUID) -> Station:
    """A station of the actor's register. Raises NotFound for any other."""
    return _managed(visible_to(actor).where(Station.id == station_id))


def get_for_update(actor: Actor, station_id: UUID) -> Station:
    """As `managed`, to be changed: held until the transaction ends."""
    return _managed(visible_to(actor).where(Station.id == station_id).with_for_update())


def _managed(found: Select[Station]) -> Station:
    station = db.session.scalar(found)
    if station is None:
        raise NotFound("station.unknown", "没有找到这个代表站。")
    return station


def place_for(actor: Actor, area_code: str) -> Area:
    """A town or village of the actor's area, in which a station may stand. Raises InvalidInput for any other."""
    prefix = actor.area_prefix
    found = select(Area).where(Area.code == area_code, Area.level.in_((AreaLevel.TOWN, AreaLevel.VILLAGE)))
    area = db.session.scalar(found.where(within(Area.code, prefix))) if prefix else None
    if area is None:
        word = "请从您的地区里选一个镇街或村社区"
        raise InvalidInput("station.area", word + "。", fields={"area_code": word})
    return area


_SEATED = (
    select(Deputy)
    .join(Seat, Seat.deputy_id == Deputy.id)
    .where(Seat.station_id == bindparam("station_id"), in_office())
    .order_by(Deputy.name, Deputy.id)
)


def deputies_at(station_id: UUID) -> list[Deputy]:
    """Deputies in office who sit here, by name (F01: never by a figure)."""
    return list(db.session.scalars(_SEATED, {"station_id": station_id}))


_SITS = Question(_SEATED.where(Deputy.id == bindparam("deputy_id")))


def seated(station_id: UUID, deputy_id: UUID) -> Deputy | None:
    """This deputy, when in office and sitting at this station."""
    found = _SITS.first(station_id=station_id, deputy_id=deputy_id)
    return found.Deputy if found else None


def stations_of(deputy_id: UUID) -> list[Station]:
    seats = select(Station).join(Seat, Seat.station_id == Station.id).where(Seat.deputy_id == deputy_id)
    return list(db.session.scalars(seats.order_by(Station.area_code, Station.name)))


SEATS = (
    select(func.array_agg(aggregate_order_by(Seat.station_id, Seat.station_id)))
    .where(Seat.deputy_id == Deputy.id)
    .scalar_subquery()
)
"""Beside a deputy in a list: the stations where they sit, or None; their number may be in the ten thousands."""


def open_stations_of(deputy_id: UUID) -> list[Station]:
    """Where residents can meet the deputy."""
    return [station for station in stations_of(deputy_id) if station.licence is LicenceState.ACTIVE]


def deputies_visible(actor: Actor) -> Select[Deputy]:
    """The deputies' register: who sits at one's station; who belongs to one's area or sits at a station in it."""
    if not actor.area_prefix:
        return select(Deputy).where(_sits_with(actor))
    guests = _guests(actor.area_prefix)
    own = within(Deputy.area_code, actor.area_prefix)
    return select(Deputy).where(or_(own, Deputy.id.in_(guests)) if guests else own)


def _guests(prefix: str) -> list[UUID]:
    """Deputies of other areas' registers who sit at a station in this one. They are few, and named one by one
    they leave the index of the area its use. Whom a county may call a guest shares less than its six digits."""
    found = (
        select(Seat.deputy_id)
        .join(Station, Station.id == Seat.station_id)
        .join(Deputy, Deputy.id == Seat.deputy_id)
        .where(within(Station.area_code, prefix), outside(Deputy.area_code, prefix))
        .where(Seat.shared < bindparam(None, len(prefix), literal_execute=True))
    )
    return list(db.session.scalars(found.distinct()))


def managed_deputy(actor: Actor, deputy_id: UUID) -> Deputy:
    """A deputy of the actor's register. Raises NotFound for any other."""
    found = select(Deputy).where(Deputy.id == deputy_id)
    own = within(Deputy.area_code, actor.area_prefix) if actor.area_prefix else false()
    deputy = db.session.scalar(found.where(or_(own, _sits_with(actor))))
    if deputy is None:
        raise NotFound("deputy.unknown", "没有找到这位代表。")
    return deputy


def _sits_with(actor: Actor) -> ColumnElement[bool]:
    """At a station of the actor's register."""
    here = visible_to(actor).join(Seat, Seat.station_id == Station.id)
    return here.where(Seat.deputy_id == Deputy.id).exists()
