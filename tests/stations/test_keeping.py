"""Keeping a station: what its page says, its milestones, and who sits there."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from server.core import clock
from server.core.audit import AuditEntry
from server.core.db import db, transaction
from server.core.errors import AppError, InvalidInput
from server.stations import keeping, queries, service
from server.stations.models import (
    LicenceState,
    Milestone,
    Seat,
    Station,
    StationAction,
    StationKind,
)
from tests import factories
from tests.console.desk import At
from tests.factories import COUNTY, OTHER_TOWN, TOWN, VILLAGE, World
from tests.stations.offices import ELSEWHERE, OFFICE, facts, form, full, move

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
