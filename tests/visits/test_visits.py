"""From the plan to the last promise (R0-05, R4-08, R1-19): in its order, told to whom it concerns, on file by itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from server.activities.kinds import DutyKind
from server.areas import settings
from server.core import clock
from server.core.actor import Actor
from server.core.audit import AuditEntry
from server.core.db import db, transaction
from server.core.permissions import Role
from server.duties.models import Duty
from server.registers.models import RegisterKind
from server.visits.jobs import lapse_promises
from server.visits.life import STATUS_WORDS, WORKFLOW, VisitAction, VisitStatus
from server.visits.models import Visit
from tests import factories
from tests.console.desk import At
from tests.factories import World
from tests.messages.path import drain
from tests.registers.bringing import COUNTY, bring, check, errors
from tests.visits.path import FOUND, ISSUE, KEPT, planned

TODAY = clock.today()
SOON, LATER = str(TODAY + timedelta(days=10)), str(TODAY + timedelta(days=40))


def told(world: World, who: str) -> list[str]:
    drain()
    items = world.phone(who).get("/api/notices").json["items"]
    return [one["title"] for one in items[::-1] if one["kind"] == "visit.moved"]


def duties(world: World) -> list[tuple[str, str, str, str]]:
    drain()
    db.session.rollback()
    return [
        (one.kind.value, one.dedupe.split("-")[0], one.status.value, str(clock.local(one.at).date()))
        for one in db.session.scalars(select(Duty))
    ]


def share(found: dict[str, Any]) -> tuple[int, int, str | None]:
    return found["done"], found["all"], found["words"]


def test_a_visit_from_the_plan_to_the_last_promise(world: World, desk: At) -> None:
    deputy, unit = str(world.deputy.id), str(world.unit_id)
    path = planned(world, desk, deputy_ids=[deputy])
    assert world.phone("handler").get(f"/api/visits/{path.id}").status_code == 404, "nobody was told yet"
    path.to_issues(deputies=(deputy,))
    assert told(world, "deputy") == told(world, "handler") == told(world, "handler_lead")
    assert "桂花社区代表联络站" in told(world, "handler")[0]
    assert duties(world) == [("onsite", "visit", "confirmed", str(TODAY))]
    path.walk(("issues", {"words": "楼道的灯也不亮，请一起看看。"}))
    refused = path.post("commit")
    assert (refused.status_code, "第 1、2 个问题还没有说法" in refused.text) == (409, True)
    assert path.promise(unit, SOON).status_code == 303
    assert path.on(2, "respond", {"answer": "当场换了灯泡。"}).status_code == 303
    path.walk(("commit", {}))
    assert told(world, "handler")[-1] == "桂花社区代表联络站进站会商，您单位答应了 1 件事"
    page = desk("handler").page(f"/console/visits/{path.id}")
    assert ("办好了" in page, "收尾" in page) == (True, False)
    assert path.on(1, "keep", KEPT, "handler").status_code == 303
    seen = path.seen("deputy")
    assert (seen["status"], seen["issues"][0]["kept_on"]) == ("fulfilled", str(TODAY))
    assert told(world, "street_npc")[-1].endswith("答应的一件办好了")
    path.walk(("close", {}))
    assert [step["action"] for step in path.seen()["steps"]] == [
        *("plan", "notify", "hold", "list_issues", "list_issues", "respond", "respond"),
        *("commit", "keep", "fulfil", "close"),
    ]
    rates = world.phone("npc_staff").get("/api/visits/rates").json
    assert (share(rates["held"]), share(rates["kept"])) == ((1, 1, "100.0%"), (1, 1, "100.0%"))


def test_a_promise_that_goes_by_is_said_so_and_stays_unkept_in_the_figures(world: World, desk: At) -> None:
    path = planned(world, desk)
    path.to_issues()
    path.promise(str(world.unit_id), SOON)
    path.walk(("commit", {}))
    lapse_promises()
    assert path.seen()["status"] == "committed"
    with clock.shifted(timedelta(days=11)):
        lapse_promises()
        assert path.seen()["status"] == "overdue"
        assert path.post("close").status_code == 400, "not without the reason why"
        path.walk(("close", {"text": "物业换了人，并到下一次来看。"}))
        rates = world.phone("npc_staff").get("/api/visits/rates").json
    assert share(rates["kept"]) == (0, 1, "0.0%")


def test_where_the_station_had_it_among_its_activities_it_is_one_record(world: World, desk: At) -> None:
    with transaction():
        factories.activity(world.station, [world.deputy], kind=DutyKind.ONSITE, title="进站会商")
    scanned = world.phone("deputy").post("/api/duties", {"code": world.duty_code.token}, key="scan-0001")
    assert scanned.status_code in (200, 201), scanned.text
    path = planned(world, desk, "station_head")
    path.to_issues(deputies=(str(world.deputy.id),))
    assert duties(world) == [("onsite", "activity", "confirmed", str(TODAY))]


def test_a_matter_that_a_resident_wrote_of_goes_the_letters_way(world: World, desk: At) -> None:
    letter = world.submit().json
    path = planned(world, desk)
    path.to_issues()
    assert path.on(1, "link", {"number": "261110-9999"}).status_code == 404
    assert path.on(1, "link", {"number": letter["number"]}).status_code == 303
    path.walk(("commit", {}))
    assert path.seen()["status"] == "fulfilled", "nothing was promised beside the letter"
    (office,), (unit,) = path.seen()["issues"], path.seen("handler")["issues"]
    assert (office["by_letter"], office["number"]) == (True, letter["number"])
    assert (unit["by_letter"], unit["number"]) == (True, None)
    assert letter["number"] not in desk("handler").page(f"/console/visits/{path.id}")


def test_a_matter_becomes_a_letter_and_the_two_know_of_each_other(world: World, desk: At) -> None:
    """Entered like what is said at the counter (O1), to a deputy who sits there; one case, the letter's own way."""
    path = planned(world, desk)
    path.to_issues(deputies=(str(world.deputy.id),))
    assert "写成来信" in desk("street_npc").page(f"/console/visits/{path.id}")
    told = {"content": ISSUE["words"], "deputy_id": str(world.deputy.id), "name": "陈阿姨"}
    refused = path.on(1, "letter", told)
    assert (refused.status_code, "同意吗" in refused.text) == (400, True)
    slip = path.on(1, "letter", told | {"consent_record": "on", "phone": "13812342046"})
    assert slip.status_code == 200, slip.text[:300]
    (issue,) = path.seen()["issues"]
    assert (issue["by_letter"], issue["number"] in slip.text) == (True, True)
    assert path.on(1, "letter", told).status_code == 409, "one case"
    letter = str(path.issue(1).message_id)
    assert world.phone("deputy").get(f"/api/messages/{letter}").status_code == 200, "the deputy has it"
    page = desk("liaison").page(f"/console/messages/{letter}")
    assert ("进站会商听到的" in page, f"/console/visits/{path.id}" in page) == (True, True)
    assert f"/console/messages/{letter}" in desk("street_npc").page(f"/console/visits/{path.id}")
    path.walk(("commit", {}))
    assert path.seen()["status"] == "fulfilled"
    far = factories.deputy(factories.station("另一站", "330111001002"), "另一位")
    other = planned(world, desk, topic="菜场的秤")
    other.to_issues()
    wrong = other.on(1, "letter", {"content": ISSUE["words"], "deputy_id": str(far.id)})
    assert (wrong.status_code, "请从排在这个站的代表里选" in wrong.text) == (400, True)


