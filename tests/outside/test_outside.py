"""What people were not content with elsewhere comes in once, is done once more, and counts when it is done (R2-21, R2-26)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import event, select, text
from sqlalchemy.exc import IntegrityError
from werkzeug.test import TestResponse

from server.alerts.jobs import look
from server.alerts.models import Alert
from server.alerts.registry import RULES, Look
from server.core import clock, workdays
from server.core.db import db, transaction
from server.core.errors import Conflict
from server.core.grants import allows
from server.core.permissions import Permission, Role
from server.demo import bulk
from server.departments.models import Department, RoutingRule
from server.notifications.models import Notice
from server.outside.life import WORKFLOW, ItemState
from server.outside.models import OutsideItem
from server.registers import service as registers
from server.registers.models import LineAction, RegisterKind
from server.registers.queries import counts
from tests import factories
from tests.console.desk import At, at
from tests.factories import World
from tests.messages.path import answered, drain
from tests.registers.bringing import COUNTY, TOWN, bring, check, errors

KIND = RegisterKind.OUTSIDE
HEADINGS = ("来源", "工单编号", "诉求内容", "受理时间", "所属镇街", "地址", "类别")
LIFT = (
    "12345",
    "FY-001",
    "小区电梯修了又停，不满意。",
    "2026-10-08",
    "富春街道",
    "桂花西路 18 号",
    "住房与物业",
)
NOISE = ("12345", "FY-002", "夜里施工还在吵。", "2026-10-09", "春江街道", "", "C05")
DONE = {"text": "电梯换了控制柜，10 月 20 日恢复，业主代表看过。"}
WHY = {"text": "这件归春江街道，请另交。"}


@dataclass
class Pool:
    app: Flask
    world: World
    unit: Department
    other: Department

    def item(self, number: str = "FY-001") -> OutsideItem:
        db.session.rollback()
        found = select(OutsideItem).where(OutsideItem.number == number)
        return db.session.scalars(found.execution_options(populate_existing=True)).one()

    def act(self, who: str, verb: str, body: Any = None, number: str = "FY-001") -> TestResponse:
        return self.world.phone(who).post(f"/api/outside/items/{self.item(number).id}/{verb}", body or {})

    def rates(self, who: str = "npc_staff") -> dict[str, tuple[int, int, str | None]]:
        found = self.world.phone(who).get("/api/outside/rates").json
        return {name: (one["done"], one["all"], one["words"]) for name, one in found.items()}


@pytest.fixture
def pool(app: Flask, world: World) -> Pool:
    """A rule gives housing to one unit; the other is another unit of the county."""
    with transaction():
        unit = factories.department("区住建局", id=world.unit_id)
        other = factories.department("区环保局")
        rule = {"area_code": factories.COUNTY.ljust(12, "0"), "since": clock.today(), "reason": ""}
        db.session.add(RoutingRule(category="C01", department_id=unit.id, created_at=clock.now(), **rule))
        stranger = factories.staff(Role.HANDLER, other.scope, "外人")
        world.phones["other_unit"] = factories.phone_of(world.client, stranger)
    return Pool(app, world, unit, other)


def test_from_the_sheet_to_the_rate(pool: Pool, desk: At) -> None:
    bring(KIND, HEADINGS, LIFT, NOISE)
    assert (pool.item().department_id, pool.item("FY-002").department_id) == (pool.unit.id, None)
    assert "还没有定" in desk("npc_staff").page("/console/outside")
    assert desk("npc_staff").post("/console/outside/assign").status_code == 303
    drain()
    told = pool.world.phone("handler").get("/api/notices").json["items"]
    assert [one["title"] for one in told] == ["1 件外面转来的不满意事项交给您单位"]
    assert "1 件等着再办" in desk("handler").page("/console/assignments")
    assert pool.act("handler", "finish", DONE).json["status"] == "done"
    assert pool.rates()["imported"] == (0, 2, "0.0%"), "it counts when the office has seen it"
    assert pool.act("npc_staff", "refuse", {"text": "没写谁看过。"}).json["status"] == "assigned"
    pool.act("handler", "finish", DONE)
    assert pool.act("npc_staff", "confirm").json["status"] == "confirmed"
    assert pool.rates()["imported"] == (1, 2, "50.0%")
    given = {"department_id": str(pool.other.id)}
    assert pool.act("street_npc", "assign", given, "FY-002").status_code == 404, "another town's"
    assert pool.act("npc_staff", "assign", given, "FY-002").json["unit"] == "区环保局"
    assert pool.act("other_unit", "give-back", WHY, "FY-002").json["items"] == []
    assert (pool.item("FY-002").status, pool.item("FY-002").department_id) == (ItemState.OPEN, None)
    drain()
    office = [one["title"] for one in pool.world.phone("npc_staff").get("/api/notices").json["items"]]
    assert {"再办的一件退回来了", "再办的一件，单位说办好了"} <= set(office)


def test_the_same_number_is_one_item_and_what_was_done_here_stays(pool: Pool) -> None:
    bring(KIND, HEADINGS, LIFT)
    pool.act("npc_staff", "assign", {"department_id": str(pool.other.id)})
    pool.act("other_unit", "finish", DONE)
    again = bring(KIND, HEADINGS, (*LIFT[:2], "电梯又停了两天。", *LIFT[3:]), NOISE)
    assert (counts(again)[LineAction.UPDATE], counts(again)[LineAction.NEW]) == (1, 1)
    item = pool.item()
    assert (item.content, item.status, item.department_id) == (
        "电梯又停了两天。",
        ItemState.DONE,
        pool.other.id,
    )
    assert item.result == DONE["text"]
    same = check(KIND, HEADINGS, (" 12345 ", "fy-001", *item_line(item)[2:]))
    assert counts(same)[LineAction.SAME] == 1
    with transaction():
        registers.undo(COUNTY, again)
    assert (pool.item().content, pool.item().result) == (LIFT[2], DONE["text"])
    assert db.session.scalars(select(OutsideItem.number)).all() == ["FY-001"]


def item_line(item: OutsideItem) -> tuple[str, ...]:
    return ("", "", item.content, str(item.received_on), "富春街道办事处", item.place, "住房与物业")


def test_all_or_nothing_and_a_used_import_is_not_taken_back(pool: Pool) -> None:
    wrong = check(
        KIND, HEADINGS, LIFT, (*NOISE[:3], str(clock.today() + timedelta(days=1)), *NOISE[4:]), LIFT
    )
    assert errors(wrong) == {
        2: {"编号": "和第 4 行是同一个编号，请只留一行"},
        3: {"收到日期": "这一天还没到，请核对"},
        4: {"编号": "和第 2 行是同一个编号，请只留一行"},
    }
    with pytest.raises(Conflict, match="has_wrong"), transaction():
        registers.apply(COUNTY, wrong)
    assert db.session.scalars(select(OutsideItem.id)).all() == []
    made = bring(KIND, HEADINGS, LIFT)
    pool.act("npc_staff", "assign", {"department_id": str(pool.unit.id)})
    with pytest.raises(Conflict, match="in_use"), transaction():
        registers.undo(COUNTY, made)
    bring(KIND, HEADINGS, NOISE)
    town = check(KIND, HEADINGS[:4], NOISE[:4], actor=TOWN)
    assert "别的镇街已经有了" in str(errors(town))


def test_the_database_keeps_the_number_and_the_table_too(pool: Pool) -> None:
    pairs = {
        (before.value, after.value) for (before, _), after in WORKFLOW.table.items() if before is not after
    }
    kept = db.session.execute(text("select before, after from outside_turns()"))
    assert {(row.before, row.after) for row in kept} == pairs
    bring(KIND, HEADINGS, LIFT)
    with pytest.raises(IntegrityError), transaction():
        db.session.add(_copied("FY-001", ItemState.OPEN, pool.unit.id))
    with pytest.raises(IntegrityError), transaction():
        late = (
            "status = 'confirmed', assigned_at = now(), done_at = now(), result = 'x', confirmed_at = now()"
        )
        db.session.execute(text(f"update outside_items set {late}"))
    with transaction():
        db.session.add(_copied("FY-001", ItemState.OPEN, None, area_code="320311000000"))


def test_5339_of_6571_are_81_25_percent(pool: Pool) -> None:
    """And one's own letters beside them, each by itself and together; rounded down."""
    message = answered(pool.world)
    pool.world.phone("resident").post(f"/api/messages/{message}/rate", {"reply": 1, "solved": False})
    with transaction():
        states = [ItemState.CONFIRMED] * 5339 + [ItemState.ASSIGNED] * 1232
        bulk.copy([_copied(f"N{at:05d}", state, pool.unit.id) for at, state in enumerate(states)])
    found = pool.world.phone("npc_leader").get("/api/outside/rates").json
    assert found["imported"] == {"done": 5339, "all": 6571, "rate": 5339 / 6571, "words": "81.2%"}
    assert round(found["imported"]["rate"] * 100, 2) == 81.25
    assert pool.rates("street_npc")["own"] == (0, 1, "0.0%")
    assert pool.rates()["together"] == (5339, 6572, "81.2%")
    pool.world.phone("liaison").post(
        f"/api/messages/{message}/reply", {"text": "又去修了一次。", "result": "A"}
    )
    pool.world.phone("resident").post(f"/api/messages/{message}/rate", {"reply": 3, "solved": True})
    assert (pool.rates()["own"], pool.rates()["together"]) == ((1, 1, "100.0%"), (5340, 6572, "81.2%"))
    assert pool.rates("handler") == {
        "imported": (5339, 6571, "81.2%"),
        "own": (0, 0, None),
        "together": (5339, 6571, "81.2%"),
    }
    assert _statements(lambda: pool.world.phone("npc_staff").get("/api/outside/items")) < 8
    page = at(pool.app, pool.world, "npc_staff").page("/console/outside?page=2")
    assert [words for words in ("第 41 – 80 件", "81.2%") if words not in page] == []


