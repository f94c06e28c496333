"""How far a letter is from being public, told to those who publish, on the phone too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from server.gateways.wechat import QuietWeChat, Unavailable
from tests.console.desk import At
from tests.factories import World
from tests.messages.path import drain
from tests.safety.conftest import soothe


@pytest.fixture(autouse=True)
def calm(wechat: QuietWeChat) -> Iterator[None]:
    soothe(wechat)
    yield
    soothe(wechat)


def told(world: World, letter: str, who: str = "liaison") -> tuple[Any, Any]:
    """In the list and on the page."""
    listed = world.phone(who).get("/api/messages?box=inbox").json["items"]
    line = next(item["marks"] for item in listed if item["id"] == letter)
    return line, world.phone(who).get(f"/api/messages/{letter}").json["marks"]


def letter_of(world: World, visibility: str = "anonymous_public") -> str:
    letter: str = world.submit(visibility=visibility).json["id"]
    drain()
    return letter


def test_still_looked_at_then_nothing_in_the_list(world: World, wechat: QuietWeChat) -> None:
    wechat.check_failure = Unavailable("x", -1)
    waiting = letter_of(world)
    assert told(world, waiting) == (["waiting"], ["waiting"])
    wechat.check_failure = None
    assert told(world, letter_of(world)) == ([], ["clear"])


def test_a_doubt_asks_a_person_to_look_until_somebody_decides(
    world: World, desk: At, wechat: QuietWeChat
) -> None:
    wechat.suggest = "risky"
    letter = letter_of(world)
    assert told(world, letter) == (["text"], ["text"])
    desk("liaison").post(f"/console/messages/{letter}/withhold")
    assert told(world, letter) == ([], ["withheld"])


def test_a_private_letter_has_no_mark(world: World) -> None:
    assert told(world, letter_of(world, "private")) == ([], [])


@pytest.mark.parametrize("who", ["npc_staff", "npc_leader"])
def test_marks_are_for_those_who_publish(world: World, wechat: QuietWeChat, who: str) -> None:
    wechat.suggest = "risky"
    letter = letter_of(world)
    assert told(world, letter, who) == ([], [])
    assert world.phone("resident").get(f"/api/messages/{letter}").json["marks"] == []
    assert world.phone("resident").get("/api/messages").json["items"][0]["marks"] == []
