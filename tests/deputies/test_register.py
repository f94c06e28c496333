"""The register of deputies: entered, edited, shown; identity, duty and promise of everybody (R1-03)."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.orm import load_only

from server.areas.models import Constituency, ConstituencyLevel
from server.core import clock, crypto
from server.core.db import db, transaction
from server.core.outbox import OutboxRow
from server.deputies.models import Deputy, DeputyLevel
from tests import factories
from tests.console.desk import At, Desk
from tests.deputies.register import found, listed
from tests.factories import World

COUNTY, TOWN = "330111000000", "330111001000"
NEW = {
    "name": "陈新",
    "level": "county",
    "area_code": COUNTY,
    "term_from": "2026-01-01",
    "term_to": "2030-12-31",
    "constituency": "富春第 2 选区",
    "occupation": "小学老师",
    "duty": "听街坊说。",
    "promise": "孩子上学的事，跟我说。",
    "specialties": "上学、 养老,上学",
    "phone": "139 1234-0412",
}
HTMX = {"HX-Request": "true"}


def constituency(level: ConstituencyLevel, name: str, area_code: str = COUNTY) -> Constituency:
    made = Constituency(level=level, name=name, area_code=area_code)
    db.session.add(made)
    db.session.flush()
    return made


def test_a_deputy_is_entered_and_stands_in_the_register(office: Desk) -> None:
    assert office.post("/console/deputies", NEW).status_code == 303
    made = found("陈新")
    assert (made.level, made.term_to) == (DeputyLevel.COUNTY, date(2030, 12, 31))
    assert made.specialties == ["上学", "养老"]
    assert made.constituency == "富春第 2 选区"
    assert listed(office.page("/console/deputies")) == ["陈新", "王明"]


def test_the_phone_is_sealed_and_only_its_ends_are_shown(office: Desk, client: FlaskClient) -> None:
    office.post("/console/deputies", NEW)
    made = found("陈新")
    assert made.phone == "13912340412"
    assert made.phone_index == crypto.ring().index("phone", "13912340412")
    stored = db.session.scalar(text("select string_agg(d::text, '') from deputies d"))
    assert "13912340412" not in stored
    for path in (f"/console/deputies/{made.id}/edit", f"/console/deputies/{made.id}", "/console/deputies"):
        page = office.page(path)
        assert "139****0412" in page
        assert "13912340412" not in page
    assert "1391234" not in client.get(f"/api/deputies/{made.id}").text


def test_an_empty_phone_keeps_the_one_that_is_there(office: Desk) -> None:
    office.post("/console/deputies", NEW)
    made = found("陈新")
    answer = office.post(f"/console/deputies/{made.id}/edit", NEW | {"phone": "", "name": "陈新新"})
    assert answer.status_code == 303
    assert found("陈新新").phone == "13912340412"


def test_editing_says_so_once_and_renames_the_account(office: Desk, world: World) -> None:
    edited = NEW | {"name": "王明明", "phone": ""}
    assert office.post(f"/console/deputies/{world.deputy.id}/edit", edited).status_code == 303
    said = db.session.scalars(select(OutboxRow).where(OutboxRow.name == "deputy.changed")).all()
    assert [row.payload for row in said] == [{"deputy_id": str(world.deputy.id)}]
    assert world.phone("deputy").get("/api/sessions/current").json["account"]["name"] == "王明明"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": ""}, "这一项要填"),
        ({"name": "？？"}, "请写几个字说明一下"),
        ({"level": "galactic"}, "没有这个选项"),
        ({"term_from": "2022.1"}, "有 1 处要改"),
        ({"term_to": "2025-01-01"}, "任期的结束要在开始之后"),
        ({"phone": "找小林要"}, "格式不对"),
        ({"area_code": "33"}, "格式不对"),
        ({"promise": "好" * 301}, "太长了，最多 300 个字"),
        ({"specialties": "、".join(f"第{n}样" for n in range(9))}, "最多 8 个"),
        ({"left_at": "2020-01-01"}, "这里没有这一项"),
    ],
)
def test_a_line_that_cannot_be_is_told_and_not_stored(
    office: Desk, change: dict[str, str], words: str
) -> None:
    answer = office.post("/console/deputies", NEW | change, **HTMX)
    assert answer.status_code == 400
    assert words in answer.text
    assert db.session.scalars(select(Deputy).where(Deputy.name == "陈新")).all() == []


def test_a_term_that_is_over_is_for_leaving_not_for_editing(office: Desk, world: World) -> None:
    yesterday = clock.today() - timedelta(days=1)
    over = NEW | {"term_from": "2022-01-01", "term_to": f"{yesterday}"}
    answer = office.post(f"/console/deputies/{world.deputy.id}/edit", over, **HTMX)
    assert answer.status_code == 400
    assert "请用“离任”来办" in answer.text
    assert found("王明").is_in_office


# --- constituencies (R2-01)


def test_the_directly_elected_come_from_a_registered_constituency(office: Desk) -> None:
    with transaction():
        chosen = constituency(ConstituencyLevel.COUNTY, "富春街道第 3 选区")
    refused = office.post("/console/deputies", NEW, **HTMX)
    assert "这一级的选区已经登记了，请从名单里选一个" in refused.text
    assert "富春街道第 3 选区" in office.page("/console/deputies/new")
    office.post("/console/deputies", NEW | {"constituency": "", "constituency_id": str(chosen.id)})
    made = found("陈新")
    assert (made.constituency, made.constituency_id) == ("富春街道第 3 选区", chosen.id)


def test_a_constituency_of_another_level_or_county_is_refused(office: Desk) -> None:
    with transaction():
        of_town = constituency(ConstituencyLevel.TOWNSHIP, "富春镇第 1 选区", TOWN)
        elsewhere = constituency(ConstituencyLevel.COUNTY, "泉山第 1 选区", "320311000000")
    for chosen in (of_town, elsewhere):
        answer = office.post("/console/deputies", NEW | {"constituency_id": str(chosen.id)}, **HTMX)
        assert "这个选区不是这一级的" in answer.text


def test_the_indirectly_elected_name_the_body_that_elected_them(office: Desk, client: FlaskClient) -> None:
    with transaction():
        chosen = constituency(ConstituencyLevel.COUNTY, "富春街道第 3 选区")
    city = NEW | {"level": "municipal", "constituency": "富阳区选举产生"}
    refused = office.post("/console/deputies", city | {"constituency_id": str(chosen.id)}, **HTMX)
    assert "请写选举单位" in refused.text
    office.post("/console/deputies", city)
    profile = client.get(f"/api/deputies/{found('陈新').id}").json
    assert (profile["election"], profile["constituency"]) == ("间接选举", "富阳区选举产生")


# --- who may


@pytest.mark.parametrize("who", ["liaison", "station_head", "npc_leader", "deputy", "former_deputy"])
def test_only_offices_keep_the_register(desk: At, world: World, who: str) -> None:
    assert desk(who).get("/console/deputies/new").status_code == 403
    assert desk(who).post("/console/deputies", NEW).status_code == 403
    assert desk(who).get("/console/groups").status_code in (200, 403)


def test_nobody_is_entered_in_a_foreign_area(desk: At, world: World) -> None:
    for who, code in (
        ("npc_staff", "320311000000"),
        ("street_npc", COUNTY),
        ("street_npc", "330111002000"),
        ("sys_admin", COUNTY),
    ):
        answer = desk(who).post("/console/deputies", NEW | {"area_code": code}, **HTMX)
        assert (answer.status_code, "不归您管" in answer.text) == (403, True), (who, code)
    assert desk("street_npc").post("/console/deputies", NEW | {"area_code": TOWN}).status_code == 303


def test_a_town_edits_its_own_and_not_those_of_the_countys_register(desk: At, world: World) -> None:
    street = desk("street_npc")
    street.post("/console/deputies", NEW | {"area_code": TOWN})
    assert street.get(f"/console/deputies/{found('陈新').id}/edit").status_code == 200
    assert street.get(f"/console/deputies/{world.deputy.id}").status_code == 200
    assert street.get(f"/console/deputies/{world.deputy.id}/edit").status_code == 404
    assert "改资料" not in street.page(f"/console/deputies/{world.deputy.id}")


# --- R1-03: all of them show all three


def enrol(world: World, count: int) -> None:
    with transaction():
        for number in range(count):
            factories.deputy(world.station, f"代表{number:03d}")


def three(page: str) -> tuple[int, int]:
    figures = re.search(r"三亮齐 <b[^>]*>(\d+) / (\d+)</b>", page)
    assert figures
    return int(figures[1]), int(figures[2])


def test_262_deputies_show_all_three_and_one_who_misses_the_promise_is_found(
    office: Desk, world: World
) -> None:
    enrol(world, 261)
    page = office.page("/console/deputies")
    assert three(page) == (262, 262)
    assert "complete=no" not in page.split("<form")[1]
    with transaction():
        one = db.session.scalars(
            select(Deputy).where(Deputy.name == "代表100").options(load_only(Deputy.name))
        )
        one.one().promise = ""
    page = office.page("/console/deputies")
    assert three(page) == (261, 262)
    assert "看缺的 1 位" in page
    lacking = office.page("/console/deputies?complete=no")
    assert listed(lacking) == ["代表100"]
    assert "缺承诺" in lacking
    assert "缺" not in re.sub(r"看缺的.*?</p>", "", office.page("/console/deputies?complete=yes&q=代表1"))


def test_what_is_complete_is_never_told_to_the_public(world: World, client: FlaskClient) -> None:
    profile = client.get(f"/api/deputies/{world.deputy.id}").json
    assert profile["election"] == "直接选举"
    assert profile["groups"] == []
    assert not {"lacks", "complete", "phone", "left_reason", "area_code"} & set(profile)


def test_the_three_show_up_the_same_on_the_wall_and_on_the_phone(
    office: Desk, world: World, app: Flask, client: FlaskClient
) -> None:
    """One place to write them: the code's card, the profile and the console read the same row."""
    office.post(f"/console/deputies/{world.deputy.id}/edit", NEW | {"promise": "新的一句承诺。"})
    card = client.get(f"/api/codes/{world.deputy_code.token}").json["deputy"]
    profile = client.get(f"/api/deputies/{world.deputy.id}").json
    assert card["promise"] == profile["promise"] == "新的一句承诺。"
    assert "新的一句承诺。" in office.page(f"/console/deputies/{world.deputy.id}")


def test_a_deputy_whose_term_begins_later_waits_in_the_register(office: Desk, world: World) -> None:
    later = clock.today() + timedelta(days=40)
    office.post("/console/deputies", NEW | {"term_from": f"{later}"})
    assert listed(office.page("/console/deputies")) == ["王明"]
    assert listed(office.page("/console/deputies?term=coming")) == ["陈新"]
    made = found("陈新")
    assert office.get(f"/console/deputies/{made.id}").status_code == 200
    assert world.client.get(f"/api/deputies/{made.id}").status_code == 404