def _statements(call: Any) -> int:
    """How many statements one page of 40 asks."""
    asked: list[str] = []

    def note(_: Any, __: Any, statement: str, *___: Any) -> None:
        asked.append(statement)

    engines = list(db.engines.values())
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    assert len(call().json["items"]) == 40
    for engine in engines:
        event.remove(engine, "before_cursor_execute", note)
    return len(asked)


def _copied(
    number: str, state: ItemState, unit: UUID | None, area_code: str = factories.TOWN + "000"
) -> OutsideItem:
    now, is_open, is_done = clock.now(), state is ItemState.OPEN, state is ItemState.CONFIRMED
    return OutsideItem(
        platform="12345",
        number=number,
        area_code=area_code,
        place="",
        content="群众不满意的一件事。",
        category="C01",
        received_on=clock.today(),
        created_at=now,
        status=state,
        department_id=unit,
        assigned_at=None if is_open else now,
        result="办好了，当事人看过。" if is_done else "",
        done_at=now if is_done else None,
        confirmed_at=now if is_done else None,
    )


VERBS: dict[str, tuple[str, Any]] = {
    "assign": ("outside:assign", {"department_id": str(uuid4())}),
    "confirm": ("outside:assign", {}),
    "refuse": ("outside:assign", {"text": "没写谁看过。"}),
    "finish": ("outside:handle", DONE),
    "give-back": ("outside:handle", WHY),
}


