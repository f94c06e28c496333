"""Face to face: the deputy's phone shows a code, the liaison's phone scans it; and leaving is said, never guessed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from server.core import clock
from server.core.db import transaction
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


def shown(world: World) -> str:
    return str(world.phone("deputy").get("/api/duties/face").json["code"])


def meet(world: World, text: str, **fields: Any) -> Any:
    return world.phone("liaison").post("/api/duties/meetings", {"code": text} | fields)


def test_two_people_make_a_confirmed_record(world: World, today: str) -> None:
    text = shown(world)
    done, again = meet(world, text), meet(world, text)
    assert (done.status_code, done.json["status"], done.json["how"]) == (201, "confirmed", "face")
    assert (again.status_code, again.json["id"]) == (200, done.json["id"])


def test_one_shown_code_is_one_activity(world: World, today: str) -> None:
    with transaction():
        later = factories.activity(world.station, [], title="下午的会", starts=NOON + timedelta(hours=3))
    text = shown(world)
    meet(world, text, activity_id=today)
    other = meet(world, text, activity_id=str(later.id))
    assert (other.status_code, other.json["error"]["code"]) == (409, "code.used")


def test_a_shown_code_is_over_after_a_minute_and_cannot_be_made_up(world: World, today: str) -> None:
    text = shown(world)
    altered = text[:10] + ("A" if text[10] != "A" else "B") + text[11:]
    assert meet(world, altered).json["error"]["code"] == "code.unknown"
    with clock.frozen(NOON + timedelta(seconds=60)):
        assert meet(world, text).json["error"]["code"] == "code.changed"


def test_leaving_is_said_by_a_second_scan_at_the_same_station(world: World, today: str) -> None:
    duty = meet(world, shown(world)).json
    assert duty["left_at"] is None
    with clock.frozen(NOON + timedelta(hours=2)):
        leave = f"/api/duties/{duty['id']}/leave"
        wrong = world.phone("deputy").post(leave, {"code": world.station_code.token})
        assert wrong.json["error"]["code"] == "code.other_kind"
        left = world.phone("deputy").post(leave, {"code": world.duty_code.token})
        assert datetime.fromisoformat(left.json["left_at"]) == NOON + timedelta(hours=2)
        assert world.phone("deputy").post(leave, {"code": world.duty_code.token}).status_code == 409
