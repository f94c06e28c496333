"""Letters that were taken on, and what people do with leads by JSON."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from werkzeug.test import TestResponse

from server.core import clock
from server.leads.kinds import WISH_WITHIN
from tests.factories import World
from tests.messages.path import drain

LETTER = "我叫陈小明，电话 13812342046，桂花路口的路灯坏了，晚上看不见路。"
OWN: dict[str, dict[str, Any]] = {
    "project_lead": {"place": "桂花路口", "beneficiaries": "三个小区", "estimate": 200_000},
    "topic": {"size": "hard"},
    "wish": {"wish_for": "goods", "estimate": 300, "deadline": str(clock.today() + WISH_WITHIN / 2)},
    "legis_comment": {
        "law": "物业管理条例",
        "clause": "第二十三条",
        "proposal": "改成三天",
        "reason": "太久",
    },
}
DECIDER = {
    "project_lead": "street_npc",
    "topic": "street_npc",
    "wish": "street_npc",
    "legis_comment": "npc_staff",
}


def accepted(world: World, who: str = "resident", **fields: Any) -> str:
    """A letter that the liaison has taken on."""
    sent: str = world.submit(who, content=LETTER, **fields).json["id"]
    assert world.phone("liaison").post(f"/api/messages/{sent}/accept", {}).status_code == 200
    return sent


def turned(world: World, letter: str, kind: str, who: str = "street_npc", **more: Any) -> TestResponse:
    body = {"kind": kind, "title": "修好桂花路口的路灯", "content": "路口的路灯坏了，晚上看不见路。"}
    own = {name: value for name, value in (OWN[kind] | more).items() if value is not None}
    return world.phone(who).post(f"/api/messages/{letter}/lead", body | own, key=f"key-{uuid4()}")


def act(world: World, who: str, lead: str, verb: str, **body: Any) -> TestResponse:
    return world.phone(who).post(f"/api/leads/{lead}/{verb}", body)


def told(world: World, who: str = "resident") -> list[str]:
    """Kinds of notices, the oldest first."""
    drain()
    items = world.phone(who).get("/api/notices").json["items"]
    return [notice["kind"] for notice in reversed(items)]


def seen(world: World, letter: str, who: str = "resident") -> dict[str, Any]:
    answer: dict[str, Any] = world.phone(who).get(f"/api/messages/{letter}").json
    return answer