def test_who_may_see_and_do_what(pool: Pool, desk: At) -> None:
    """Every role × every verb, by JSON and in the console; another unit, another county and other roles see nothing."""
    bring(KIND, HEADINGS, LIFT)
    pool.act("npc_staff", "assign", {"department_id": str(pool.unit.id)})
    with transaction():
        away = factories.staff(Role.NPC_STAFF, f"area:{factories.OTHER_COUNTY}", "外县")
        pool.world.phones["other_county"] = factories.phone_of(pool.world.client, away)
    item, insiders = pool.item().id, {"street_npc", "npc_staff", "npc_leader", "handler", "handler_lead"}
    roles = {role.value: role for role in Role} | {
        "neighbour": Role.RESIDENT,
        "other_unit": Role.HANDLER,
        "other_county": Role.NPC_STAFF,
    }
    for who in pool.world.phones:
        reads = pool.world.phone(who).get(f"/api/outside/items/{item}").status_code
        page = desk(who).get(f"/console/outside/{item}").status_code
        if who in insiders:
            assert (reads, page) == (200, 200), who
        else:
            assert {reads, page} <= {403, 404}, who
        for verb, (permission, body) in VERBS.items():
            may = allows(roles[who], Permission(permission))
            if not may or who not in insiders:
                assert pool.act(who, verb, body).status_code in (403, 404), (who, verb)
                answer = desk(who).post(f"/console/outside/{item}/{verb}", body)
                assert answer.status_code in (403, 404), (who, verb)
    for who in ("street_npc", "npc_staff"):
        assert pool.act(who, "confirm").json["error"]["code"] == "outside.assigned"
    assert desk("handler").post(f"/console/outside/{item}/finish", DONE).status_code == 303
    assert desk("street_npc").post(f"/console/outside/{item}/confirm").status_code == 303
    assert desk("npc_leader").post("/console/outside/assign").status_code == 403


