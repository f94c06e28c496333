"""An activity on the phone: the draft of the 25th is put right and published, a deputy answers, it ends with minutes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from server.activities import jobs
from server.activities.models import Activity
from server.core import clock, relay
from server.core.db import db, transaction
from server.notifications.models import Notice
from tests import factories
from tests.areas.conftest import statements
from tests.factories import World

AT = "/api/activities"
DRAFTING = datetime(2026, 11, 25, 9, 0, tzinfo=clock.ZONE)
DAY = datetime(2026, 12, 8, 9, 0, tzinfo=clock.ZONE)
TIMES = {"starts_at": DAY.isoformat(), "ends_at": (DAY + timedelta(hours=2)).isoformat()}
__all__ = ["statements"]


@pytest.fixture
def world(client: FlaskClient) -> Iterator[World]:
    with clock.frozen(DRAFTING):
        yield factories.world(client)


def _no_queue(row_id: int) -> None:
    raise ConnectionError


def told(world: World, who: str) -> list[Notice]:
    while relay.pump(_no_queue):
        pass
    db.session.expire_all()
    mine = select(Notice).where(Notice.account_id == world.phone(who).account_id)
    return list(db.session.scalars(mine.order_by(Notice.created_at, Notice.id)))


def step(world: World, who: str, one: str, action: str, text: str = "") -> Any:
    return world.phone(who).post(f"{AT}/{one}/steps", {"action": action, "text": text})


def mine(case: dict[str, Any], world: World) -> dict[str, Any]:
    return next(guest for guest in case["deputies"] if guest["id"] == str(world.deputy.id))


def test_from_the_draft_of_the_25th_to_the_minutes_without_a_desk(world: World) -> None:
    with clock.frozen(DRAFTING):
        jobs.draft_next_month()
        (notice,) = told(world, "station_head")
        assert (notice.title, notice.target_type) == ("下个月的固定日等您发布", "activity")
        one = str(notice.target_id)
        assert world.phone("deputy").get(f"{AT}/{one}").status_code == 404, "a draft is nobody else's"
        moved = world.phone("liaison").put(f"{AT}/{one}", TIMES | {"title": "十二月接待", "place": "一楼"})
        assert (moved.json["title"], moved.json["place"], moved.json["kind"]) == (
            "十二月接待",
            "一楼",
            "receive_voters",
        )
        assert "publish" not in moved.json["steps"], "the head publishes"
        published = step(world, "station_head", one, "publish")
        assert (published.status_code, published.json["status"]) == (200, "published")
    with clock.frozen(DAY - timedelta(days=3)):
        _answers(world, one)
    with clock.frozen(DAY + timedelta(hours=1)):
        jobs.begin()
        _who_came_and_minutes(world, one)


def _answers(world: World, one: str) -> None:
    """The last word stands; the station reads it, another deputy does not."""
    for said in ({"answer": "coming"}, {"answer": "away", "reason": "那天在外地"}):
        answer = world.phone("deputy").put(f"{AT}/{one}/answer", said)
        assert answer.status_code == 200, answer.text
    told_to_staff = world.phone("liaison").get(f"{AT}/{one}").json
    assert (mine(told_to_staff, world)["answer"], mine(told_to_staff, world)["reason"]) == (
        "away",
        "那天在外地",
    )
    above = world.phone("npc_staff").get(f"{AT}/{one}").json
    assert (mine(above, world)["answer"], mine(above, world)["reason"]) == (None, ""), "told to nobody above"
    assert world.phone("deputy").get(f"{AT}/{one}").json["steps"] == []


def _who_came_and_minutes(world: World, one: str) -> None:
    refused = step(world, "liaison", one, "finish", "来了六位街坊。")
    assert refused.json["error"]["code"] == "activity.nobody_came"
    entry = {"deputy_id": str(world.deputy.id), "activity_id": one}
    assert world.phone("liaison").post("/api/duties/entries", entry).status_code == 201
    late = world.phone("deputy").put(f"{AT}/{one}/answer", {"answer": "away"})
    assert (late.status_code, late.json["error"]["code"]) == (409, "activity.you_came")
    done = step(world, "liaison", one, "finish", "来了六位街坊，说了路灯和停车。")
    assert (done.json["status"], done.json["summary"]) == ("finished", "来了六位街坊，说了路灯和停车。")


def test_a_deputy_sees_what_else_is_to_come_where_they_sit(world: World, statements: Any) -> None:
    with clock.frozen(DRAFTING), transaction():
        other = factories.deputy(world.station, "李芳")
        for number in range(4):
            factories.activity(
                world.station, [other], starts=DAY + timedelta(hours=number), title=f"李芳接待 {number}"
            )
        factories.activity(world.station, [world.deputy], starts=DAY, title="自己的")
        factories.activity(factories.station("别处站", factories.TOWN), [], starts=DAY, title="别处的")
    with clock.frozen(DRAFTING):
        before = statements()
        beside = world.phone("deputy").get(f"{AT}/beside").json["items"]
        assert statements() - before < 12
    assert [line["title"] for line in beside] == [f"李芳接待 {number}" for number in range(4)]
    assert {line["station"]["name"] for line in beside} == {world.station.name}
    uninvited = db.session.scalars(select(Activity.id).where(Activity.title == "李芳接待 0")).one()
    answer = world.phone("deputy").put(f"{AT}/{uninvited}/answer", {"answer": "coming"})
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("who", "method", "path", "body", "status"),
    [
        ("deputy", "post", "/steps", {"action": "publish"}, 403),
        ("liaison", "put", "/answer", {"answer": "coming"}, 403),
        ("deputy", "put", "/answer", {"answer": "maybe"}, 400),
        ("liaison", "post", "/steps", {"action": "begin"}, 400),
        ("liaison", "post", "/steps", {"action": "cancel"}, 400),
    ],
)
def test_what_is_refused(
    world: World, who: str, method: str, path: str, body: dict[str, str], status: int
) -> None:
    with transaction():
        one = factories.activity(world.station, [world.deputy], starts=clock.now() + timedelta(days=9)).id
    answer = getattr(world.phone(who), method)(f"{AT}/{one}{path}", body)
    assert (answer.status_code, bool(answer.json["error"]["text"])) == (status, True), answer.text
