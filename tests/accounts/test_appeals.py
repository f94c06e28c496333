"""Whoever is blocked says once that it is wrong, and somebody else than who blocked answers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from server.accounts.models import Appeal
from server.core import clock
from server.core.db import db
from server.notifications.models import Notice
from tests.accounts import facts
from tests.accounts.blocking import appeal, block, the_block, write
from tests.console.desk import At
from tests.factories import World


def test_the_person_appeals_once_and_somebody_else_answers(
    desk: At, world: World, message: dict[str, Any]
) -> None:
    resident = world.phone("resident")
    assert appeal(resident).status_code == 404, "nothing holds"
    block(desk("street_npc"), message["id"])
    shown = appeal(resident)
    assert (shown.status_code, shown.json["block"]["appeal"]) == (200, "open")
    assert (appeal(resident).status_code, appeal(resident).json["error"]["code"]) == (409, "block.appealed")
    facts.are_heard()
    told = {notice.account_id for notice in db.session.query(Notice).filter_by(kind="block.appealed")}
    assert told == {world.phone("npc_staff").account_id}
    path, answer = f"/console/blocks/{the_block().id}/answer", {"granted": "yes", "text": "看错了，对不起。"}
    assert desk("street_npc").post(path, answer).status_code == 403
    assert "请另一位同事答复" in desk("street_npc").page("/console/blocks")
    assert "我没有骂人" in desk("npc_staff").page("/console/blocks")
    assert desk("npc_staff").post(path, answer).status_code == 303
    assert desk("npc_staff").post(path, answer).status_code == 409
    assert the_block().appeal is Appeal.GRANTED
    assert write(resident, world).status_code == 201
    facts.are_heard()
    told_back = db.session.query(Notice).filter_by(kind="block.answered").one()
    assert (told_back.account_id, "看错了" in told_back.text) == (resident.account_id, True)


def test_an_appeal_that_is_refused_leaves_the_block_to_its_day(
    desk: At, world: World, message: dict[str, Any]
) -> None:
    block(desk("street_npc"), message["id"])
    appeal(world.phone("resident"))
    answer = {"granted": "no", "text": "看过了，确实是同一段话。"}
    assert desk("npc_staff").post(f"/console/blocks/{the_block().id}/answer", answer).status_code == 303
    assert write(world.phone("resident"), world).status_code == 403
    mine = world.phone("resident").get("/api/blocks/mine").json["block"]
    assert (mine["appeal"], mine["answer"]) == ("refused", answer["text"])
    assert appeal(world.phone("resident")).status_code == 409


@pytest.mark.parametrize("text", ["", "短", "　　　　　", "。。。。。。", "长" * 501])
def test_an_appeal_says_something(desk: At, world: World, message: dict[str, Any], text: str) -> None:
    block(desk("street_npc"), message["id"])
    assert appeal(world.phone("resident"), text).status_code == 400


def test_open_appeals_stand_first(desk: At, world: World, message: dict[str, Any]) -> None:
    neighbour = world.submit("neighbour").json
    block(desk("street_npc"), message["id"], reason="先定的")
    with clock.shifted(timedelta(minutes=1)):
        block(desk("street_npc"), neighbour["id"], reason="后定的")
    page = desk("npc_staff").page("/console/blocks")
    assert page.index("后定的") < page.index("先定的")
    appeal(world.phone("resident"))
    page = desk("npc_staff").page("/console/blocks")
    assert page.index("先定的") < page.index("后定的")


def test_nobody_else_can_appeal_or_see_the_block(desk: At, world: World, message: dict[str, Any]) -> None:
    block(desk("street_npc"), message["id"])
    assert world.phone("neighbour").get("/api/blocks/mine").json == {"block": None}
    assert appeal(world.phone("neighbour")).status_code == 404
    assert world.client.get("/api/blocks/mine").status_code == 401