def opened(prefix: str = factories.COUNTY) -> None:
    with transaction():
        office = Actor(Role.NPC_STAFF, f"area:{prefix}", name="何主任")
        settings.change(
            office, "station.visits_public", True, effective_on=clock.today(), reason="主任会议定"
        )
    settings.forget()


def test_residents_read_what_the_county_opens_and_a_person_let_through(world: World, desk: At) -> None:
    address = f"/api/stations/{world.station.id}/visits"
    path = planned(world, desk)
    assert path.post("show").status_code == 409, "nobody came yet"
    path.to_issues()
    assert path.post("show").status_code == 409, "the county has not opened it"
    opened()
    path.promise(str(world.unit_id), SOON)
    path.walk(("issues", {"words": "三幢 2 单元 501 室的陈阿姨，电话 13812342046，出不了门。"}))
    refused = path.post("show")
    assert (refused.status_code, "电话“13812342046”" in refused.text) == (400, True)
    assert world.client.get(address).json == {"is_open": True, "items": []}
    other = planned(world, desk, topic="菜场的秤")
    other.to_issues()
    other.promise(str(world.unit_id), SOON)
    other.walk(("show", {}))
    assert world.client.get(address).json["items"][0]["issues"] == [], "nothing is settled yet"
    other.walk(("commit", {}))
    (shown,) = world.client.get(address).json["items"]
    assert (shown["who"], shown["topic"]) == ("区城市管理局", "菜场的秤")
    assert (shown["issues"][0]["unit"], shown["issues"][0]["due_on"]) == ("区城市管理局", SOON)
    assert {"findings", "deputies", "steps", "number"} & set(str(shown).replace("'", " ").split()) == set()
    other.walk(("hide", {}))
    assert world.client.get(address).json["items"] == []
    other.walk(("show", {}))
    kept = {"result": "换好了，陈阿姨看过，电话 13812342046。"}
    assert other.on(1, "keep", kept, "handler").status_code == 303
    assert world.client.get(address).json["items"] == [], "what was added is looked at again"
    assert other.post("show").status_code == 400


