"""A visit on the phone of the station's head: told, held, a matter found and answered on the spot, a promise kept."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import select

from server.core import clock
from server.core.db import db
from server.notifications.models import Notice
from tests.console.desk import At
from tests.factories import World
from tests.messages.path import drain
from tests.visits.path import FOUND, ISSUE, KEPT, planned


def told(world: World, who: str) -> list[str]:
    drain()
    mine = Notice.account_id == world.phone(who).account_id
    return list(db.session.scalars(select(Notice.title).where(mine).order_by(Notice.created_at)))


def test_a_new_plan_is_told_to_the_people_of_the_station_and_to_nobody_else(world: World, desk: At) -> None:
    planned(world, desk, "station_head", planned_on=str(clock.today()))
    assert [title for title in told(world, "liaison") if title.endswith("打算来站里进站会商")]
    for who in ("station_head", "street_npc", "deputy", "handler"):
        assert not [title for title in told(world, who) if "打算" in title], "whoever planned it knows"


def test_found_and_answered_on_the_spot(world: World, desk: At) -> None:
    one = planned(world, desk).id
    head = world.phone("station_head")

    def post(path: str, body: dict[str, Any] | None = None) -> Any:
        return head.post(f"/api/visits/{one}{path}", body or {}, key=f"key-{uuid4()}")

    assert head.get(f"/api/visits/{one}").json["actions"] == ["move", "notify"]
    assert world.phone("liaison").get(f"/api/visits/{one}").json["actions"] == [], "a liaison reads"
    early = post("/hold", FOUND)
    assert (early.status_code, early.json["error"]["code"]) == (409, "visit.planned")
    choices = head.get(f"/api/visits/{one}/choices").json
    unit = next(one["id"] for one in choices["units"] if one["id"] == str(world.unit_id))
    post("/notify")
    held = post("/hold", FOUND | {"deputy_ids": [choices["deputies"][0]["id"]]}).json
    assert (held["status_words"], held["deputies"]) == ("已进站", [world.deputy.name])
    key = f"key-{uuid4()}"
    for _ in range(2):  # a phone that lost the answer asks again
        listed = head.post(f"/api/visits/{one}/issues", ISSUE, key=key)
    assert [issue["words"] for issue in listed.json["issues"]] == [ISSUE["words"]]
    post("/issues", {"words": "小区门口的路灯晚上不亮。"})
    first, second = (f"/issues/{issue['id']}" for issue in head.get(f"/api/visits/{one}").json["issues"])
    post(f"{first}/respond", {"answer": "当场看了，电工明天来。"})
    open_one = post("/commit")
    assert (open_one.status_code, open_one.json["error"]["code"]) == (409, "visit.open_issues")
    due = str(clock.today() + timedelta(days=9))
    post(f"{second}/respond", {"answer": "换灯。", "department_id": unit, "due_on": due})
    assert post("/commit").json["actions"] == ["keep"]
    assert post(f"{second}/keep", KEPT).json["status"] == "fulfilled"
    assert post("/close", {"text": ""}).json["status_words"] == "已收尾"
