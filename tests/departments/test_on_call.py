"""Who is called when a letter cannot wait: the roster, the way up when nobody is there, and its gaps."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from server.accounts.models import Account, Block, RoleGrant
from server.core import clock
from server.core.actor import Actor
from server.core.clock import ZONE
from server.core.db import db, transaction
from server.core.errors import Conflict, Forbidden, InvalidInput, NotFound
from server.core.permissions import Role
from server.departments import queries, roster, service
from server.departments.models import OnCall
from tests import factories
from tests.console.desk import at
from tests.factories import World

COUNTY, TOWN, VILLAGE, OTHER_TOWN = "330111000000", "330111001000", "330111001001", "330111002000"
OFFICE = Actor(Role.NPC_STAFF, f"area:{factories.COUNTY}", name="何主任")
STREET = Actor(Role.STREET_NPC, f"area:{factories.TOWN}", name="老郑")
HOUR = timedelta(hours=1)
NOW = datetime(2026, 11, 20, 21, 0, tzinfo=ZONE)


@pytest.fixture(autouse=True)
def _night(app: Flask, client: FlaskClient) -> object:
    with clock.frozen(NOW):
        yield


@pytest.fixture
def world(client: FlaskClient) -> World:
    """The staff of the world have user names, as everybody in a roster has."""
    made = factories.world(client)
    with transaction():
        for name in ("street_npc", "npc_staff", "station_head", "liaison"):
            account = db.session.get_one(Account, made.phone(name).account_id)
            account.username, account.phone = name, "16900000001"
    return made


def who(world: World, name: str) -> UUID:
    return world.phone(name).account_id


def put(account_id: UUID, area_code: str = TOWN, *, turn: int = 1, begins: int = -1, ends: int = 3) -> OnCall:
    with transaction():
        return service.put_on_call(
            OFFICE,
            db.session.get_one(Account, account_id),
            area_code=area_code,
            turn=turn,
            starts_at=NOW + begins * HOUR,
            ends_at=NOW + ends * HOUR,
        )


def chain(world: World, place: str = VILLAGE, at_hour: int = 0) -> list[str]:
    names = {phone.account_id: name for name, phone in world.phones.items()}
    called = roster.on_call(place, NOW + at_hour * HOUR, station=world.station.scope)
    return [names[account_id] for account_id in called]


def test_without_a_roster_the_station_head_is_called_and_then_the_countys_office(world: World) -> None:
    assert chain(world) == ["station_head", "npc_staff"]
    assert roster.on_call(VILLAGE, NOW) == [who(world, "npc_staff")]
    assert roster.on_call("320311001001", NOW) == []


def test_first_comes_the_roster_by_turn_then_that_of_the_areas_above(world: World) -> None:
    put(who(world, "street_npc"), TOWN, turn=2)
    put(who(world, "liaison"), TOWN, turn=1)
    put(who(world, "npc_staff"), COUNTY)
    assert chain(world) == ["liaison", "street_npc", "npc_staff", "station_head"]
    assert chain(world, OTHER_TOWN) == ["npc_staff", "station_head"]


def test_a_span_holds_from_its_first_moment_to_just_before_its_last(world: World) -> None:
    put(who(world, "liaison"), TOWN, begins=0, ends=2)
    assert [chain(world, at_hour=hour)[0] for hour in (-1, 0, 1, 2)] == [
        "station_head",
        "liaison",
        "liaison",
        "station_head",
    ]


def _disable(account_id: UUID) -> None:
    db.session.execute(update(Account).where(Account.id == account_id).values(disabled_at=NOW))


def _block(account_id: UUID) -> None:
    day = timedelta(days=1)
    values = {"created_at": NOW - day, "until": NOW + day, "scope": "area:330111"}
    db.session.add(Block(account_id=account_id, reason="测试", by="何主任", by_account=uuid4(), **values))


def _leave(account_id: UUID) -> None:
    yesterday = clock.today() - timedelta(days=1)
    db.session.execute(update(RoleGrant).where(RoleGrant.account_id == account_id).values(until=yesterday))


@pytest.mark.parametrize("lose", [_disable, _block, _leave])
def test_who_cannot_be_called_any_more_is_skipped(world: World, lose: object) -> None:
    put(who(world, "liaison"), TOWN)
    put(who(world, "street_npc"), TOWN, turn=2)
    assert callable(lose)
    with transaction():
        lose(who(world, "liaison"))
    assert chain(world) == ["street_npc", "station_head", "npc_staff"]
    (today, *_) = roster.fortnight(TOWN)
    assert [stretch.is_able for stretch in today.first if stretch.span] == [False]


def test_a_block_that_is_over_skips_nobody(world: World) -> None:
    put(who(world, "liaison"), TOWN)
    with transaction():
        _block(who(world, "liaison"))
    with transaction():
        db.session.execute(update(Block).values(lifted_at=NOW))
    assert chain(world)[0] == "liaison"


@pytest.mark.parametrize(("begins", "ends"), [(-1, 3), (0, 1), (2, 9), (-1, 0)])
def test_one_turn_is_one_persons_at_a_time(world: World, begins: int, ends: int) -> None:
    put(who(world, "liaison"), TOWN)
    with pytest.raises(Conflict) as refused:
        put(who(world, "street_npc"), TOWN, begins=begins, ends=max(ends, 1))
    assert "小林" in refused.value.text
    put(who(world, "street_npc"), TOWN, turn=2, begins=begins, ends=max(ends, 1))
    put(who(world, "street_npc"), OTHER_TOWN, begins=begins, ends=max(ends, 1))
    put(who(world, "street_npc"), TOWN, begins=3, ends=9)


@pytest.mark.parametrize(
    ("turn", "begins", "ends"), [(0, 0, 1), (4, 0, 1), (1, 3, 3), (1, 3, 2), (1, -9, -2), (1, 0, 24 * 32)]
)
def test_a_span_that_makes_no_sense_is_refused(world: World, turn: int, begins: int, ends: int) -> None:
    with pytest.raises(InvalidInput) as refused:
        put(who(world, "liaison"), TOWN, turn=turn, begins=begins, ends=ends)
    assert refused.value.text.endswith("。")
    assert db.session.scalars(select(OnCall)).all() == []


def test_only_staff_of_the_county_may_stand_in_the_roster(world: World) -> None:
    with transaction():
        foreign = factories.staff(Role.NPC_STAFF, f"area:{factories.OTHER_COUNTY}", "外地人", "waidi")
        gone = factories.staff(Role.LIAISON, world.station.scope, "走了的", "zoule")
        gone.disabled_at = NOW
    names = [account.username for account in roster.candidates(TOWN)]
    assert sorted(names, key=str) == ["liaison", "npc_staff", "station_head", "street_npc"]
    for account_id in (foreign.id, gone.id, who(world, "resident"), who(world, "deputy"), uuid4()):
        with pytest.raises(InvalidInput):
            roster.candidate(TOWN, account_id)


def test_a_street_keeps_its_own_roster_only(world: World) -> None:
    liaison = db.session.get_one(Account, who(world, "liaison"))
    times = {"starts_at": NOW, "ends_at": NOW + HOUR, "turn": 1}
    service.put_on_call(STREET, liaison, area_code=TOWN, **times)
    for code in (OTHER_TOWN, COUNTY):
        with pytest.raises(Forbidden):
            service.put_on_call(STREET, liaison, area_code=code, **times)
    db.session.commit()
    elsewhere = put(who(world, "liaison"), OTHER_TOWN)
    with pytest.raises(NotFound):
        queries.span_for_update(STREET, elsewhere.id)


def test_what_has_not_begun_is_taken_back_and_what_runs_ends_now(world: World) -> None:
    running = put(who(world, "liaison"), TOWN)
    coming = put(who(world, "street_npc"), TOWN, begins=5, ends=9)
    with transaction():
        service.take_off_call(OFFICE, db.session.merge(running))
        service.take_off_call(OFFICE, db.session.merge(coming))
    (left,) = db.session.scalars(select(OnCall))
    assert (left.id, left.ends_at) == (running.id, NOW)
    assert chain(world)[0] == "station_head"
    with pytest.raises(Conflict):
        service.take_off_call(OFFICE, left)


def test_the_fortnight_shows_each_stretch_and_each_gap(world: World) -> None:
    put(who(world, "liaison"), TOWN, begins=-1, ends=12)  # 20:00 to 09:00
    put(who(world, "street_npc"), TOWN, begins=15, ends=27)  # tomorrow 12:00 to 24:00
    put(who(world, "npc_staff"), TOWN, turn=2, begins=-1, ends=12)
    today, tomorrow, *rest = roster.fortnight(TOWN)
    assert len(rest) == 12
    told = [(stretch.hours, stretch.name) for stretch in today.first]
    assert told == [("00:00–20:00", ""), ("20:00–24:00", "小林")]
    told = [(stretch.hours, stretch.name) for stretch in tomorrow.first]
    assert told == [("00:00–09:00", "小林"), ("09:00–12:00", ""), ("12:00–24:00", "老郑")]
    assert [(stretch.hours, stretch.name) for stretch in tomorrow.more] == [("00:00–09:00", "何主任")]
    assert [(s.hours, s.span) for s in rest[0].first] == [("00:00–24:00", None)]


def test_the_office_plans_in_the_console_and_sees_where_nobody_is(world: World, app: Flask) -> None:
    desk = at(app, world, "npc_staff")
    given = {
        "area_code": TOWN,
        "account_id": str(who(world, "liaison")),
        "turn": "1",
        "starts_on": "2026-11-21",
        "starts": "08:00",
        "ends_on": "2026-11-22",
        "ends": "08:00",
    }
    assert desk.post("/console/on-call", given).status_code == 303
    page = desk.page(f"/console/on-call?area={TOWN}")
    assert "08:00–24:00" in page
    assert "00:00–08:00" in page
    assert page.count("这段没有人") == 14
    assert "16900000001" not in page
    assert desk.post("/console/on-call", given).status_code == 409
    assert desk.post("/console/on-call", given | {"starts": "8点"}).status_code == 400
    assert desk.post("/console/on-call", given | {"account_id": str(uuid4()), "turn": "2"}).status_code == 400
    (span,) = db.session.scalars(select(OnCall))
    assert desk.post(f"/console/on-call/{span.id}/end").status_code == 303
    assert db.session.scalars(select(OnCall)).all() == []
