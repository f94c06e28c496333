"""What waits for a second person, on the liaison's phone: why it waits, several at once, and the word that one left."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from server.core import clock
from server.core.db import transaction
from tests import factories
from tests.areas.conftest import statements
from tests.factories import World

NOON = datetime(2026, 11, 5, 12, 0, tzinfo=clock.ZONE)
__all__ = ["statements"]


@pytest.fixture(autouse=True)
def noon(world: World) -> Any:
    with clock.frozen(NOON):
        yield


def waiting(world: World, who: str = "liaison") -> list[dict[str, Any]]:
    answer = world.phone(who).get("/api/duties/waiting")
    assert answer.status_code == 200, answer.text
    return list(answer.json["items"])


def own(world: World, title: str, days: int = 1) -> str:
    at = (clock.now() - timedelta(days=days)).isoformat()
    body = {"kind": "visit_voters", "title": title, "at": at, "place": title}
    return str(world.phone("deputy").post("/api/duties/own", body).json["id"])


def scan(world: World, **fields: Any) -> str:
    body = {"code": world.duty_code.token} | fields
    answer = world.phone("deputy").post("/api/duties", body, key=f"key-{uuid4()}")
    assert answer.status_code == 201, answer.text
    return str(answer.json["id"])


def late(minutes: int) -> dict[str, str]:
    return {"scanned_at": (clock.now() - timedelta(minutes=minutes)).isoformat(), "nonce": uuid4().hex}


def test_each_record_says_in_one_line_why_it_waits_oldest_first(world: World) -> None:
    with transaction():
        planned = str(factories.activity(world.station, [world.deputy], starts=NOON).id)
    mine = own(world, "走访三户人家")
    with clock.frozen(NOON + timedelta(minutes=5)):
        unplanned = scan(world, kind="inspect")
    with clock.frozen(NOON + timedelta(minutes=55)):
        offline = scan(world, activity_id=planned, **late(50))
    listed = waiting(world)
    assert [(one["id"], one["why"]) for one in listed] == [
        (mine, "self"),
        (unplanned, "unplanned"),
        (offline, "late"),
    ]
    assert all(one["deputy"] == world.deputy.name and one["why_words"] for one in listed)
    assert listed[0]["actions"] == ["confirm", "reject"]
    assert waiting(world, "station_head") == listed == waiting(world, "street_npc")


def test_the_clear_ones_are_confirmed_together_and_one_that_cannot_be_holds_nobody_back(world: World) -> None:
    clear, other = own(world, "走访三户人家"), own(world, "看电梯装好没有", 2)
    withdrawn = own(world, "看路灯", 3)
    world.phone("deputy").post(f"/api/duties/{withdrawn}/revoke")
    wish = {"duty_ids": [clear, other, withdrawn, str(uuid4())]}
    for _ in range(2):  # a phone that lost the answer asks again
        said = world.phone("liaison").post("/api/duties/confirmations", wish).json
        assert set(said["done"]) == {clear, other}
        texts = {one["id"]: one["text"] for one in said["refused"]}
        assert "作废" in texts[withdrawn]
        assert len(texts) == 2, "one that is nobody's here is refused like one that never was"
    assert waiting(world) == []
    assert world.phone("deputy").get(f"/api/duties/{clear}").json["steps"][0]["words"] == "核实了"


def test_a_dispute_is_read_with_both_sides_and_decided_by_another_person(world: World) -> None:
    duty = own(world, "走访三户人家")
    world.phone("station_head").post(f"/api/duties/{duty}/reject", {"reason": "那天会议改期了。"})
    world.phone("deputy").post(f"/api/duties/{duty}/appeal", {"reason": "去了，老张在场。"})
    (line,) = waiting(world)
    assert (line["why"], line["actions"]) == ("dispute", []), "a liaison does not decide it"
    seen = {
        who: world.phone(who).get(f"/api/duties/waiting/{duty}").json
        for who in ("station_head", "street_npc")
    }
    assert [step["reason"] for step in seen["street_npc"]["steps"]] == [
        "那天会议改期了。",
        "去了，老张在场。",
    ]
    assert seen["street_npc"]["actions"] == ["grant", "refuse"]
    assert seen["station_head"]["actions"] == [], "whoever refused it does not decide"


def test_the_list_costs_the_same_however_long_it_is(world: World, statements: Any) -> None:
    own(world, "走访三户人家")
    own(world, "看路灯", 2)
    waiting(world)  # what this process keeps for a while is at hand from here on
    costs = []
    for day in range(3, 9):
        before = statements()
        waiting(world)
        costs.append(statements() - before)
        own(world, "看电梯", day)
    assert len(waiting(world)) == 8
    assert costs[0] == costs[-1]


def test_leaving_is_the_liaisons_word_too_and_is_said_once(world: World) -> None:
    with transaction():
        factories.activity(world.station, [world.deputy], starts=NOON)
    duty = scan(world)
    with clock.frozen(NOON + timedelta(hours=2)):
        left = world.phone("liaison").post(f"/api/duties/{duty}/left")
        again = world.phone("liaison").post(f"/api/duties/{duty}/left")
        activity = world.phone("liaison").get("/api/activities?box=station").json["items"][0]["id"]
        here = world.phone("liaison").get(f"/api/duties/arrivals/{activity}").json["items"]
    assert [(one["duty_id"], bool(one["left_at"])) for one in here] == [(duty, True)]
    assert left.json["left_at"].startswith("2026-11-05T14:00")
    assert (again.status_code, again.json["error"]["code"]) == (409, "duty.left")
