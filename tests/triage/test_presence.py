"""Who is at a letter now; and when somebody was quicker, nothing that was typed is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest

from server.core import cache, clock
from tests.console.desk import At
from tests.factories import World
from tests.triage.test_bulk import letters

HX = {"HX-Request": "true"}


def here(desk: At, who: str, message_id: str, doing: str = "looking") -> str:
    answer = desk(who).post(f"/console/messages/{message_id}/here", {"doing": doing}, **HX)
    assert answer.status_code == 200
    return "".join(re.findall(r"</span>([^<]+)</span>", answer.text))


def seen_on(page: str) -> str:
    found = re.search(r'name="seen" value="(\d+)"', page)
    assert found
    return found[1]


def test_two_people_at_one_letter_see_each_other_and_what_they_do(desk: At, world: World) -> None:
    message_id, other = letters(world, 2)
    assert here(desk, "liaison", message_id, "writing") == ""
    assert here(desk, "station_head", message_id) == "联络员 小林在写答复"
    assert here(desk, "liaison", message_id) == "站长 老周在看"
    rows = desk("street_npc").page("/console/inbox").split("data-item=")[1:]
    assert ["在看" in row.split("</li>")[0] for row in rows] == [True, False]
    assert here(desk, "street_npc", other) == ""


def test_whoever_is_not_heard_of_for_a_while_is_gone(desk: At, world: World) -> None:
    (message_id,) = letters(world, 1)
    here(desk, "liaison", message_id)
    with clock.shifted(timedelta(seconds=44)):
        assert here(desk, "street_npc", message_id)
    with clock.shifted(timedelta(seconds=46)):
        assert here(desk, "station_head", message_id) == "镇街人大 老郑在看"


def test_an_author_never_learns_who_looks(desk: At, world: World) -> None:
    message_id = world.submit().json["id"]
    here(desk, "liaison", message_id)
    assert here(desk, "resident", message_id) == ""


@pytest.fixture
def no_cache(world: World) -> Iterator[None]:
    before = cache.client()
    cache.use("redis://127.0.0.1:1/0")
    yield
    cache._client = before


@pytest.mark.usefixtures("no_cache")
def test_without_the_cache_nobody_is_seen_and_nothing_breaks(desk: At, world: World) -> None:
    message_id = world.submit().json["id"]
    assert here(desk, "liaison", message_id) == ""
    assert message_id in desk("liaison").page("/console/inbox")


def test_somebody_was_quicker_and_it_is_told_what_they_did(desk: At, world: World) -> None:
    (message_id,) = letters(world, 1)
    world.phone("liaison").post(f"/api/messages/{message_id}/accept", {})
    liaison, path = desk("liaison"), f"/console/messages/{message_id}"
    seen = seen_on(liaison.page(path))
    world.phone("station_head").post(f"/api/messages/{message_id}/progress", {"text": "灯具订好了。"})
    world.phone("station_head").post(f"/api/messages/{message_id}/reply", {"text": "灯换好了。"})
    answer = liaison.post(f"{path}/reply", {"text": "我也写了答复。", "seen": seen}, **HX)
    assert answer.status_code == 409
    assert re.search(r"站长 老周 \d\d:\d\d 告诉来信人进展了：“灯具订好了。”", answer.text)
    assert re.search(r"站长 老周 \d\d:\d\d 已经答复过了：“灯换好了。”", answer.text)
    assert "data-keep-as-note" in answer.text


def test_ones_own_steps_and_notes_among_the_staff_are_no_clash(desk: At, world: World) -> None:
    (message_id,) = letters(world, 1)
    liaison, path = desk("liaison"), f"/console/messages/{message_id}"
    seen = seen_on(liaison.page(path))
    world.phone("station_head").post(f"/api/messages/{message_id}/notes", {"text": "我问过物业了。"})
    world.phone("liaison").post(f"/api/messages/{message_id}/accept", {})
    assert liaison.post(f"{path}/reply", {"text": "今天修好了。", "seen": seen}).status_code == 303
