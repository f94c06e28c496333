"""A large city by seed: stations, deputies and accounts that fit together, and as many duty records as were asked for."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from uuid import UUID

import pytest
from sqlalchemy import func, select, text

from server.accounts.models import RoleGrant
from server.activities.models import Activity, Participant
from server.areas.queries import within
from server.core import clock
from server.core.db import db
from server.core.permissions import Role
from server.demo import city
from server.demo.duty_mill import QUIET_DAYS, DutyMill, House
from server.deputies.models import Deputy
from server.duties.models import Duty, DutySource
from server.stations.models import Seat, Station
from tests.demo.conftest import Shelf

AREA = "320311"
SIZE, DUTIES = city.Size(stations=60, deputies=360, area=AREA), 6_000


@pytest.fixture(scope="module")
def built(shelf: Shelf, changing: None) -> None:
    patch = pytest.MonkeyPatch()
    patch.setattr(city, "WORTH_REBUILDING", 1)
    assert city.fill(DUTIES, SIZE, lambda line: None) == DUTIES
    patch.undo()


def count(model: type[Station | Deputy | Duty]) -> int | None:
    return db.session.scalar(select(func.count()).select_from(model).where(within(model.area_code, AREA)))


def test_it_is_built_once_and_in_the_size_that_was_asked_for(built: None) -> None:
    assert (count(Station), count(Deputy), count(Duty)) == (60, 360, DUTIES)
    assert city.fill(DUTIES, SIZE) == 0
    assert count(Duty) == DUTIES


def test_everybody_has_an_account_and_two_stations(built: None) -> None:
    here = within(Deputy.area_code, AREA)
    held = select(func.count()).select_from(RoleGrant).join(Deputy, Deputy.id == RoleGrant.subject_id)
    assert db.session.scalar(held.where(RoleGrant.role == Role.DEPUTY, here)) == 360
    seats = select(Seat.deputy_id, func.count()).join(Deputy, Deputy.id == Seat.deputy_id).where(here)
    assert {many for _, many in db.session.execute(seats.group_by(Seat.deputy_id))} == {2}


def test_who_came_to_an_activity_has_a_record_of_it(built: None) -> None:
    odd = text(
        "select count(*) from activity_participants p left join duties d on d.id = p.duty_id"
        " where p.duty_id is not null and (d.activity_id is distinct from p.activity_id"
        " or d.deputy_id <> p.deputy_id or d.source <> p.came_by)"
    )
    assert db.session.scalar(odd) == 0
    came = select(func.count()).where(Participant.duty_id.is_not(None))
    with_activity = select(func.count()).where(Duty.activity_id.is_not(None))
    assert db.session.scalar(came) == db.session.scalar(with_activity)
    assert set(db.session.scalars(select(Duty.source).distinct())) == set(DutySource)


def test_some_stations_were_quiet_lately_and_some_deputies_all_year(built: None) -> None:
    since = clock.now() - timedelta(days=QUIET_DAYS)
    here = within(Station.area_code, AREA)
    lately = select(Activity.id).where(Activity.station_id == Station.id, Activity.starts_at > since)
    assert (db.session.scalar(select(func.count()).where(here, ~lately.exists())) or 0) >= 2
    this_year = func.extract("year", Duty.at) == clock.today().year
    busy = select(func.count(Duty.deputy_id.distinct())).where(within(Duty.area_code, AREA), this_year)
    assert 0 < (db.session.scalar(busy) or 0) <= 360 - 360 // city.RESTING


def test_the_same_seed_grinds_the_same_lines() -> None:
    people = tuple(UUID(int=number) for number in range(4))
    houses = [House(UUID(int=at), "500101001001", "代表联络点", people, False) for at in range(5)]

    def ground() -> list[tuple[int, dict[str, str]]]:
        return list(DutyMill(Random(7), clock.today(), houses, frozenset()).grind(2_000))

    assert ground() == ground()
    assert sum(count for count, _ in ground()) == 2_000
