"""The code serves the deputy: one tap, one record, every way worth the same."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from server.activities.kinds import KINDS
from server.activities.models import Participant
from server.core import clock, relay
from server.core.db import db, transaction
from server.duties.models import Duty
from tests import factories
from tests.factories import World


@pytest.fixture
def today(world: World) -> str:
    with transaction():
        return str(factories.activity(world.station, [world.deputy]).id)


def scan(world: World, **fields: Any) -> Any:
    body = {"code": world.duty_code.token} | fields
    return world.phone("deputy").post("/api/duties", body, key=f"key-{uuid4()}")


def test_todays_activity_is_already_chosen(world: World, today: str) -> None:
    with transaction():
        elsewhere = factories.deputy(world.station, "李芳")
        factories.activity(world.station, [elsewhere], title="别人的活动")
    shown = world.phone("deputy").get(f"/api/duties/today?code={world.duty_code.token}").json
    assert [a["id"] for a in shown["activities"] if a["is_chosen"]] == [today]


def test_one_tap_is_a_confirmed_record_by_itself(world: World, today: str) -> None:
    answer = scan(world)
    assert answer.status_code == 201
    assert (answer.json["status"], answer.json["source"]) == ("confirmed", "scan")
    assert answer.json["title"] == "在联络站接待街坊"


def test_the_same_activity_again_gives_the_same_record(world: World, today: str) -> None:
    first, again = scan(world), scan(world, activity_id=today)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json == again.json


def test_many_taps_at_once_are_one_record(world: World, today: str, app: Flask) -> None:
    ids: list[str] = []

    def tap() -> None:
        phone = factories.Phone(app.test_client(), world.phone("deputy").token, uuid4())
        ids.append(
            phone.post("/api/duties", {"code": world.duty_code.token}, key=f"key-{uuid4()}").json["id"]
        )

    threads = [threading.Thread(target=tap) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ids) == 8
    assert len(set(ids)) == 1


def test_the_liaisons_entry_equals_a_scan_in_every_field_but_the_source(world: World, today: str) -> None:
    with transaction():
        other = factories.deputy(world.station, "李芳")
        db.session.add(Participant(activity_id=today, deputy_id=other.id))
    scanned = scan(world).json
    body = {"deputy_id": str(other.id), "activity_id": today}
    entered = world.phone("liaison").post("/api/duties/entries", body)
    assert entered.status_code == 201
    proof = {"id": "", "source": "", "how": "", "how_words": ""}
    assert scanned | proof == entered.json | proof
    assert (scanned["source"], entered.json["source"]) == ("scan", "staff")
    with transaction():
        rows = [
            {
                column.name: getattr(duty, column.name)
                for column in Duty.__table__.columns
                if column.name not in ("id", "deputy_id", "source", "how", "recorded_at", "recorded_by")
            }
            for duty in db.session.scalars(select(Duty))
        ]
    assert rows[0] == rows[1]


def test_a_deputy_who_is_not_on_the_list_waits_for_the_liaison(world: World) -> None:
    with transaction():
        planned = factories.activity(world.station, [])
    pending = scan(world, activity_id=str(planned.id))
    assert (pending.status_code, pending.json["status"]) == (201, "pending")
    body = {"deputy_id": str(world.deputy.id), "activity_id": str(planned.id)}
    confirmed = world.phone("liaison").post("/api/duties/entries", body)
    assert (confirmed.status_code, confirmed.json["status"]) == (200, "confirmed")
    assert confirmed.json["id"] == pending.json["id"]


def test_nobody_is_entered_for_a_day_that_has_not_come(world: World) -> None:
    with transaction():
        later = factories.activity(world.station, [world.deputy], starts=clock.now() + timedelta(days=40))
    body = {"deputy_id": str(world.deputy.id), "activity_id": str(later.id)}
    answer = world.phone("liaison").post("/api/duties/entries", body)
    assert (answer.status_code, answer.json["error"]["code"]) == (409, "duty.not_yet")


def test_what_waits_does_not_count_as_having_come_until_it_is_confirmed(world: World) -> None:
    with transaction():
        planned = factories.activity(world.station, [])
    pending = scan(world, activity_id=str(planned.id)).json
    assert world.phone("liaison").get("/api/activities?box=station").json["items"][0]["deputies"] == []
    confirmed = world.phone("liaison").post(f"/api/duties/{pending['id']}/confirm")
    assert confirmed.json["status"] == "confirmed"
    guests = world.phone("liaison").get("/api/activities?box=station").json["items"][0]["deputies"]
    assert [(guest["duty_id"], guest["source"]) for guest in guests] == [(pending["id"], "scan")]


def test_ones_own_words_are_confirmed_by_the_liaison(world: World) -> None:
    own = scan(world, kind="visit_voters").json
    assert world.phone("liaison").post(f"/api/duties/{own['id']}/confirm").json["status"] == "confirmed"


def test_a_scan_told_late_waits_for_the_liaison(world: World, today: str) -> None:
    at = (clock.now() - timedelta(minutes=30)).isoformat()
    assert scan(world, scanned_at=at).json["status"] == "pending"


@pytest.mark.parametrize("hours", [-30, 2], ids=["too old", "in the future"])
def test_a_scan_at_an_impossible_time_is_refused_with_the_way_on(
    world: World, today: str, hours: int
) -> None:
    answer = scan(world, scanned_at=(clock.now() + timedelta(hours=hours)).isoformat())
    assert (answer.status_code, answer.json["error"]["code"]) == (400, "duty.scan_time")
    assert "联络员" in answer.json["error"]["text"]


def test_a_day_without_activities_says_so_and_takes_ones_own_words(world: World) -> None:
    nothing = scan(world)
    assert (nothing.status_code, nothing.json["error"]["code"]) == (409, "duty.nothing_today")
    own = scan(world, kind="visit_voters")
    assert (own.status_code, own.json["status"]) == (201, "pending")
    assert scan(world, kind="visit_voters").json["id"] == own.json["id"]


def test_an_activity_of_another_day_or_place_is_refused(world: World, today: str) -> None:
    with transaction():
        later = factories.activity(world.station, [world.deputy], starts=clock.now() + timedelta(days=3))
        away = factories.activity(factories.station("春江站", "330111002001"), [])
    for wrong in (later.id, away.id):
        answer = scan(world, activity_id=str(wrong))
        assert (answer.status_code, answer.json["error"]["code"]) == (400, "duty.other_activity")


def test_a_code_of_another_kind_is_refused_with_the_right_one_named(world: World, today: str) -> None:
    duty = scan(world, code=world.station_code.token)
    assert (duty.status_code, duty.json["error"]["code"]) == (400, "code.other_kind")
    message = world.submit(code=world.duty_code.token)
    assert (message.status_code, message.json["error"]["code"]) == (400, "code.other_kind")


def test_the_duty_file_tells_the_year_in_words_and_dots(world: World, today: str) -> None:
    scan(world)
    file = world.phone("deputy").get("/api/duties?box=mine").json
    assert file["year"]["sentence"] == "这一年接待街坊 1 次。"
    month = clock.today().month
    assert file["year"]["months"][month - 1] == {"month": month, "confirmed": 1, "pending": 0}
    assert [item["source"] for item in file["items"]] == ["scan"]


def test_the_list_of_an_activity_shows_who_came(world: World, today: str) -> None:
    scan(world)
    lists = world.phone("liaison").get("/api/activities?box=station").json["items"]
    assert lists[0]["deputies"][0]["source"] == "scan"


def test_a_deputys_answer_is_a_duty_by_itself(world: World) -> None:
    message_id = world.submit(code=world.deputy_code.token).json["id"]
    world.phone("deputy").post(f"/api/messages/{message_id}/accept", {})
    world.phone("deputy").post(f"/api/messages/{message_id}/reply", {"text": "我去看过了。"})
    while relay.pump(lambda row_id: None):
        pass
    items = world.phone("deputy").get("/api/duties?box=mine").json["items"]
    assert [(i["kind"], i["source"], i["status"]) for i in items] == [
        ("handle_opinion", "import", "confirmed")
    ]


def test_a_liaisons_answer_is_nobodys_duty(world: World) -> None:
    message_id = world.submit().json["id"]
    world.phone("liaison").post(f"/api/messages/{message_id}/accept", {})
    world.phone("liaison").post(f"/api/messages/{message_id}/reply", {"text": "看过了。"})
    while relay.pump(lambda row_id: None):
        pass
    with transaction():
        assert db.session.execute(select(func.count()).select_from(Duty)).scalar_one() == 0


def test_there_are_twenty_kinds() -> None:
    assert [info.code for info in KINDS.values()] == [f"D{n:02d}" for n in range(1, 21)]


def test_no_record_knows_a_position_or_a_photo() -> None:
    names = {column.name for column in Duty.__table__.columns}
    assert not names & {
        "latitude",
        "longitude",
        "position",
        "location",
        "photo",
        "points",
        "score",
        "duration",
    }
