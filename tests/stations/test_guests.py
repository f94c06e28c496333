"""Whom an office calls its deputies: those of its own register, and the guests who sit at a station of its area."""

from __future__ import annotations

import pytest

from server.core.actor import Actor
from server.core.db import db, transaction
from server.core.errors import NotFound
from server.core.permissions import Role
from server.deputies.models import Deputy
from server.stations.models import Seat, Station
from server.stations.queries import deputies_visible, managed_deputy
from tests import factories
from tests.factories import COUNTY, VILLAGE, World
from tests.stations.offices import full

ABROAD = "330112001001"
"""A village of the next county in the same city; FAR lies in another province."""
FAR = "320311001001"


def names(scope: str, role: Role = Role.NPC_STAFF) -> set[str]:
    return {deputy.name for deputy in db.session.scalars(deputies_visible(Actor(role, scope)))}


def guest_of(area_code: str, at: str = VILLAGE) -> Deputy:
    """A deputy of that county's register who sits here."""
    with transaction():
        station = factories.station("客座的站", at)
        return factories.deputy(station, "客人", area_code=full(area_code[:6]))


@pytest.mark.parametrize(
    ("home", "sees"),
    [
        (VILLAGE, {"33": True, "3301": True, COUNTY: True, "330111001": True, "330111002": False}),
        (ABROAD, {"33": True, "3301": True, COUNTY: True, "330111001": True, "330112": True, "32": False}),
        (FAR, {"33": True, "3301": True, COUNTY: True, "330111001": True, "32": True, "330112": False}),
    ],
)
def test_a_guest_stands_in_the_register_of_every_office_above_the_station_and_of_the_own(
    world: World, home: str, sees: dict[str, bool]
) -> None:
    guest = guest_of(home)
    for prefix, is_seen in sees.items():
        office = Actor(Role.NPC_STAFF, f"area:{prefix}")
        assert ("客人" in names(office.scope)) is is_seen, prefix
        if is_seen:
            assert managed_deputy(office, guest.id).id == guest.id
        else:
            with pytest.raises(NotFound):
                managed_deputy(office, guest.id)


def test_a_guest_stands_once_however_many_seats(world: World) -> None:
    guest = guest_of(FAR)
    with transaction():
        db.session.add(Seat(station_id=world.station.id, deputy_id=guest.id))
    found = db.session.scalars(deputies_visible(Actor(Role.NPC_STAFF, f"area:{COUNTY}"))).all()
    assert sorted(deputy.name for deputy in found) == ["客人", world.deputy.name]


def test_who_gets_up_is_no_guest_any_more(world: World) -> None:
    guest = guest_of(FAR)
    with transaction():
        db.session.delete(db.session.scalars(db.select(Seat).where(Seat.deputy_id == guest.id)).one())
    assert names(f"area:{COUNTY}") == {world.deputy.name}


def test_a_station_sees_who_sits_there_and_nobody_else(world: World) -> None:
    guest_of(FAR)
    assert names(world.station.scope, Role.LIAISON) == {world.deputy.name}
    assert names("self", Role.LIAISON) == set()


def test_who_is_a_guest_follows_the_station_and_the_deputy(world: World) -> None:
    """The database keeps it, whoever moves them."""
    guest = guest_of(VILLAGE)

    def shared() -> int:
        return db.session.scalars(db.select(Seat.shared).where(Seat.deputy_id == guest.id)).one()

    assert shared() == 6
    with transaction():
        db.session.get_one(Deputy, guest.id).area_code = full(ABROAD[:6])
    assert (shared(), "客人" in names(f"area:{COUNTY}")) == (4, True)
    with transaction():
        station = db.session.scalars(db.select(Station).where(Station.name == "客座的站")).one()
        station.area_code = "330411001001"
    assert (shared(), "客人" in names(f"area:{COUNTY}"), "客人" in names("area:3304")) == (2, False, True)
    with transaction():
        db.session.get_one(Deputy, guest.id).area_code = full(FAR[:6])
    assert shared() == 0
    with transaction():
        station.area_code = FAR
    assert (shared(), "客人" in names("area:33"), "客人" in names("area:320311")) == (6, False, True)
