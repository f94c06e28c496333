"""The names at the door follow the accounts; who stands in is shown to the office alone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from server.accounts.models import RoleGrant
from server.core import clock, jobs
from server.core.db import db, transaction
from server.core.permissions import Role
from server.stations import service, staff
from server.stations.models import (
    Station,
)
from tests import factories
from tests.console.desk import At
from tests.factories import World
from tests.stations.offices import facts

# names at the door and who stands in


def test_the_names_at_the_door_follow_the_accounts(world: World) -> None:
    given = [factories.staff(Role.LIAISON, world.station.scope, name) for name in ("小陈", "小李")]
    db.session.flush()
    service.name_staff(world.station, Role.LIAISON)
    assert world.station.liaison == "小李、小林、小陈"
    for account in given:
        account.disabled_at = clock.now()
    db.session.flush()
    service.name_staff(world.station, Role.LIAISON)
    service.name_staff(world.station, Role.STATION_HEAD)
    assert (world.station.liaison, world.station.head) == ("小林", "老周")


def test_a_role_given_and_taken_changes_the_name_and_says_so_once(world: World) -> None:
    account = factories.staff(Role.STATION_HEAD, world.station.scope, "老吴")
    db.session.flush()
    grant = db.session.scalars(select(RoleGrant).where(RoleGrant.account_id == account.id)).one()
    for name in jobs.listeners["role.given"]:
        if name.startswith("stations."):
            jobs.handlers[name](grant_id=str(grant.id))
            jobs.handlers[name](grant_id=str(grant.id))
    assert world.station.head == "老吴、老周"
    grant.until = clock.today() - timedelta(days=1)
    for name in jobs.listeners["role.taken"]:
        if name.startswith("stations."):
            jobs.handlers[name](grant_id=str(grant.id))
    assert world.station.head == "老周"
    assert len(facts("station.changed")) == 2


def test_an_office_that_ends_by_its_date_is_not_named_the_next_day(world: World) -> None:
    with transaction():
        account = factories.staff(Role.LIAISON, world.station.scope, "小短")
        db.session.flush()
        grant = db.session.scalars(select(RoleGrant).where(RoleGrant.account_id == account.id)).one()
        grant.until = clock.today()
        service.name_staff(world.station, Role.LIAISON)
    assert "小短" in world.station.liaison
    turn = next(timer for timer in jobs.timers if timer.name == "stations.name_at_the_turn_of_the_day")
    with clock.shifted(timedelta(days=1)):
        turn.run()
    assert db.session.get_one(Station, world.station.id, populate_existing=True).liaison == "小林"


def test_who_stands_in_is_shown_to_the_office_and_not_at_the_door(desk: At, world: World) -> None:
    with transaction():
        stand_in = factories.staff(Role.RESIDENT, "self", "小周")
        db.session.flush()
        lent = RoleGrant(
            account_id=stand_in.id,
            role=Role.LIAISON,
            scope=world.station.scope,
            since=clock.today() - timedelta(days=2),
            until=clock.today() + timedelta(days=5),
            delegated_by=world.phone("liaison").account_id,
        )
        db.session.add(lent)
    page = desk("npc_staff").page(f"/console/stations/{world.station.id}")
    service.name_staff(world.station, Role.LIAISON)
    assert "联络员小林" in page
    assert "日由小周代" in page
    assert world.station.liaison == "小林"


@pytest.mark.parametrize(
    ("since", "until", "words"),
    [
        (date(2026, 11, 20), date(2026, 12, 3), "11月20日到12月3日由小周代"),
        (date(2026, 11, 20), date(2026, 11, 20), "11月20日由小周代"),
        (date(2026, 11, 20), date(2027, 11, 2), "11月20日到2027年11月2日由小周代"),
    ],
)
def test_an_absence_is_told_in_plain_words(since: date, until: date, words: str) -> None:
    assert staff.Cover("小周", since, until).words == words
