"""A unit takes its own desk away as a sheet, an office its area's: who wrote is in neither, and no cell computes."""

from __future__ import annotations

import csv
from io import StringIO
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from server.accounts.models import Account
from server.core.db import db, transaction
from server.core.permissions import Role
from server.exports import making
from server.exports.models import Export
from tests import factories
from tests.assignments.desk import accepted, give, with_unit
from tests.console.desk import At, at
from tests.factories import World
from tests.messages.path import drain

ROOT = "/console/exports"
ORDER = {"box": "all", "format": "csv"}
SAID = "我是陈小明，=路灯坏了，打 13812342046 找我。"


@pytest.fixture
def world(world: World) -> World:
    """A letter answered by the unit, and one that waits to be signed for."""
    with_unit(world)
    with transaction():
        author = db.session.get_one(Account, world.phone("resident").account_id)
        author.name, author.phone = "陈小明", "13812342046"
    done = give(world, accepted(world, content=SAID, place="=HYPERLINK(1)"))
    done.handler("sign")
    done.answered(text="已经换了灯，陈小明可打 13812342046 再问。")
    give(world, accepted(world, content="井盖松了，车一过就响。"))
    return world


def sheet(desk: At, who: str, **fields: str) -> list[dict[str, str]]:
    assert desk(who).post(f"{ROOT}/assignments", ORDER | fields).status_code == 303
    drain()
    newest = select(Export).order_by(Export.created_at.desc()).limit(1)
    export = db.session.scalars(newest.execution_options(populate_existing=True)).one()
    answer = desk(who).get(f"{ROOT}/{export.id}/file")
    assert answer.status_code == 200, export.error
    heading, *rows = list(csv.reader(StringIO(answer.data.decode("utf-8-sig"))))[:-1]
    return [dict(zip(heading, row, strict=True)) for row in rows]


def test_a_unit_takes_its_desk_away_without_who_wrote(
    desk: At, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "SITTING", 1)
    newest, answered = sheet(desk, "handler")
    assert (newest["现在"], newest["答复"], newest["正文"]) == ("待签收", "", "井盖松了，车一过就响。")
    assert (answered["现在"], answered["结果"], answered["主办还是协办"]) == (
        "答复了，等评价",
        "已经解决",
        "主办",
    )
    said = answered["正文"] + answered["答复"]
    assert "路灯坏了" in said
    assert "已经换了灯" in said
    assert not [one for one in ("陈小明", "13812342046") if one in said]
    assert not {"来信人", "电话"} & set(answered)
    assert not [cell for cell in answered.values() if cell.startswith(("=", "+", "-", "@"))]
    assert [row["正文"] for row in sheet(desk, "handler_lead", box="sign")] == [newest["正文"]]
    assert [row["编号"] for row in sheet(desk, "handler", q="井盖")] == [newest["编号"]]
    assert "导出做好了" in [one["title"] for one in world.phone("handler").get("/api/notices").json["items"]]


def test_an_office_takes_its_area_another_unit_nothing(desk: At, world: World, app: Flask) -> None:
    assert [row["承办单位"] for row in sheet(desk, "npc_staff")] == ["区城市管理局"] * 2
    with transaction():
        elsewhere = factories.department("区水务局", id=uuid4())
        other = factories.staff(Role.HANDLER, elsewhere.scope, "小水")
        world.phones["other"] = factories.phone_of(world.client, other)
    foreign = at(app, world, "other")
    assert foreign.post(f"{ROOT}/assignments", ORDER).status_code == 400, "its desk is empty"
    made = db.session.scalars(select(Export)).one()
    answers = [foreign.get(f"{ROOT}/{made.id}/file"), foreign.post(f"{ROOT}/{made.id}/again")]
    assert [one.status_code for one in answers] == [404, 404]
    assert made.number not in foreign.page(ROOT)


def test_each_takes_away_what_is_theirs(desk: At, world: World) -> None:
    assert "导出办件" in desk("handler").page(ROOT)
    assert 'href="/console/exports?of=assignments' in desk("handler").page("/console/assignments")
    assert desk("handler").post(ROOT, {"view": "all", "format": "csv"}).status_code == 403
    assert desk("liaison").post(f"{ROOT}/assignments", ORDER).status_code == 403
    assert desk("npc_leader").get(ROOT).status_code == 403
    assert "导出来信" in desk("liaison").page(f"{ROOT}?of=assignments")
    assert "导出来信" in desk("npc_staff").page(ROOT)
    assert "导出交办" in desk("npc_staff").page(f"{ROOT}?of=assignments&box=returned")
