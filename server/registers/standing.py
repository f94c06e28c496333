"""What stands in the registers now, line by line as in a sheet, of as much as the reader may see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from uuid import UUID

from sqlalchemy import select

from server.areas.models import Area
from server.core.actor import Actor
from server.core.db import db
from server.deputies.models import Deputy, DeputyGroup, GroupMember
from server.deputies.queries import in_office
from server.duties.queries import visible_to as duties_visible
from server.outside import queries as outside_items
from server.registers import (
    constituencies,
    contacts,
    departments,
    duties,
    liaisons,
    outside,
    stations as station_lines,
    visits,
)
from server.registers.belonging import SeatsOfArea
from server.registers.ledger import Values
from server.registers.models import RegisterKind
from server.registers.queries import place_of
from server.stations.models import Seat, Station
from server.stations.queries import deputies_visible, visible_to
from server.stations.registers import by_pinyin
from server.visits import queries as planned_visits

AT_ONCE = 2000


K = RegisterKind
LINES: dict[RegisterKind, Callable[[Actor, Area], Iterator[Values]]] = {
    K.CONSTITUENCIES: lambda actor, area: constituencies.lines(area),
    K.STATIONS: lambda actor, area: station_lines.lines(area, visible_to(actor)),
    K.DEPARTMENTS: lambda actor, area: departments.lines(area),
    K.OUTSIDE: lambda actor, area: outside.lines(area, outside_items.visible_to(actor)),
    K.DUTIES: lambda actor, area: duties.lines(area, duties_visible(actor)),
    K.VISITS: lambda actor, area: visits.lines(area, planned_visits.visible_to(actor)),
    K.CONTACTS: lambda actor, area: contacts.lines(actor),
    K.LIAISONS: lambda actor, area: liaisons.lines(visible_to(actor), SeatsOfArea(area)),
    K.DEPUTIES: lambda actor, area: _deputies(actor, SeatsOfArea(area)),
}


def lines(actor: Actor, register: RegisterKind) -> Iterator[Values]:
    """Deputies by pinyin, everything else in the order of the area's code (F01)."""
    return LINES[register](actor, place_of(actor))


def _deputies(actor: Actor, stations: SeatsOfArea) -> Iterator[Values]:
    found = deputies_visible(actor).where(in_office()).order_by(by_pinyin(Deputy.name), Deputy.id)
    rows = db.session.scalars(found).all()
    for start in range(0, len(rows), AT_ONCE):
        yield from _described(rows[start : start + AT_ONCE], stations)


def _described(rows: Sequence[Deputy], stations: SeatsOfArea) -> Iterator[Values]:
    ids = [row.id for row in rows]
    seats, groups = _seats(ids, stations), _groups(ids)
    for row in rows:
        yield {
            "name": row.name,
            "level": row.level.value,
            "constituency": row.constituency,
            "stations": seats[row.id],
            "phone": row.phone,
            "term_from": row.term_from.isoformat(),
            "term_to": row.term_to.isoformat() if row.term_to else "",
            "occupation": row.occupation,
            "duty": row.duty,
            "promise": row.promise,
            "specialties": list(row.specialties),
            "groups": groups[row.id],
        }


def _seats(ids: list[UUID], stations: SeatsOfArea) -> dict[UUID, list[str]]:
    asked = select(Seat.deputy_id, Station).join(Station, Station.id == Seat.station_id)
    found: dict[UUID, list[str]] = defaultdict(list)
    for deputy_id, station in db.session.execute(
        asked.where(Seat.deputy_id.in_(ids)).order_by(Station.area_code, Station.name)
    ):
        found[deputy_id].append(stations.called(station))
    return found


def _groups(ids: list[UUID]) -> dict[UUID, list[str]]:
    asked = select(GroupMember.deputy_id, DeputyGroup.name).join(DeputyGroup)
    found: dict[UUID, list[str]] = defaultdict(list)
    for deputy_id, name in db.session.execute(
        asked.where(GroupMember.deputy_id.in_(ids)).order_by(DeputyGroup.area_code, DeputyGroup.name)
    ):
        found[deputy_id].append(name)
    return found
