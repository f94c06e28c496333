"""The sandbox judges texts and pictures as the platform does."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from .play import last_violations, play, raw
from .world import World, written

CHECK = "/wxa/msg_sec_check"
MEDIA = "/wxa/media_check_async"
PHONE = "/wxa/business/getuserphonenumber"
LINK = "/wxa/generate_urllink"
SCHEME = "/wxa/generatescheme"
QUOTA = "/cgi-bin/openapi/quota/get"
ENTER = "pages/enter/index"
DAY = 86_400

# --- content safety ------------------------------------------------------------------------------------

RISKY = "特3456书yuuo莞6543李zxcz蒜7782法fgnv级"


@pytest.mark.parametrize(
    ("content", "suggest", "label"),
    [
        ("hello world!", "pass", 100),
        (RISKY, "risky", 20006),
        ("完2347全dfji试3726测asad感3847知qwez到", "risky", 20006),
        ("测试存疑", "review", 21000),
        ("测试存疑，还有测试违规", "risky", 20003),
    ],
)
def test_a_text_is_judged_by_its_words(world: World, content: str, suggest: str, label: int) -> None:
    world.login()
    answer = raw(world, CHECK, written(content=content))
    assert answer["result"] == {"suggest": suggest, "label": label}
    assert re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}", answer["trace_id"])
    assert last_violations(world) == []


def test_an_escaped_text_always_passes_and_is_a_violation(world: World) -> None:
    world.login()
    answer = world.post(CHECK, json.dumps(written(content=RISKY)).encode())
    assert answer["result"]["suggest"] == "pass"
    assert last_violations(world) == ["escaped_unicode"]


def test_half_a_letter_is_no_json(world: World) -> None:
    world.login()
    assert world.post(CHECK, json.dumps(written(content="\ud83d")).encode())["errcode"] == 47001


def test_control_characters_and_a_written_backslash_are_no_escaped_written(world: World) -> None:
    world.login()
    assert raw(world, CHECK, written(content="一\x01二\\u4e2d"))["errcode"] == 0
    assert last_violations(world) == []


def test_title_and_nickname_are_judged_too(world: World) -> None:
    world.login()
    assert raw(world, CHECK, written(nickname="测试违规"))["result"]["suggest"] == "risky"


def test_a_person_who_was_not_here_for_two_hours_is_not_judged(world: World) -> None:
    play(world, "people", [{"openid": "o1"}])
    assert raw(world, CHECK, written())["errcode"] == 61010
    play(world, "login", {"openid": "o1", "devtools": True})
    assert raw(world, CHECK, written())["errcode"] == 61010
    world.login()
    world.time += 7199
    assert raw(world, CHECK, written())["errcode"] == 0
    world.time += 1
    assert raw(world, CHECK, written())["errcode"] == 61010


@pytest.mark.parametrize(
    ("changes", "errcode"),
    [
        ({"openid": "nobody"}, 40003),
        ({"openid": None}, 40003),
        ({"scene": 5}, 40129),
        ({"scene": True}, 40129),
        ({"scene": []}, 40129),
        ({"content": ""}, 40097),
        ({"content": 7}, 40097),
        ({"content": "长" * 2501}, 45002),
        ({"title": None}, 47001),
    ],
)
def test_a_check_with_a_wrong_part_is_refused_by_its_own_number(
    world: World, changes: dict[str, Any], errcode: int
) -> None:
    world.login()
    assert raw(world, CHECK, written(**changes))["errcode"] == errcode


def test_the_old_check_says_87014_and_is_a_violation(world: World) -> None:
    assert raw(world, CHECK, {"content": "好"})["errcode"] == 0
    assert raw(world, CHECK, {"content": "测试违规"})["errcode"] == 87014
    assert last_violations(world) == ["content_safety_v1"]


def test_content_safety_has_moods_own_words_and_labels_as_written(world: World) -> None:
    world.login()
    play(world, "switches", {"words": {"路灯": "review"}, "label": "string"})
    assert raw(world, CHECK, written(content="门前路灯"))["result"] == {"suggest": "review", "label": "21000"}
    play(world, "switches", {"safety": "risky"})
    assert raw(world, CHECK, written())["result"]["suggest"] == "risky"


@pytest.mark.parametrize(
    ("changes", "errcode"),
    [
        ({"media_url": "http://example.org/a.jpg"}, 40097),
        ({"media_url": None}, 40097),
        ({"media_type": 3}, 40097),
        ({"version": 1}, 40097),
        ({"scene": 0}, 40129),
        ({"openid": "o2"}, 40003),
    ],
)
def test_a_picture_that_cannot_be_judged_is_refused(
    world: World, changes: dict[str, Any], errcode: int
) -> None:
    world.login()
    body = {
        "media_url": "https://example.org/a.jpg",
        "media_type": 2,
        "version": 2,
        "scene": 2,
        "openid": "o1",
    }
    assert world.post(MEDIA, body | changes)["errcode"] == errcode