REFUSED: tuple[tuple[str, dict[str, Any], int], ...] = (
    ("hold", FOUND, 409),
    ("issues", ISSUE, 409),
    ("commit", {}, 409),
    ("close", {}, 409),
    ("move", {"planned_on": SOON}, 400),
    ("hold", FOUND | {"held_on": LATER}, 400),
    ("hold", FOUND | {"findings": ""}, 400),
)


def test_what_does_not_come_next_is_refused(world: World, desk: At) -> None:
    path = planned(world, desk)
    for verb, body, status in REFUSED:
        answer = path.post(verb, body)
        assert answer.status_code == status, (verb, answer.text[:300])
    assert path.seen()["status"] == "planned"


def test_a_promise_has_a_unit_and_a_day_and_is_said_done_by_its_own_unit(world: World, desk: At) -> None:
    with transaction():
        other = factories.department("区住建局")
        far = factories.department("邻县局", "330122000000")
        stranger = factories.staff(Role.HANDLER, other.scope, "外人")
        world.phones["other_unit"] = factories.phone_of(world.client, stranger)
    path = planned(world, desk, unit_ids=[str(other.id)])
    path.to_issues()
    half = {"answer": "月底以前修好。", "department_id": str(world.unit_id)}
    assert "单位和日子都要写" in path.on(1, "respond", half).text
    yesterday = str(TODAY - timedelta(days=1))
    assert path.promise(str(world.unit_id), yesterday).status_code == 400
    assert path.promise(str(far.id), SOON).status_code == 404
    path.promise(str(world.unit_id), SOON)
    path.walk(("commit", {}))
    assert path.on(1, "keep", KEPT, "other_unit").status_code == 409
    assert path.on(1, "keep", KEPT, "handler").status_code == 303
    assert path.on(1, "keep", KEPT, "handler").status_code == 409


