"""An activity from draft to file: who may, in time, told, with minutes; and what is refused in between (domain §5.4)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update

from server.activities import jobs
from server.activities.life import WORKFLOW, ActivityAction, ActivityStatus
from server.activities.models import Activity
from server.core import clock, relay
from server.core.db import db, transaction
from server.core.errors import Conflict
from server.duties.models import Duty
from server.notifications.models import Notice
from tests import factories
from tests.activities.conftest import MONDAY
from tests.console.desk import At
from tests.factories import World

FORM = {"title": "每月接待", "kind": "receive_voters", "begins": "09:00", "ends": "11:00"}


def settle() -> None:
    while relay.pump(_no_queue):
        pass


def _no_queue(row_id: int) -> None:
    raise ConnectionError


def one() -> Activity:
    db.session.expire_all()
    return db.session.scalars(select(Activity)).one()


def told(world: World, who: str) -> list[str]:
    settle()
    mine = Notice.account_id == world.phone(who).account_id
    return list(db.session.scalars(select(Notice.title).where(mine).order_by(Notice.created_at, Notice.id)))


def step(desk: At, who: str, action: str, text: str = "") -> int:
    given = {"action": action} | ({"text": text} if text else {})
    return desk(who).post(f"/console/activities/{one().id}/steps", given).status_code


def test_from_a_liaisons_draft_to_the_file(desk: At, world: World) -> None:
    guests = {"deputy_ids": str(world.deputy.id)}
    with clock.frozen(MONDAY):
        made = desk("liaison").post(
            f"/console/stations/{world.station.id}/activities", FORM | guests | {"on": "2026-11-05"}
        )
        assert (made.status_code, one().status.value) == (303, "pending_approval"), made.text
        assert (told(world, "station_head"), told(world, "deputy")) == (["一个活动等您发布"], [])
        assert world.client.get(f"/api/activities/coming?station={world.station.id}").json["items"] == []
        assert world.phone("deputy").get("/api/activities?box=mine").json["items"] == []
        assert step(desk, "liaison", "publish") == 409, "it waits for the head"
        assert step(desk, "station_head", "send_back", "换个大点的屋子") == 303
        page = desk("liaison").page(f"/console/activities/{one().id}")
        assert "换个大点的屋子" in page
        assert told(world, "liaison") == ["一个活动退回来改"]
        assert step(desk, "liaison", "hand_in") == 303
        assert step(desk, "station_head", "publish") == 303
        assert told(world, "deputy") == ["请您参加一个活动"]
        assert step(desk, "liaison", "postpone") == 400, "why is asked for"
        assert step(desk, "liaison", "postpone", "屋顶漏水") == 303
        (line,) = world.client.get(f"/api/activities/coming?station={world.station.id}").json["items"]
        assert (line["status_words"], line["note"]) == ("改期", "屋顶漏水")
        again = desk("liaison").post(f"/console/activities/{one().id}", FORM | {"on": "2026-11-06"})
        assert again.status_code == 303
        assert step(desk, "station_head", "publish") == 303
        assert sorted(told(world, "deputy")) == sorted(["一个活动改期了", *["请您参加一个活动"] * 2])
    _held(desk, world)


def _held(desk: At, world: World) -> None:
    """On its day somebody scans; nobody types minutes before somebody came; five working days later it is on file."""
    with clock.frozen(datetime(2026, 11, 6, 9, 30, tzinfo=clock.ZONE)):
        jobs.begin()
        assert one().status is ActivityStatus.ONGOING
        assert step(desk, "liaison", "finish", "说了停车的事。") == 409, "nobody came yet"
        scanned = world.phone("deputy").post(
            "/api/duties", {"code": world.duty_code.token}, key="a-scan-is-a-scan"
        )
        assert (scanned.status_code, scanned.json["status"]) == (201, "confirmed")
        assert step(desk, "liaison", "cancel", "不办了") == 409, "somebody came"
        assert step(desk, "liaison", "finish", "字" * 201) == 400
        assert step(desk, "liaison", "finish", "来了三位街坊，说了停车的事。") == 303
        jobs.archive()
        assert one().status is ActivityStatus.FINISHED
    with clock.frozen(datetime(2026, 11, 13, 0, 40, tzinfo=clock.ZONE)):
        jobs.archive()
        assert one().status is ActivityStatus.ARCHIVED
        late = desk("liaison").post(
            "/console/duties", {"activity_id": one().id, "deputy_id": world.deputy.id}
        )
        assert late.status_code == 303, "who was there may still be entered, once"
        assert len(db.session.scalars(select(Duty)).all()) == 1
        assert step(desk, "station_head", "cancel", "不对") == 409


LATE: list[tuple[dict[str, Any], int]] = [
    ({"starts_at": "2026-11-04T09:00:00+08:00", "ends_at": "2026-11-04T11:00:00+08:00"}, 400),
    ({"starts_at": "2026-11-05T00:00:00+08:00", "ends_at": "2026-11-05T11:00:00+08:00"}, 201),
    (
        {"starts_at": "2026-11-04T09:00:00+08:00", "ends_at": "2026-11-04T11:00:00+08:00", "is_online": True},
        201,
    ),
    (
        {"starts_at": "2026-11-04T09:00:00+08:00", "ends_at": "2026-11-04T11:00:00+08:00", "as_draft": True},
        201,
    ),
    (
        {"starts_at": "2026-11-02T11:00:00+08:00", "ends_at": "2026-11-02T12:00:00+08:00", "kind": "inspect"},
        201,
    ),
    (
        {"starts_at": "2026-11-02T09:00:00+08:00", "ends_at": "2026-11-02T12:00:00+08:00", "kind": "inspect"},
        400,
    ),
]


def test_neighbours_hear_of_a_reception_three_days_before(world: World) -> None:
    body = {"title": "接待街坊", "kind": "receive_voters", "station_id": str(world.station.id)}
    with clock.frozen(MONDAY):
        for given, status in LATE:
            answer = world.phone("station_head").post("/api/activities", body | given)
            assert answer.status_code == status, (given, answer.text)
        refused = world.phone("station_head").post("/api/activities", body | LATE[0][0]).json["error"]
        assert "最早排在11月5日" in refused["text"]
        assert "扫码或代登一样算数" in refused["text"]
        assert refused["fields"]["starts_at"] == "最早11月5日"


def test_what_is_for_the_whole_township_is_published_by_the_township(desk: At, world: World) -> None:
    with clock.frozen(MONDAY):
        given = FORM | {"on": "2026-11-20", "reach": "town"}
        desk("station_head").post(f"/console/stations/{world.station.id}/activities", given)
        assert one().status is ActivityStatus.PENDING_APPROVAL
        assert told(world, "street_npc") == ["一个活动等您发布"]
        assert step(desk, "station_head", "send_back", "再想想") == 403
        assert step(desk, "street_npc", "publish") == 303
        assert one().status is ActivityStatus.PUBLISHED
        assert step(desk, "street_npc", "cancel", "和别的会撞了") == 303
        assert one().status is ActivityStatus.CANCELLED


@pytest.mark.parametrize("status", ActivityStatus)
def test_every_pair_that_is_not_in_the_table_is_refused_kindly(status: ActivityStatus) -> None:
    for action in set(ActivityAction) - set(WORKFLOW.actions(status)):
        with pytest.raises(Conflict) as refused:
            WORKFLOW.after(status, action)
        assert refused.value.status == 409
        assert refused.value.text.endswith("。")


def test_only_what_is_on_is_scanned(world: World) -> None:
    with transaction():
        activity_id = factories.activity(world.station, [world.deputy]).id
    for status in (ActivityStatus.DRAFT, ActivityStatus.POSTPONED, ActivityStatus.CANCELLED):
        _set(activity_id, status)
        today = world.phone("deputy").get(f"/api/duties/today?code={world.duty_code.token}").json
        assert today["activities"] == [], status
        entered = {"deputy_id": str(world.deputy.id), "activity_id": str(activity_id)}
        assert world.phone("liaison").post("/api/duties/entries", entered).status_code == 409
    _set(activity_id, ActivityStatus.ONGOING)
    assert world.phone("liaison").post("/api/duties/entries", entered).status_code == 201


def test_a_changed_list_tells_only_who_is_new(desk: At, world: World) -> None:
    with transaction():
        second = factories.deputy(world.station, "陈静")
        factories.activity(world.station, [world.deputy], starts=clock.now() + timedelta(days=5))
    path = f"/console/activities/{one().id}/guests"
    assert desk("liaison").post(path, {"deputy_ids": str(world.deputy.id)}).status_code == 303
    assert told(world, "deputy") == ["请您参加一个活动"]
    assert desk("liaison").post(path, {"deputy_ids": str(second.id)}).status_code == 303
    assert world.phone("deputy").get("/api/activities?box=mine").json["items"] == []
    assert told(world, "deputy") == ["请您参加一个活动"]


def _set(activity_id: UUID, status: ActivityStatus) -> None:
    with transaction():
        db.session.execute(update(Activity).where(Activity.id == activity_id).values(status=status))
