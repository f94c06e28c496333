"""A tablet at the door: paired once, it shows a changing code, and the deputy's tap is on file by itself."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from server.codes import screens
from server.codes.screen_models import RotationKey
from server.core import clock
from server.core.actor import Actor
from server.core.db import db, transaction
from server.core.errors import NotFound
from server.core.permissions import Role
from server.duties.models import Duty
from tests import factories
from tests.factories import World

NOON = datetime(2026, 11, 5, 12, 0, tzinfo=clock.ZONE)


@pytest.fixture(autouse=True)
def noon(world: World) -> Iterator[None]:
    with clock.frozen(NOON):
        yield


@pytest.fixture
def today(world: World) -> str:
    with transaction():
        return str(factories.activity(world.station, [world.deputy], starts=NOON).id)


@pytest.fixture
def screen(world: World) -> dict[str, Any]:
    """A paired screen: its credential and its row."""
    with transaction():
        begun = screens.begin(_head(world), world.station, name="门口的平板")
    answer = world.client.post("/api/screens", json={"pairing": begun.text.lower()})
    assert answer.status_code == 201
    return {"id": begun.screen.id, "credential": answer.json["credential"], "pairing": begun.text}


def _head(world: World) -> Actor:
    return Actor(Role.STATION_HEAD, world.station.scope, account_id=uuid4())


def look(world: World, screen: dict[str, Any]) -> Any:
    return world.client.post("/api/screens/look", json={"credential": screen["credential"]})


def code(world: World, screen: dict[str, Any], step: int = 0) -> str:
    return str(look(world, screen).json["codes"][step]["text"].rpartition("/")[2])


def tap(world: World, text: str, **fields: Any) -> Any:
    return world.phone("deputy").post("/api/duties", {"code": text} | fields, key=f"key-{uuid4()}")


def test_the_story_of_a_screen(world: World, screen: dict[str, Any], today: str) -> None:
    told = look(world, screen).json
    assert (told["station"], told["activity"], told["recorded"]) == (
        world.station.name,
        "现在：在联络站接待街坊",
        [],
    )
    assert [one["starts_at"] - int(NOON.timestamp()) for one in told["codes"]] == [0, 30, 60, 90]
    text = code(world, screen)
    assert world.client.get(f"/api/codes/{text}").json["kind"] == "duty"
    seen = world.phone("deputy").get(f"/api/duties/today?code={text}").json
    assert [one["id"] for one in seen["activities"] if one["is_chosen"]] == [today]
    with clock.frozen(NOON + timedelta(minutes=9)):
        assert tap(world, text).status_code == 409, "the code itself is long gone"
        done = tap(world, seen["code"])
        assert (done.status_code, done.json["status"], done.json["how"]) == (201, "confirmed", "rotating")
        assert [line["name"] for line in look(world, screen).json["recorded"]] == [world.deputy.name]


def test_a_code_of_a_minute_ago_is_refused_and_says_what_to_do(
    world: World, screen: dict[str, Any], today: str
) -> None:
    text = code(world, screen)
    with clock.frozen(NOON + timedelta(seconds=61)):
        late = tap(world, text)
        assert (late.status_code, late.json["error"]["code"]) == (409, "code.changed")
        assert "联络员代您登记" in late.json["error"]["text"]
        assert tap(world, code(world, screen, 1)).status_code == 409, "the next one is not on yet"
        assert tap(world, code(world, screen)).status_code == 201


@pytest.mark.parametrize("clock_off", [-8, 0, 8])
def test_a_scan_that_waited_is_pending_with_both_times(
    world: World, screen: dict[str, Any], today: str, clock_off: int
) -> None:
    text = code(world, screen)
    said = NOON + timedelta(minutes=clock_off, seconds=5)
    with clock.frozen(NOON + timedelta(hours=20)):
        late = {"scanned_at": said.isoformat(), "nonce": "scan-0001"}
        made = tap(world, text, **late)
        again = tap(world, text, **late)
        unlikely = tap(world, text, scanned_at=(NOON + timedelta(minutes=30)).isoformat())
    assert (made.status_code, made.json["status"], again.status_code) == (201, "pending", 200)
    assert unlikely.json["error"]["code"] == "code.changed"
    duty = db.session.get_one(Duty, made.json["id"])
    assert (duty.device_at, duty.recorded_at) == (said, NOON + timedelta(hours=20))


def test_a_pairing_code_is_good_once_and_for_ten_minutes(world: World, screen: dict[str, Any]) -> None:
    assert world.client.post("/api/screens", json={"pairing": screen["pairing"]}).status_code == 404
    with transaction():
        slow = screens.begin(_head(world), world.station, name="会议室的屏")
    with clock.frozen(NOON + timedelta(minutes=10)):
        answer = world.client.post("/api/screens", json={"pairing": slow.text})
        assert (answer.status_code, answer.json["error"]["code"]) == (404, "screen.pairing")


def test_a_lost_screen_ends_at_once_with_all_it_showed(
    world: World, screen: dict[str, Any], today: str
) -> None:
    text = code(world, screen)
    seen = world.phone("deputy").get(f"/api/duties/today?code={text}").json["code"]
    with transaction():
        screens.revoke(_head(world), screens.of_station_for_update(world.station.id, screen["id"]))
    assert look(world, screen).status_code == 410
    for shown in (text, seen):
        assert tap(world, shown).json["error"]["code"] == "code.revoked"
    assert screens.of_station(world.station.id) == []


def test_a_changed_secret_refuses_no_honest_scan_and_a_burnt_one_every_scan(
    world: World, screen: dict[str, Any], today: str
) -> None:
    text = code(world, screen)
    with clock.frozen(NOON + timedelta(seconds=31)):
        with transaction():
            screens.rotate()
        assert tap(world, text).status_code == 201, "shown 31 seconds ago with the key before"
        fresh = code(world, screen)
        with transaction():
            screens.rotate(is_burnt=True)
        for known in (text, fresh):
            assert tap(world, known).json["error"]["code"] == "code.unknown"
        assert tap(world, code(world, screen)).status_code == 200
    assert db.session.scalar(select(func.count()).where(RotationKey.retired_at.is_(None))) == 1


def test_the_secret_changes_by_itself_after_ninety_days(world: World, screen: dict[str, Any]) -> None:
    def number() -> int | None:
        return db.session.scalar(select(RotationKey.number).where(RotationKey.retired_at.is_(None)))

    for days, wanted in ((89, 1), (90, 2), (91, 2)):
        with clock.frozen(NOON + timedelta(days=days)), transaction():
            screens.rotate_when_due()
            assert number() == wanted


def test_many_phones_in_one_half_minute_are_one_record_each(
    world: World, screen: dict[str, Any], today: str, app: Flask
) -> None:
    text, token = code(world, screen), world.phone("deputy").token
    answers: list[int] = []

    def scan() -> None:
        phone = factories.Phone(app.test_client(), token, uuid4())
        answers.append(phone.post("/api/duties", {"code": text}, key=f"key-{uuid4()}").status_code)

    threads = [threading.Thread(target=scan) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [200] * 11 + [201]
    assert db.session.scalar(select(func.count(Duty.id))) == 1


def test_the_operator_changes_a_secret_that_became_known(
    app: Flask, world: World, screen: dict[str, Any]
) -> None:
    text = code(world, screen)
    said = app.test_cli_runner().invoke(args=["codes", "new-secret", "--burnt"]).output
    assert "第 2 个，原来的当场都不认了" in said
    assert tap(world, text).json["error"]["code"] == "code.unknown"


def test_whoever_guesses_is_slowed_down(world: World, screen: dict[str, Any], today: str) -> None:
    guess = "r1." + "A" * 28
    answers = [tap(world, guess).status_code for _ in range(21)]
    assert set(answers[:20]) == {404}
    assert answers[20] == 429


def test_a_screen_of_another_station_is_unknown(world: World, screen: dict[str, Any]) -> None:
    with pytest.raises(NotFound):
        screens.of_station_for_update(uuid4(), screen["id"])
