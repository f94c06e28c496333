"""Who abuses may read and rate but not write, for ninety days at most."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from server.accounts import blocks
from server.accounts.models import Account, Block
from server.core import clock, driver
from server.core.actor import Actor
from server.core.audit import AuditEntry
from server.core.db import db, transaction
from server.core.permissions import Role
from server.notifications.models import Notice
from tests.accounts import facts
from tests.accounts.blocking import REASON, block, on, picture, the_block, write
from tests.console.desk import At
from tests.factories import COUNTY, TOWN, World


def test_whoever_is_blocked_is_told_until_when_why_and_what_to_do(
    desk: At, world: World, message: dict[str, Any]
) -> None:
    assert block(desk("street_npc"), message["id"]) == 303
    refused = write(world.phone("resident"), world)
    assert (refused.status_code, refused.json["error"]["code"]) == (403, "account.blocked")
    text = refused.json["error"]["text"]
    until = clock.today() + timedelta(days=7)
    assert f"{until.month}月{until.day}日" in text
    assert REASON in text
    assert "申诉" in text
    assert refused.json["error"]["reason"] == REASON
    assert picture(world.phone("resident")) == 403
    assert write(world.phone("neighbour"), world).status_code == 201


def test_reading_and_rating_stay(desk: At, world: World, message: dict[str, Any]) -> None:
    liaison, resident = world.phone("liaison"), world.phone("resident")
    block(desk("street_npc"), message["id"])
    liaison.post(f"/api/messages/{message['id']}/accept", {})
    liaison.post(f"/api/messages/{message['id']}/reply", {"text": "灯泡换好了，今晚亮。"})
    assert resident.get(f"/api/messages/{message['id']}").status_code == 200
    assert resident.get("/api/messages?box=mine").status_code == 200
    assert resident.get("/api/notices").status_code == 200
    rated = resident.post(f"/api/messages/{message['id']}/rate", {"reply": 3, "solved": True})
    assert rated.status_code == 200


def test_a_block_ends_by_itself(desk: At, world: World, message: dict[str, Any]) -> None:
    block(desk("street_npc"), message["id"], until=on(1))
    tomorrow = clock.now().replace(hour=23, minute=59, second=0) + timedelta(days=1)
    with clock.frozen(tomorrow):
        assert write(world.phone("resident"), world).status_code == 403
    with clock.frozen(tomorrow + timedelta(minutes=1)):
        assert write(world.phone("resident"), world).status_code == 201


@pytest.mark.parametrize("days", [-1, 90, 400])
def test_a_block_is_neither_past_nor_longer_than_ninety_days(
    desk: At, world: World, message: dict[str, Any], days: int
) -> None:
    assert block(desk("street_npc"), message["id"], until=on(days)) == 400
    assert db.session.query(Block).count() == 0


@pytest.mark.parametrize(
    "form", [{"reason": ""}, {"reason": "　"}, {"reason": "字" * 201}, {"until": "for ever"}, {"until": ""}]
)
def test_a_block_needs_a_reason_and_a_day(
    desk: At, world: World, message: dict[str, Any], form: dict[str, str]
) -> None:
    assert block(desk("street_npc"), message["id"], **form) == 400


def test_only_the_offices_block_and_only_in_their_area(
    desk: At, world: World, message: dict[str, Any]
) -> None:
    for who in ("liaison", "station_head", "deputy", "npc_leader", "handler", "sys_admin", "resident"):
        assert block(desk(who), message["id"]) == 403, who
    with transaction():
        far = Actor(Role.STREET_NPC, "area:330111002", uuid4(), name="远")
    assert "block-author" not in desk("liaison").page(f"/console/messages/{message['id']}")
    page = desk("street_npc").page(f"/console/messages/{message['id']}")
    assert "block-author" in page
    assert block(desk("npc_staff"), message["id"]) == 303
    assert list(db.session.scalars(blocks.visible_to(far))) == []


def test_a_county_sees_the_blocks_of_its_towns_and_a_town_not_those_of_the_county(
    desk: At, world: World, message: dict[str, Any]
) -> None:
    neighbour = world.submit("neighbour").json
    block(desk("street_npc"), message["id"], reason="街道定的")
    block(desk("npc_staff"), neighbour["id"], reason="区里定的")
    assert "街道定的" in desk("npc_staff").page("/console/blocks")
    town = desk("street_npc").page("/console/blocks")
    assert "街道定的" in town
    assert "区里定的" not in town
    by_county = db.session.query(Block).filter_by(reason="区里定的").one()
    assert desk("street_npc").post(f"/console/blocks/{by_county.id}/lift").status_code == 404


def test_a_block_says_nothing_about_who_it_is(desk: At, world: World, message: dict[str, Any]) -> None:
    resident = world.phone("resident")
    resident.put("/api/accounts/me", {"name": "陈小明", "phone": "13800002046"})
    block(desk("street_npc"), message["id"])
    page = desk("street_npc").page("/console/blocks")
    for secret in ("陈小明", "陈**", "13800002046", "2046", str(resident.account_id)):
        assert secret not in page


def test_nobody_with_an_office_is_blocked_and_nobody_twice(
    desk: At, world: World, message: dict[str, Any]
) -> None:
    by_deputy = world.submit("deputy").json
    assert block(desk("street_npc"), by_deputy["id"]) == 409
    assert block(desk("street_npc"), message["id"]) == 303
    assert block(desk("npc_staff"), message["id"]) == 409


def test_it_is_written_down_and_the_person_is_told_without_the_reason(
    desk: At, world: World, message: dict[str, Any]
) -> None:
    block(desk("street_npc"), message["id"])
    facts.are_heard()
    entry = db.session.query(AuditEntry).filter_by(action="block.make").one()
    assert (entry.subject_id, entry.reason) == (the_block().id, REASON)
    notice = db.session.query(Notice).filter_by(kind="block.made").one()
    assert notice.account_id == world.phone("resident").account_id
    assert REASON not in notice.text + notice.title


def test_a_block_is_lifted_before_its_day(desk: At, world: World, message: dict[str, Any]) -> None:
    block(desk("street_npc"), message["id"])
    path = f"/console/blocks/{the_block().id}/lift"
    assert desk("street_npc").post(path).status_code == 303
    assert write(world.phone("resident"), world).status_code == 201
    assert desk("street_npc").post(path).status_code == 409


def test_writing_costs_no_statement_more_for_looking_after_blocks(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The block is asked in the statement that asks who it is."""
    phone = world.phone("resident")
    statements: list[str] = []

    monkeypatch.setattr(driver, "hearers", [statements.append])
    assert write(phone, world).status_code == 201
    about = [statement for statement in statements if "blocks" in statement]
    assert len(about) == 1
    assert "sessions.token_digest" in about[0]


def test_the_scope_of_a_block_is_a_prefix_and_not_a_pattern(world: World) -> None:
    with transaction():
        account = db.session.get_one(Account, world.phone("resident").account_id)
        office = Actor(Role.STREET_NPC, f"area:{TOWN}", uuid4(), name="老郑")
        blocks.block(office, account, until=clock.now() + timedelta(days=2), reason=REASON)
    for scope, seen in ((f"area:{COUNTY}", 1), ("area:330111002", 0), ("area:%", 0), ("self", 0)):
        looking = Actor(Role.NPC_STAFF, scope, uuid4())
        assert len(blocks.listed(looking)) == seen, scope
