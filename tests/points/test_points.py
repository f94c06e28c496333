"""Points are off, and no mistake switches them on; when on they are one person's, for two readers, never a list (F02)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from server.activities.kinds import DutyKind
from server.core import clock
from server.core.audit import AuditEntry
from server.core.db import db, transaction
from server.duties.models import Duty, DutyHow, DutySource, DutyStatus
from server.leads.kinds import LeadKind, LeadLevel
from server.leads.life import LeadStatus
from server.leads.models import Lead
from server.points.models import PointsSwitch, PointsWeight
from server.points.table import NEVER, TABLE, Item
from tests import factories
from tests.console.desk import At
from tests.factories import World

TODAY = clock.today()
PAPERS = {
    "document_no": "富人大常〔2026〕8 号",
    "approved_by": "主任会议",
    "approved_on": str(TODAY - timedelta(days=3)),
    "ends_on": str(TODAY + timedelta(days=100)),
}
SWITCH = "/console/points-switch"
NOWHERE = "没有这个页面，可能是地址写错了。"


def audited(action: str) -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(AuditEntry.reason).where(AuditEntry.action == action)))


def turned_on(desk: At, **papers: str) -> None:
    answer = desk("npc_staff").post(SWITCH, PAPERS | papers)
    assert answer.status_code == 303, answer.text[:500]


def switches() -> list[PointsSwitch]:
    db.session.rollback()
    return list(db.session.scalars(select(PointsSwitch)))


def addresses(app: Flask, world: World) -> list[tuple[str, str]]:
    """Every address of points but the switch."""
    return [
        (method, rule.rule.replace("<uuid:deputy_id>", str(world.deputy.id)))
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("points") and rule.rule != SWITCH
        for method in (rule.methods or set()) & {"GET", "POST"}
    ]


def test_while_it_is_off_every_address_answers_as_if_it_were_not_there(
    app: Flask, world: World, desk: At
) -> None:
    found = addresses(app, world)
    assert len(found) == 4
    for who in world.phones:
        for method, path in found:
            if path.startswith("/console"):
                at = desk(who)
                answer = at.get(path) if method == "GET" else at.post(path, {"item": "suggest"})
                nowhere = at.get("/console/nowhere")
                assert NOWHERE in answer.text
            else:
                answer, nowhere = world.phone(who).get(path), world.phone(who).get("/api/nowhere")
                assert answer.json == nowhere.json
            assert answer.status_code == nowhere.status_code == 404, (who, path)
    assert world.client.get("/api/points").status_code == 404, "nobody is asked who they are"


WITHOUT = (
    *((name, "") for name in PAPERS),
    ("approved_on", str(TODAY + timedelta(days=1))),
    ("ends_on", str(TODAY)),
    ("ends_on", str(TODAY + timedelta(days=367))),
    ("document_no", "有"),
)


def test_without_each_paper_it_stays_off_and_the_attempt_is_written_down(world: World, desk: At) -> None:
    for tried, (name, value) in enumerate(WITHOUT, start=1):
        assert desk("npc_staff").post(SWITCH, PAPERS | {name: value}).status_code == 400, (name, value)
        assert switches() == []
        assert len(audited("points.refused")) == tried
    assert all("要写" in reason for reason in audited("points.refused"))


def test_the_database_holds_to_the_papers_too(world: World, desk: At) -> None:
    turned_on(desk)
    for change in (
        "document_no = '  '",
        "approved_by = ''",
        "approved_on = null",
        "approved_on = starts_on + 1",
        "ends_on = starts_on + 400",
        "ends_on = null",
    ):
        with pytest.raises(IntegrityError), transaction():
            db.session.execute(text(f"update points_switches set {change}"))
    for change in ("weight = -1", "cap = 31", "item = 'scans'"):
        with pytest.raises(IntegrityError), transaction():
            db.session.execute(text(f"update points_weights set {change} where item = 'suggest'"))
    again = desk("npc_staff").post(SWITCH, PAPERS)
    assert again.status_code == 409, "one at a time"


def anew(world: World) -> None:
    """Signed in on the day that it is."""
    for who in ("deputy", "npc_staff"):
        account = db.session.get_one(factories.Account, world.phone(who).account_id)
        with transaction():
            world.phones[who] = factories.phone_of(world.client, account)


def test_it_ends_by_itself_on_its_day_and_wants_new_papers(world: World, desk: At) -> None:
    turned_on(desk)
    own, person = "/api/points", f"/console/points/{world.deputy.id}"
    for days, status in ((0, 200), (100, 200), (101, 404), (400, 404)):
        with clock.shifted(timedelta(days=days)):
            anew(world)
            assert world.phone("deputy").get(own).status_code == status, days
            assert desk("npc_staff").get(person).status_code == status, days
    with clock.shifted(timedelta(days=101)):
        anew(world)
        later = {"ends_on": str(TODAY + timedelta(days=300))}
        turned_on(desk, **later)
        assert world.phone("deputy").get(own).status_code == 200
    assert [one.stopped_at is None for one in switches()].count(True) == 1
    assert len(audited("points.turn_on")) == 2


def test_the_sum_of_what_is_on_file_is_capped_and_for_two_readers_alone(world: World, desk: At) -> None:
    with transaction():
        for kind, count, status in (
            (DutyKind.SUGGEST, 2, DutyStatus.CONFIRMED),
            (DutyKind.RECEIVE_VOTERS, 9, DutyStatus.CONFIRMED),
            (DutyKind.INSPECT, 1, DutyStatus.PENDING),
            (DutyKind.TRAINING, 5, DutyStatus.CONFIRMED),
        ):
            for _ in range(count):
                db.session.add(_duty(world, kind, status))
    assert "积分" not in desk("npc_staff").page(f"/console/deputies/{world.deputy.id}")
    turned_on(desk)
    sums = world.phone("deputy").get("/api/points").json
    counted = {one["words"]: one["counted"] for one in sums["lines"] if one["counted"]}
    assert counted == {"提出建议": 6, "进站接待选民": 18}, "pending and training count nothing, 27 is capped"
    assert sums["total"] == 24
    address = f"/console/points/{world.deputy.id}"
    assert "24" in desk("npc_staff").page(address)
    file = f"/console/deputies/{world.deputy.id}"
    assert (address in desk("npc_staff").page(file), address in desk("liaison").page(file)) == (True, False)
    assert [one["words"] for one in sums["lines"]] == [row.words for row in TABLE.values()]
    for who in set(world.phones) - {"npc_staff"}:
        assert desk(who).get(f"/console/points/{world.deputy.id}").status_code == 403, who
        if who != "deputy":
            assert world.phone(who).get("/api/points").status_code == 403, who
    with transaction():
        far = factories.deputy(
            factories.station("远处站", "320311001001"), "远处", area_code="320311000000"
        ).id
    assert desk("npc_staff").get(f"/console/points/{far}").status_code == 404, (
        "another county's, and off there"
    )


def test_a_comment_counts_when_it_is_adopted_and_not_when_it_is_made(world: World, desk: At) -> None:
    """D13, §6.2: wholly or in part, in the year of the decision."""
    turned_on(desk)
    last_year = clock.now() - timedelta(days=366)
    for adopted, decided_at in ((True, clock.now()), (False, clock.now()), (None, None), (True, last_year)):
        with transaction():
            lead = _comment(world, adopted=adopted, decided_at=decided_at)
            made = _duty(world, DutyKind.LEGIS_COMMENT, DutyStatus.CONFIRMED)
            made.dedupe = f"lead-{lead.id}"
            db.session.add_all((lead, made, _duty(world, DutyKind.LEGIS_COMMENT, DutyStatus.CONFIRMED)))
    lines = {one["words"]: one for one in world.phone("deputy").get("/api/points").json["lines"]}
    line = lines["立法意见采纳或部分采纳"]
    assert (line["count"], line["counted"]) == (1, 2)


def _comment(world: World, *, adopted: bool | None, decided_at: datetime | None) -> Lead:
    status = {True: LeadStatus.PARTLY_ADOPTED, False: LeadStatus.NOT_ADOPTED, None: LeadStatus.RECEIVED}
    return Lead(
        kind=LeadKind.LEGIS_COMMENT,
        level=LeadLevel.COUNTY,
        area_code=world.station.area_code,
        title="条例第三条",
        content="请写明谁来管。",
        status=status[adopted],
        opened_by=world.phone("deputy").account_id,
        opener="王明代表",
        created_at=clock.now(),
        due_on=clock.today(),
        decided_at=decided_at,
        adopted=adopted,
    )


def _duty(world: World, kind: DutyKind, status: DutyStatus) -> Duty:
    return Duty(
        deputy_id=world.deputy.id,
        station_id=world.station.id,
        area_code=world.station.area_code,
        kind=kind,
        title="一件",
        status=status,
        source=DutySource.SELF,
        how=DutyHow.SELF,
        at=clock.now(),
        recorded_at=clock.now(),
        dedupe=f"test-{uuid4()}",
    )


def test_nothing_lists_people_sorts_by_points_or_carries_them_away(application: Flask) -> None:
    """F01: one address for one's own, one for one person; none of them takes an order or gives a sheet."""
    rules = {
        rule.rule: rule.endpoint for rule in application.url_map.iter_rules() if "points" in rule.endpoint
    }
    assert set(rules) == {
        "/api/points",
        SWITCH,
        "/console/points/off",
        "/console/points/weights",
        "/console/points/<uuid:deputy_id>",
    }
    spec: dict[str, Any] = application.spec["paths"]["/api/points"]["get"]  # type: ignore[attr-defined]
    assert spec.get("parameters", []) == []