def test_the_plan_moves_with_its_reason_or_is_taken_back_before_anybody_knows(world: World, desk: At) -> None:
    path = planned(world, desk, kind="justice", who="区人民法院", department_id=None)
    path.walk(("move", {"planned_on": SOON, "reason": "院里开庭"}))
    seen = path.seen()
    assert (seen["planned_on"], seen["first_planned_on"]) == (SOON, str(TODAY))
    path.walk(("drop", {}))
    assert world.phone("street_npc").get(f"/api/visits/{path.id}").status_code == 404
    assert db.session.scalars(select(AuditEntry).where(AuditEntry.action == "visit.drop")).one()
    told_of = planned(world, desk)
    told_of.walk(("notify", {}))
    assert told_of.post("drop").status_code == 409
    told_of.walk(("move", {"planned_on": SOON, "reason": "下雨"}))
    assert len(told(world, "handler")) == 2, "told anew of the other day"
    nobody = desk("street_npc").post(
        "/console/visits",
        {"station_id": str(world.station.id), "kind": "departments", "who": "城管", "topic": "路灯"}
        | {"planned_on": SOON},
    )
    assert "请选是哪个单位" in nobody.text


def test_the_database_keeps_the_same_table(app: Flask, world: World, desk: At) -> None:
    kept = {tuple(pair) for pair in db.session.execute(text("select before, after from visit_turns()"))}
    moves = {
        (before.value, after.value) for (before, _), after in WORKFLOW.table.items() if before is not after
    }
    assert kept == moves
    assert set(STATUS_WORDS) == set(VisitStatus) == set(WORKFLOW.refusals)
    assert {action for _, action in WORKFLOW.table} == set(VisitAction) - {VisitAction.PLAN}
    path = planned(world, desk)
    with pytest.raises(IntegrityError, match="does not go from planned to held"), transaction():
        visit = db.session.get_one(Visit, path.id)
        visit.status, visit.held_on, visit.findings = VisitStatus.HELD, TODAY, "没有通知就来了。"
        visit.notified_at = clock.now()


def test_the_plan_comes_from_a_sheet_and_waits_to_be_told(world: World) -> None:
    headings = ("进站主体类别", "进站主体", "站点", "计划时间", "会商议题", "频次")
    court = ("法院", "区人民法院", "桂花社区代表联络站", LATER, "执行难", "一年一次")
    unit = ("政府部门", "区城市管理局", "桂花社区代表联络站", SOON, "占道经营", "")
    bring(RegisterKind.VISITS, headings, court, unit)
    bring(RegisterKind.VISITS, headings, (*court[:4], "执行款到账慢", ""))
    db.session.rollback()
    rows = {row.who: row for row in db.session.scalars(select(Visit))}
    assert {who: (row.kind.value, row.department_id) for who, row in rows.items()} == {
        "区人民法院": ("justice", None),
        "区城市管理局": ("departments", world.unit_id),
    }
    assert (rows["区人民法院"].topic, rows["区人民法院"].frequency.value) == ("执行款到账慢", "yearly")
    wrong = check(
        RegisterKind.VISITS,
        headings,
        ("部门", "区城管局", "没有的站", SOON, "路灯", ""),
        ("代表", "第一小组", "桂花社区代表联络站", SOON, "路灯", "天天"),
        actor=COUNTY,
    )
    assert {line: set(said) for line, said in errors(wrong).items()} == {
        2: {"谁来", "站点"},
        3: {"频次"},
    }


def test_a_long_list_is_few_statements_and_stands_in_the_order_of_codes_and_days(
    world: World, desk: At, statements: Callable[[], int]
) -> None:
    with transaction():
        far = factories.station("春江站", "330111002001")
    for place, day in ((far, TODAY), (world.station, TODAY + timedelta(days=3)), (world.station, TODAY)):
        planned(
            world, desk, "npc_staff", station_id=str(place.id), planned_on=str(day), who=f"{place.name}{day}"
        )
    listed = world.phone("npc_staff").get("/api/visits").json["items"]
    assert [(one["area_code"], one["planned_on"]) for one in listed] == sorted(
        (one["area_code"], one["planned_on"]) for one in listed
    )
    counts = []
    for more in range(2):
        before = statements()
        desk("npc_staff").page("/console/visits")
        counts.append(statements() - before)
        for number in range(10 * (1 - more)):
            planned(world, desk, who=f"第 {number} 个")
    assert counts[0] == counts[1]