def test_a_unit_has_so_many_days_and_a_lamp_says_how_many_are_left(pool: Pool, desk: At) -> None:
    bring(KIND, HEADINGS, LIFT)
    given = pool.act("npc_staff", "assign", {"department_id": str(pool.unit.id)}).json
    assert (given["light"]["tone"], given["due_on"] > str(clock.today())) == ("g", True)
    with transaction():
        pool.item().due_on = clock.today() - timedelta(days=30)
    (line,) = pool.world.phone("handler").get("/api/outside/items").json["items"]
    assert line["light"]["tone"] == "b"
    assert "lamp b" in desk("handler").page("/console/outside")
    assert pool.act("handler", "finish", DONE).json["light"] is None
    again = pool.act("npc_staff", "refuse", {"text": "照片里还是坏的。"}).json
    assert (again["light"]["tone"], again["due_on"] > str(clock.today())) == ("g", True)


def test_a_unit_hears_before_the_day_and_when_it_is_late_so_does_who_gave_it_out(pool: Pool) -> None:
    bring(KIND, HEADINGS, LIFT)
    pool.act("npc_staff", "assign", {"department_id": str(pool.unit.id)})
    due = pool.item().due_on
    assert due is not None
    begun = clock.today()
    for day, codes in (
        (workdays.after(begun, 5), []),
        (due, ["R2-26-1"]),
        (workdays.after(due, 1), ["R2-26-2"]),
    ):
        with clock.frozen(datetime.combine(day, time(10), clock.ZONE)):
            look()
            drain()
            fired = db.session.scalars(
                select(Alert.rule).where(Alert.closed_at.is_(None), Alert.rule.like("R2-26%"))
            )
            assert list(fired) == codes, day
    kinds = {
        who: titles(pool.world, who)
        for who in ("handler", "handler_lead", "npc_staff", "street_npc", "other_unit")
    }
    assert kinds == {
        "handler": ["再办快到期"],
        "handler_lead": ["再办快到期", "再办逾期"],
        "npc_staff": ["再办逾期"],
        "street_npc": [],
        "other_unit": [],
    }
    assert pool.act("handler", "finish", DONE).status_code == 200
    assert list(RULES["R2-26-2"].find(Look())) == []


def titles(world: World, who: str) -> list[str]:
    mine = select(Notice.title).where(
        Notice.account_id == world.phone(who).account_id, Notice.kind.like("alert.%")
    )
    return list(db.session.scalars(mine.order_by(Notice.created_at)))