def test_what_never_counts_cannot_be_weighed(world: World, desk: At) -> None:
    turned_on(desk)
    for tried, item in enumerate([*NEVER, "扫码排名", "anything"], start=1):
        wrong = {"item": item, "weight": "1", "cap": "5"}
        answer = desk("npc_staff").post("/console/points/weights", wrong)
        assert (answer.status_code, "没有保存" in answer.text) == (403, True), item
        assert len([*audited("points.refused"), *audited("setting.refused")]) == tried
    assert len(list(db.session.scalars(select(PointsWeight)))) == len(Item)


def test_weights_are_the_offices_within_bounds_and_never_below_nothing(world: World, desk: At) -> None:
    turned_on(desk)
    for weight, cap in ((-1, 5), (11, 5), (2, 31), (2, -3)):
        wrong = {"item": "suggest", "weight": str(weight), "cap": str(cap)}
        assert desk("npc_staff").post("/console/points/weights", wrong).status_code == 400
    assert len(audited("points.refused")) == 4
    right = {"item": "suggest", "weight": "1", "cap": "5"}
    assert desk("npc_staff").post("/console/points/weights", right).status_code == 303
    assert "一次几分" in desk("npc_staff").page(SWITCH)
    off = desk("npc_staff").post("/console/points/off")
    assert off.status_code == 303
    assert world.phone("deputy").get("/api/points").status_code == 404
    assert desk("npc_staff").post("/console/points/off").status_code == 404
    assert "上一次" in desk("npc_staff").page(SWITCH)
