"""Narrowing the list in a sentence, and keeping the sentence under a name."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from server.core import clock
from server.messages.saved import MOST
from tests.areas.conftest import statements as statements
from tests.console.desk import At, Desk
from tests.factories import World
from tests.triage.test_bulk import letters


def listed(html: str) -> list[str]:
    return re.findall(r'data-item="([^"]+)"', html)


def inbox(desk: Desk, **filters: Any) -> str:
    return desk.page(f"/console/inbox?{urlencode(filters)}")


def kept(html: str) -> dict[str, str]:
    """The kept lists with their counts, in order."""
    return dict(re.findall(r'<span class="cut">([^<]+)</span><span class="count">(\d+)<', html))


def test_each_chip_narrows_and_can_be_dropped(desk: At, world: World) -> None:
    with clock.shifted(-timedelta(days=10)):
        (old,) = letters(world, 1)
    new, taken = letters(world, 1)[0], None
    taken = world.phone("liaison").post(
        "/api/messages/walk-ins", {"content": "电话里说的一件事。"}, key="walk-in-1"
    )
    liaison = desk("liaison")
    assert listed(inbox(liaison, since="week")) == [new, taken.json["id"]]
    assert listed(inbox(liaison, late="true")) == [old]
    assert listed(inbox(liaison, taken="true")) == [taken.json["id"]]
    page = inbox(liaison, since="week", q="路灯")
    assert listed(page) == [new]
    assert re.findall(r'chip info">([^<]+)<a href="([^"]+)"', page) == [
        ("写着“路灯”", "/console/inbox?since=week"),
        ("7 天内来的", "/console/inbox?q=%E8%B7%AF%E7%81%AF"),
    ]


def test_nothing_found_names_the_one_chip_to_drop(desk: At, world: World) -> None:
    letters(world, 2)
    page = inbox(desk("liaison"), taken="true", since="today")
    assert "没有符合“今天来的 + 代录的”的件" in page
    assert "去掉“代录的”有 2 件" in page


def test_filters_stay_after_an_action(desk: At, world: World) -> None:
    first, second = letters(world, 2)
    answer = desk("liaison").post(f"/console/messages/{first}/accept", {"since": "week", "taken": "false"})
    assert answer.location == f"/console/inbox?open={second}&since=week"


def test_a_list_is_kept_for_oneself_counted_and_dropped(desk: At, world: World) -> None:
    letters(world, 3)
    liaison = desk("liaison")
    answer = liaison.post("/console/views", {"name": "路灯", "q": "路灯", "page": "2"})
    assert answer.location == "/console/inbox?q=%E8%B7%AF%E7%81%AF"
    liaison.post("/console/views", {"name": "代录", "taken": "true", "view": "all"})
    page = liaison.page(answer.location)
    assert kept(page) == {"代录": "0"}, "what is searched for is not counted on every page"
    assert page.index('cut">路灯<') < page.index('cut">代录<'), "in the order they were made"
    assert re.search(r'<h1 class="lead cut">路灯<', page)
    assert kept(desk("station_head").page("/console/inbox")) == {}
    found = re.search(r"/console/views/([0-9a-f-]+)/drop", page)
    assert found
    assert desk("station_head").post(f"/console/views/{found[1]}/drop").status_code == 404
    liaison.post(f"/console/views/{found[1]}/drop")
    assert kept(liaison.page("/console/inbox")) == {"代录": "0"}


def test_a_name_is_used_once_and_the_lists_are_few(desk: At, world: World) -> None:
    liaison = desk("liaison")
    for number in range(MOST):
        assert liaison.post("/console/views", {"name": f"视图 {number}", "late": "true"}).status_code == 303
    assert liaison.post("/console/views", {"name": "再来一个", "late": "true"}).status_code == 409
    head = desk("station_head")
    head.post("/console/views", {"name": "晚了的", "late": "true"})
    again = head.post("/console/views", {"name": "晚了的", "taken": "true"}, **{"HX-Request": "true"})
    assert (again.status_code, "换个名字" in again.text) == (400, True)


def test_the_inbox_asks_the_same_questions_however_long_it_is(
    desk: At,
    world: World,
    statements: Callable[[], int],
) -> None:
    liaison = desk("liaison")
    for name in ("甲", "乙", "丙"):
        liaison.post("/console/views", {"name": name, "q": "路灯"})
    asked = []
    for more in (2, 38):
        letters(world, more)
        before = statements()
        page = liaison.page("/console/inbox")
        asked.append(statements() - before)
    assert len(listed(page)) == 40
    assert asked[0] == asked[1] <= 18
