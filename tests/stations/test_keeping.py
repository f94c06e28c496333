"""Keeping stations: built up step by step, closed with a reason, seats, milestones, names at the door, coverage."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from server.accounts.models import RoleGrant
from server.core import clock, jobs
from server.core.actor import Actor
from server.core.audit import AuditEntry
from server.core.db import db, transaction
from server.core.errors import AppError, Conflict, InvalidInput
from server.core.outbox import OutboxRow
from server.core.permissions import Role
from server.stations import coverage, keeping, queries, registers, service, staff
from server.stations.coverage import FindCoverage
from server.stations.models import (
    WORKFLOW,
    LicenceState,
    Milestone,
    Seat,
    Station,
    StationAction,
    StationKind,
)
from tests import factories
from tests.console.desk import Desk, at
from tests.factories import COUNTY, OTHER_TOWN, TOWN, VILLAGE, World

At = Callable[[str], Desk]
OFFICE = Actor(Role.NPC_STAFF, f"area:{COUNTY}", name="何主任")
STREET = Actor(Role.STREET_NPC, f"area:{TOWN}", name="老郑")
ELSEWHERE = "330111002001"


@pytest.fixture
def world(client: FlaskClient) -> World:
    return factories.world(client)


@pytest.fixture
def desk(app: Flask, world: World) -> At:
    return lambda who: at(app, world, who)


def full(code: str) -> str:
    return code.ljust(12, "0")


def form(**more: Any) -> dict[str, Any]:
    return {"name": "江滨代表联络点", "kind": "point", "area_code": VILLAGE} | more


def move(station: Station, *actions: StationAction) -> None:
    for action in actions:
        service.advance(OFFICE, station, action, reason="房子要修" if action in ("suspend", "close") else "")


def facts(name: str) -> list[dict[str, Any]]:
    return [row.payload for row in db.session.scalars(select(OutboxRow).where(OutboxRow.name == name))]


# the way from planned to closed


def test_a_new_station_is_planned_and_comes_to_run_step_by_step(desk: At, world: World) -> None:
    office = desk("npc_staff")
    assert office.post("/console/stations", form()).status_code == 303
    station = db.session.scalars(select(Station).where(Station.name == "江滨代表联络点")).one()
    page = f"/console/stations/{station.id}"
    assert station.licence is LicenceState.PLANNED
    for action, state in (("check", "已核查"), ("license", "已授牌"), ("open", "运行")):
        assert f'id="do-{action}"' in office.page(page)
        assert office.post(f"{page}/licence", {"action": action}).status_code == 303
        assert f'">{state}</span>' in office.page(page)
    db.session.refresh(station)
    assert (station.licence, station.licensed_on) == (LicenceState.ACTIVE, clock.today())


def test_nothing_is_licensed_that_has_not_been_checked(world: World) -> None:
    station = factories.station("新站", licence=LicenceState.PLANNED)
    with pytest.raises(Conflict) as refused:
        service.advance(OFFICE, station, StationAction.LICENSE)
    assert refused.value.code == "station.not_now"
    assert "筹建" in refused.value.text


@pytest.mark.parametrize("state", LicenceState)
@pytest.mark.parametrize("action", StationAction)
def test_every_step_that_the_table_does_not_know_is_refused(
    world: World, state: LicenceState, action: StationAction
) -> None:
    station = factories.station("试站", licence=state)
    if (state, action) in WORKFLOW.table:
        move(station, action)
        assert station.licence is WORKFLOW.table[state, action]
        return
    with pytest.raises(Conflict):
        move(station, action)
    assert station.licence is state


@pytest.mark.parametrize("action", ["suspend", "close"])
def test_suspending_and_closing_need_a_reason_that_is_kept(desk: At, world: World, action: str) -> None:
    if action == "close":
        move(world.station, StationAction.SUSPEND)
        db.session.commit()
    path = f"/console/stations/{world.station.id}/licence"
    office = desk("npc_staff")
    refused = office.post(path, {"action": action})
    assert refused.status_code == 400
    assert "为什么" in refused.text
    assert office.post(path, {"action": action, "reason": "房子要修"}).status_code == 303
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == f"station.{action}")).all()[-1]
    assert (entry.subject_id, entry.reason) == (world.station.id, "房子要修")


def test_the_question_before_suspending_names_what_follows(desk: At, world: World) -> None:
    with transaction():
        factories.station("富春街道代表之家", TOWN, kind=StationKind.HOME)
    page = desk("npc_staff").page(f"/console/stations/{world.station.id}")
    assert "扫到的人会带去富春街道代表之家" in page
    assert "已经收到的来信不受影响" in page
    assert 'id="do-close"' not in page, "who runs is suspended first"


def test_an_old_station_says_when_it_was_licensed(desk: At, world: World) -> None:
    office = desk("npc_staff")
    missing = office.post("/console/stations", form(is_running="yes"))
    assert (missing.status_code, "授牌日期" in missing.text) == (400, True)
    tomorrow = clock.today() + timedelta(days=1)
    assert office.post("/console/stations", form(is_running="yes", licensed_on=tomorrow)).status_code == 400
    assert (
        office.post("/console/stations", form(is_running="yes", licensed_on="2023-05-01")).status_code == 303
    )
    station = db.session.scalars(select(Station).where(Station.name == "江滨代表联络点")).one()
    assert (station.is_open, station.licensed_on) == (True, date(2023, 5, 1))


def test_licensing_tomorrow_is_refused(world: World) -> None:
    station = factories.station("新站", licence=LicenceState.CHECKED)
    with pytest.raises(InvalidInput):
        service.advance(OFFICE, station, StationAction.LICENSE, on=clock.today() + timedelta(days=1))


# what its page says


def test_an_edit_is_what_the_public_reads(desk: At, world: World, client: FlaskClient) -> None:
    given = form(
        name="桂花社区代表联络站",
        kind="station",
        category="enterprise",
        reception_days="每月 5 日上午",
        brand="小桂工作室",
        latitude="30.05",
        longitude="119.96",
    )
    answer = desk("street_npc").post(f"/console/stations/{world.station.id}/edit", given)
    assert answer.status_code == 303
    shown = client.get(f"/api/stations/{world.station.id}").json
    assert (shown["kind_name"], shown["category_name"]) == ("代表联络站", "企业")
    assert (shown["reception_days"], shown["brand"]) == ("每月 5 日上午", "小桂工作室")
    assert "head" not in shown
    assert "licence" not in shown
    assert facts("station.changed") == [{"station_id": str(world.station.id)}]


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "站" * 81},
        {"name": "！！"},
        {"kind": "palace"},
        {"area_code": "330111"},
        {"area_code": full(COUNTY)},
        {"area_code": "999999999999"},
        {"area_code": "320311001001"},
        {"latitude": "30.05"},
        {"latitude": "nan", "longitude": "nan"},
        {"latitude": "91", "longitude": "119"},
        {"phone": "打给小林"},
        {"address": "路" * 161},
        {"licence": "active"},
        {"is_demo": "yes"},
    ],
    ids=str,
)
def test_a_wrong_form_is_refused_in_chinese_and_nothing_is_stored(
    desk: At, world: World, wrong: dict[str, str]
) -> None:
    before = db.session.scalar(select(func.count()).select_from(Station))
    answer = desk("npc_staff").post("/console/stations", form(**wrong))
    assert answer.status_code == 400
    assert re.search(r"[\u4e00-\u9fff]", answer.text)
    assert db.session.scalar(select(func.count()).select_from(Station)) == before


def test_no_two_stations_of_a_place_have_the_same_name(desk: At, world: World) -> None:
    same = desk("npc_staff").post("/console/stations", form(name=world.station.name))
    assert same.status_code == 409
    elsewhere = desk("npc_staff").post(
        "/console/stations", form(name=world.station.name, area_code=ELSEWHERE)
    )
    assert elsewhere.status_code == 303


def test_a_street_keeps_its_own_stations_only(desk: At, world: World) -> None:
    with transaction():
        other = factories.station("春江站", ELSEWHERE)
    street = desk("street_npc")
    assert street.post("/console/stations", form(area_code=ELSEWHERE)).status_code == 400
    for path in ("edit", "seats"):
        assert street.get(f"/console/stations/{other.id}/{path}").status_code == 404
    moved = street.post(f"/console/stations/{world.station.id}/edit", form(area_code=ELSEWHERE))
    assert moved.status_code == 400
    assert (
        street.post(
            f"/console/stations/{other.id}/licence", {"action": "suspend", "reason": "修"}
        ).status_code
        == 404
    )


def test_a_built_station_stays_in_its_town_where_its_letters_are(world: World) -> None:
    elsewhere = queries.place_for(OFFICE, ELSEWHERE)
    facts_of = {"name": world.station.name, "kind": StationKind.POINT}
    with pytest.raises(InvalidInput) as refused:
        service.edit(OFFICE, world.station, elsewhere, **facts_of)
    assert "新建一个站点" in refused.value.text
    planned = factories.station("新站", licence=LicenceState.PLANNED)
    service.edit(OFFICE, planned, elsewhere, **facts_of)
    assert planned.area_code == ELSEWHERE


def test_the_form_offers_the_villages_of_the_chosen_town(desk: At, world: World) -> None:
    street, office = desk("street_npc"), desk("npc_staff")
    assert "桂花社区</option>" in street.page("/console/stations/new"), "one town only: chosen already"
    assert "先选镇街" in office.page("/console/stations/new")
    chosen = office.page(f"/console/stations/new?town={full(OTHER_TOWN)}")
    assert "春江社区</option>" in chosen
    assert "桂花社区</option>" not in chosen
    assert 'value="330111001001" selected' in office.page(f"/console/stations/{world.station.id}/edit")


@pytest.mark.parametrize("who", ["liaison", "station_head", "npc_leader", "deputy", "resident"])
def test_who_does_not_keep_registers_changes_nothing(desk: At, world: World, who: str) -> None:
    at_desk, base = desk(who), f"/console/stations/{world.station.id}"
    for path, data in {
        "/console/stations": form(),
        f"{base}/edit": form(),
        f"{base}/licence": {"action": "suspend", "reason": "关门"},
        f"{base}/milestones": {"step": 1, "done_on": "2023-12-01"},
        f"{base}/seats": {"deputy_id": world.deputy.id},
        f"{base}/seats/{world.deputy.id}/leave": {},
    }.items():
        assert at_desk.post(path, data).status_code == 403, path
    assert db.session.get_one(Station, world.station.id, populate_existing=True).is_open


# milestones


def test_the_three_steps_show_their_day_and_what_is_overdue(desk: At, world: World) -> None:
    office, path = desk("npc_staff"), f"/console/stations/{world.station.id}"
    for step, day in ((1, "2023-11-30"), (2, "2024-07-15")):
        assert office.post(f"{path}/milestones", {"step": step, "done_on": day}).status_code == 303
    first, second, third = keeping.milestones(world.station)
    assert (first.due, first.is_overdue) == (date(2023, 12, 31), False)
    assert (second.done_on, second.is_overdue) == (date(2024, 7, 15), True)
    assert (third.due, third.done_on) == (date(2025, 12, 31), None)
    assert "2023-11-30 完成" in office.page(path)


def test_a_step_said_again_counts_later_and_without_a_day_is_open_again(world: World) -> None:
    service.note_step(OFFICE, world.station, 1, done_on=date(2023, 11, 1))
    service.note_step(OFFICE, world.station, 1, done_on=date(2023, 12, 1), note="区里验收")
    line = db.session.scalars(select(Milestone)).one()
    assert (line.done_on, line.note) == (date(2023, 12, 1), "区里验收")
    service.note_step(OFFICE, world.station, 1, done_on=None)
    assert db.session.scalars(select(Milestone)).all() == []


@pytest.mark.parametrize("step", [0, 4, -1])
def test_there_are_three_steps_and_none_is_done_tomorrow(world: World, step: int) -> None:
    with pytest.raises(InvalidInput):
        service.note_step(OFFICE, world.station, step, done_on=clock.today())
    with pytest.raises(InvalidInput):
        service.note_step(OFFICE, world.station, 1, done_on=clock.today() + timedelta(days=1))


# seats


def test_a_deputy_is_found_by_name_seated_once_and_unseated(
    desk: At, world: World, client: FlaskClient
) -> None:
    with transaction():
        home = factories.station("富春街道代表之家", TOWN, kind=StationKind.HOME)
        factories.deputy(home, "周全")
        factories.deputy(home, "周前任", term_to=clock.today() - timedelta(days=1))
    office, path = desk("npc_staff"), f"/console/stations/{world.station.id}/seats"
    page = office.page(f"{path}?q=周")
    assert "让周全坐在这里" in page
    assert "周前任" not in page
    found = re.search(r'name="deputy_id" value="([^"]+)"', page)
    assert found
    for _ in range(2):
        assert office.post(path, {"deputy_id": found[1]}).status_code == 303
    names = [card["name"] for card in client.get(f"/api/stations/{world.station.id}").json["deputies"]]
    assert names == ["周全", "王明"]
    assert office.post(f"{path}/{found[1]}/leave").status_code == 303
    assert db.session.get(Seat, (world.station.id, found[1])) is None


def test_nobody_seats_a_deputy_of_another_register(desk: At, world: World) -> None:
    with transaction():
        other = factories.station("远处站", "320311001001")
        stranger = factories.deputy(other, "外人", area_code=full("320311"))
    office, path = desk("npc_staff"), f"/console/stations/{world.station.id}/seats"
    assert "外人坐" not in office.page(f"{path}?q=外人")
    assert office.post(path, {"deputy_id": stranger.id}).status_code == 404


def test_a_word_of_percent_finds_nobody(desk: At, world: World) -> None:
    assert "坐在这里</button>" not in desk("npc_staff").page(
        f"/console/stations/{world.station.id}/seats?q=%25"
    )


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
            since=date(2026, 11, 20),
            until=date(2026, 11, 27),
            delegated_by=world.phone("liaison").account_id,
        )
        db.session.add(lent)
    with clock.frozen(clock.now().replace(year=2026, month=11, day=22)):
        page = desk("npc_staff").page(f"/console/stations/{world.station.id}")
        service.name_staff(world.station, Role.LIAISON)
    assert "联络员小林" in page
    assert "11月20日到27日由小周代" in page
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


# the register


def test_the_register_is_narrowed_by_kind_category_and_state(desk: At, world: World) -> None:
    with transaction():
        factories.station("富春街道代表之家", TOWN, kind=StationKind.HOME)
        factories.station("银湖园区联络站", TOWN, category="park", licence=LicenceState.SUSPENDED)
    office = desk("npc_staff")
    for search, names in {
        "kind=home": ["富春街道代表之家"],
        "category=park": ["银湖园区联络站"],
        "licence=suspended": ["银湖园区联络站"],
        "licence=active&kind=point": ["桂花社区代表联络站"],
        "licence=closed": [],
    }.items():
        page = office.page(f"/console/stations?{search}")
        assert re.findall(r'<th scope="row"><a [^>]*>([^<]+)', page) == names, search
    assert "代表之家 1 个，代表联络点 2 个" in office.page("/console/stations")
    assert office.get("/console/stations?licence=lost").status_code == 400


def test_100_stations_709_points_and_6_observation_points_are_held_and_counted_by_kind(world: World) -> None:
    """R2-03."""
    planned = {StationKind.STATION: 100, StationKind.POINT: 709, StationKind.OBSERVATION_POINT: 6}
    for kind, count in planned.items():
        db.session.add_all(
            Station(name=f"{kind.value}{at}", kind=kind, area_code="320311009001", created_at=clock.now())
            for at in range(count)
        )
    db.session.flush()
    there = Actor(Role.NPC_STAFF, "area:320311")
    assert registers.kinds(there) == planned
    assert registers.stations(there, registers.FindStationSheet(kind=StationKind.POINT)).total == 709


# coverage


def towns(actor: Actor, **find: Any) -> dict[str, tuple[bool, list[str]]]:
    lines = coverage.sheet(actor, FindCoverage(**find)).lines
    return {line.town.name: (line.has_home, [village.name for village in line.uncovered]) for line in lines}


def test_coverage_names_every_town_without_a_home_and_every_village_without_a_station(world: World) -> None:
    """R0-18: only what is in use counts."""
    assert towns(OFFICE) == {"富春街道": (False, []), "春江街道": (False, ["春江社区"])}
    home = factories.station("春江街道代表之家", OTHER_TOWN, kind=StationKind.HOME)
    assert towns(OFFICE)["春江街道"] == (True, ["春江社区"])
    factories.station("春江联络点", ELSEWHERE, licence=LicenceState.LICENSED)
    assert towns(OFFICE)["春江街道"] == (True, ["春江社区"]), "licensed is not open yet"
    move(home, StationAction.SUSPEND)
    db.session.flush()
    assert towns(OFFICE)["春江街道"] == (False, ["春江社区"])
    assert towns(STREET) == {"富春街道": (False, [])}


def test_only_what_is_missing_can_be_looked_at(world: World) -> None:
    factories.station("富春街道代表之家", TOWN, kind=StationKind.HOME)
    assert list(towns(OFFICE, open="yes")) == ["春江街道"]
    factories.station("春江街道代表之家", OTHER_TOWN, kind=StationKind.HOME)
    assert list(towns(OFFICE, open="yes")) == ["春江街道"], "a village is still missing"
    factories.station("春江联络点", ELSEWHERE)
    assert towns(OFFICE, open="yes") == {}


def test_the_totals_say_how_many_of_how_many(desk: At, world: World) -> None:
    with transaction():
        factories.station("富春街道代表之家", TOWN, kind=StationKind.HOME)
        service.note_step(OFFICE, world.station, 1, done_on=date(2023, 12, 1))
        closed = factories.station("旧站", VILLAGE, licence=LicenceState.CLOSED)
        service.note_step(OFFICE, closed, 1, done_on=date(2023, 12, 1))
    total = coverage.totals(OFFICE)
    assert (total.homes, total.towns, total.covered, total.villages) == (1, 2, 1, 2)
    assert (total.stations, total.reached) == (2, {1: 1, 2: 0, 3: 0})
    page = desk("npc_leader").page("/console/coverage")
    assert "中心站 1 / 2" in page
    assert "1 个还没有在运行的站点" in page
    assert "/console/stations/new" not in page, "a leader looks and changes nothing"
    assert "/console/stations/new?town=330111002000&amp;village=330111002001" in desk("npc_staff").page(
        "/console/coverage"
    )


def test_the_staff_of_a_station_have_no_coverage_to_look_at(desk: At, world: World) -> None:
    assert "这里没有镇街" in desk("liaison").page("/console/coverage")
    assert "/console/coverage" not in desk("liaison").page("/console/stations")


def test_every_change_of_a_station_is_accounted_for(world: World) -> None:
    area = queries.place_for(OFFICE, VILLAGE)
    made = service.create(OFFICE, area, name="新站", kind=StationKind.POINT)
    db.session.flush()
    service.edit(OFFICE, made, area, name="新站点", kind=StationKind.POINT)
    move(made, StationAction.BUILD)
    service.note_step(OFFICE, made, 1, done_on=clock.today())
    service.seat(OFFICE, made, world.deputy)
    service.unseat(OFFICE, made, world.deputy)
    written = db.session.scalars(
        select(AuditEntry.action).where(AuditEntry.subject_id == made.id).order_by(AuditEntry.id)
    ).all()
    kept = ["create", "edit", "build", "milestone", "seat", "unseat"]
    assert written == [f"station.{what}" for what in kept]


def test_a_station_of_nowhere_is_no_place_of_the_office(world: World) -> None:
    for code in (COUNTY, "330111009001", "", "x" * 12):
        with pytest.raises(AppError) as refused:
            queries.place_for(OFFICE, code)
        assert refused.value.code == "station.area"
