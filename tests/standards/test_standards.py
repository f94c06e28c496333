"""Six standards, six haves, five roles and functions: judged from data, with the reason for every miss (§6.6, R3-01)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import update

from server.activities.kinds import KINDS, DutyKind
from server.activities.life import ActivityStatus
from server.activities.models import PlanLine
from server.activities.purposes import FUNCTION_OF, ROLE_OF
from server.codes.models import Code, CodeKind
from server.core import clock
from server.core.actor import Actor
from server.core.db import db, transaction
from server.core.permissions import Role
from server.messages.models import Message
from server.standards import judging, measuring, overview
from server.standards.judging import Judgement
from server.stations.models import Station
from tests import factories
from tests.console.desk import At
from tests.factories import World

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=clock.ZONE)


@pytest.fixture
def world(client: FlaskClient) -> Iterator[World]:
    with clock.frozen(NOW):
        yield factories.world(client)


def station(world: World) -> Station:
    db.session.expire_all()
    return db.session.get_one(Station, world.station.id)


def judged(world: World) -> dict[str, Judgement]:
    here = station(world)
    return {one.name: one for one in judging.standards(here, measuring.of(here, 2026))}


def change(world: World, **values: Any) -> None:
    with transaction():
        db.session.execute(update(Station).where(Station.id == world.station.id).values(**values))


def test_each_standard_says_what_is_missing_until_it_is_there(world: World) -> None:
    found = judged(world)
    assert [one.is_met for one in found.values()] == [False, False, False, True, False, False]
    assert found["基本配置规范化"].missing == ("没有登记坐标", "没有登记站长", "没有登记制度")
    assert found["年度计划定量化"].missing == ("计划里线下的 0 场，要有 12 场",)
    assert found["活动形式多样化"].missing == ("归档的活动只有 0 类，要有 3 类",)
    assert found["日常管理智能化"].missing == ("还没有过数据",)
    assert (found["品牌打造特色化"].is_open, found["品牌打造特色化"].missing) == (True, ())
    change(world, latitude=30.05, longitude=119.95, head="老周", rules="接待制度", brand="红色议事亭")
    with transaction():
        kinds = (DutyKind.RECEIVE_VOTERS, DutyKind.INSPECT, DutyKind.PUBLICITY)
        for number, kind in enumerate(kinds):
            db.session.add(_line(world, kind, count=4))
            starts, status = NOW - timedelta(days=number + 1), ActivityStatus.ARCHIVED
            factories.activity(world.station, [], kind=kind, starts=starts, status=status)
    assert all(one.is_met and not one.missing for one in judged(world).values()), judged(world)


def _line(world: World, kind: DutyKind, **fields: Any) -> PlanLine:
    values = {"year": 2026, "month": 11, "is_online": False} | fields
    return PlanLine(station_id=world.station.id, kind=kind, **values)


def test_what_does_not_count(world: World) -> None:
    with transaction():
        db.session.add(_line(world, DutyKind.INSPECT, count=12, is_online=True))
        db.session.add(_line(world, DutyKind.TRAINING, count=12))
        db.session.add(_line(world, DutyKind.INSPECT, count=12, year=2025))
        old, unfinished = NOW - timedelta(days=400), ActivityStatus.FINISHED
        factories.activity(world.station, [], starts=old, status=ActivityStatus.ARCHIVED)
        factories.activity(world.station, [], starts=NOW - timedelta(days=3), status=unfinished)
        db.session.execute(update(Code).where(Code.kind == CodeKind.DUTY).values(status="revoked"))
    found = judged(world)
    assert found["年度计划定量化"].by == "计划了线下 0 场"
    assert found["活动形式多样化"].by == "归档的有 0 类"
    assert found["日常管理智能化"].missing == ("没有有效的履职码",)
    with clock.frozen(NOW + timedelta(days=31)):
        assert "31 天没有新的数据，要在 30 天里" in judged(world)["日常管理智能化"].missing


def test_letters_without_an_end_are_counted_and_never_shown(world: World) -> None:
    for _ in range(2):
        number = world.submit().json["id"]
        assert world.phone("liaison").post(f"/api/messages/{number}/accept").status_code == 200
    replied = {"text": "灯修好了，谢谢您告诉我们。", "result": "A"}
    assert world.phone("liaison").post(f"/api/messages/{number}/reply", replied).status_code in (200, 201)
    assert judged(world)["问题处理清单化"].by == "今年受理 2 件"
    with clock.frozen(NOW + timedelta(days=40)):
        assert judged(world)["问题处理清单化"].missing == ("1 件过了答应的日子，还没有答复",)
    change(world, head="", liaison="")
    assert judged(world)["问题处理清单化"].missing == ("2 件没有责任人：站长、联络员都没有登记",)
    with transaction():
        db.session.execute(update(Message).values(raised_at=NOW))
    assert judged(world)["问题处理清单化"].by == "今年受理 0 件", "what was raised is not the station's"


def test_every_kind_serves_one_role_and_one_function(world: World) -> None:
    assert set(ROLE_OF) == set(FUNCTION_OF) == set(KINDS)
    with transaction():
        second = factories.deputy(world.station, "陈静")
        made = factories.activity(world.station, [world.deputy, second], kind=DutyKind.DELIBERATE)
    for deputy in (world.deputy, second):
        entered = {"deputy_id": str(deputy.id), "activity_id": str(made.id)}
        assert world.phone("liaison").post("/api/duties/entries", entered).status_code == 201
    data = measuring.of(station(world), 2026)
    assert {one.name: one.times for one in judging.roles(data) if one.times} == {"服务厅": 1}, (
        "once, not twice"
    )
    assert {one.name: one.times for one in judging.functions(data) if one.times} == {"商": 1}
    assert [one.name for one in judging.roles(data)] == ["宣传站", "连心桥", "民意窗", "监督岗", "服务厅"]


def test_the_page_tells_it_and_takes_the_two_lines_that_no_data_knows(desk: At, world: World) -> None:
    path = f"/console/stations/{world.station.id}/standards"
    page = desk("station_head").page(path)
    for words in ("基本配置规范化", "没有写明有什么设施", "一年里没有归档的活动", "11 月 没有"):
        assert words in page, words
    given = {"equipment": "接待桌、书架", "rules": "接待制度"}
    assert desk("liaison").post(path, given).status_code == 303
    assert "没有写明" not in desk("npc_leader").page(path)
    assert desk("npc_leader").post(path, given).status_code == 403
    assert desk("deputy").get(path).status_code == 403
    for word in ("排名", "名次", "得分", "第一名"):
        assert word not in page
    assert desk("station_head").page(f"{path}?year={clock.today().year - 1}")


def test_all_stations_of_an_area_by_code_with_what_each_lacks(
    desk: At, world: World, statements: Callable[[], int]
) -> None:
    """No ranking, one statement or few however many stations there are; the same as each station's own page."""
    office = desk("npc_staff")
    office.page("/console/standards")
    before = statements()
    office.page("/console/standards")
    few = statements() - before
    with transaction():
        for number in range(30):
            factories.station(f"第{30 - number}站", name_code(number), head="老周")
    before = statements()
    page = office.page("/console/standards")
    assert (statements() - before, few < 25) == (few, True)
    found = overview.overview(Actor(Role.NPC_STAFF, f"area:{factories.COUNTY}"), 2026)
    codes = [line.station.area_code for line in found.lines]
    assert (codes, len(codes)) == (sorted(codes), found.size)
    [own] = [line for line in found.lines if line.station.id == world.station.id]
    assert list(own.judged) == judging.standards(station(world), measuring.of(station(world), 2026))
    assert [total.met + total.missed for total in found.totals][:5] == [found.size] * 5
    assert (found.totals[5].met, found.totals[5].missed) == (0, 0), "nobody has to declare a brand"
    for word in ("排名", "名次", "得分"):
        assert word not in page
    missing = office.page("/console/standards?missed=equipped")
    assert "没有登记站长" in missing
    sheet = load_workbook(BytesIO(office.get("/console/standards.xlsx?missed=planned").data)).active
    assert sheet is not None
    assert sheet.max_row == 3 + found.totals[1].missed
    assert "第1站" not in desk("liaison").page("/console/standards"), "one's own register"
    assert desk("deputy").get("/console/standards").status_code == 403


def name_code(number: int) -> str:
    return f"{factories.TOWN}{number % 7:03d}"
