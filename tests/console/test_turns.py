"""The console's buttons of a letter's path: ask for more, refuse, decide, tell how it stands, note."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from server.core import clock
from tests.console.desk import Desk
from tests.console.test_inbox import accepted, listed, opened, send
from tests.factories import World

At = Callable[[str], Desk]
ELSEWHERE = {"reason": "J5", "text": "这条路归春江街道，请找那边的联络站。"}


def test_asking_opens_the_next_and_the_letter_waits_with_a_still_lamp(desk: At, world: World) -> None:
    with clock.shifted(-timedelta(hours=1)):
        first = send(world)
    second = send(world)
    liaison = desk("liaison")
    answer = liaison.post(f"/console/messages/{first}/ask", {"text": "请写清是哪一幢。"})
    assert (answer.status_code, f"open={second}" in answer.location) == (303, True)
    page = liaison.page("/console/inbox?view=need_info")
    assert listed(page) == [first]
    assert "停着，等来信人补充" in page
    assert "请写清是哪一幢。" in page


def test_what_waited_too_long_lies_among_the_withdrawn_at_once(desk: At, world: World) -> None:
    message_id = send(world)
    desk("liaison").post(f"/console/messages/{message_id}/ask", {"text": "请写清是哪一幢。"})
    with clock.shifted(timedelta(days=8)):
        liaison = desk("liaison")
        assert listed(liaison.page("/console/inbox?view=need_info")) == []
        page = liaison.page("/console/inbox?view=withdrawn")
        assert (listed(page), "接着办" in page) == ([message_id], True)
        assert liaison.post(f"/console/messages/{message_id}/restore", {}).status_code == 303
        assert listed(liaison.page("/console/inbox")) == [message_id]


def test_a_proposal_waits_in_the_heads_list_and_is_decided_there(desk: At, world: World) -> None:
    message_id = send(world)
    said = desk("liaison").post(f"/console/messages/{message_id}/reject", ELSEWHERE)
    assert "批了才告诉来信人" in desk("liaison").page(said.location) or said.status_code == 303
    head = desk("station_head")
    page = head.page("/console/inbox?view=proposed")
    assert (listed(page), opened(page)) == ([message_id], message_id)
    assert "同意，告诉来信人" in page
    assert "同意，告诉来信人" not in desk("liaison").page("/console/inbox?view=proposed")
    assert head.post(f"/console/messages/{message_id}/reject/approve", {}).status_code == 303
    assert listed(head.page("/console/inbox?view=proposed")) == []
    assert "他可以申诉一次" in head.page(f"/console/messages/{message_id}")


def test_what_a_head_sends_back_is_read_by_who_proposed_it(desk: At, world: World) -> None:
    message_id = send(world)
    desk("liaison").post(f"/console/messages/{message_id}/reject", ELSEWHERE)
    given = {"text": "这一段归我们管。"}
    assert (
        desk("street_npc").post(f"/console/messages/{message_id}/reject/send-back", given).status_code == 303
    )
    page = desk("liaison").page(f"/console/messages/{message_id}")
    assert "退回来了" in page
    assert "这一段归我们管。" in page


def test_a_danger_cannot_even_be_chosen(desk: At, world: World) -> None:
    message_id = send(world)
    page = desk("liaison").page(f"/console/messages/{message_id}")
    assert 'value="J6"' in page
    assert 'value="J7"' not in page


@pytest.mark.parametrize("back", ["inbox", "case"])
def test_progress_and_notes_stay_on_the_letter(desk: At, world: World, back: str) -> None:
    message_id = accepted(world)
    place = {"back": back, "view": "accepted"}
    liaison = desk("liaison")
    told = liaison.post(f"/console/messages/{message_id}/progress", place | {"text": "灯具周五到货。"})
    noted = liaison.post(f"/console/messages/{message_id}/notes", place | {"text": "物业经理姓吴。"})
    for answer in (told, noted):
        assert opened(liaison.page(answer.location)) == message_id
    page = liaison.page(told.location)
    assert "灯具周五到货。" in page
    assert "物业经理姓吴。" in page


@pytest.mark.parametrize("who", ["deputy", "npc_leader", "npc_staff"])
def test_notes_and_proposals_are_for_the_station_and_the_township_alone(
    desk: At, world: World, who: str
) -> None:
    message_id = send(world, code=world.deputy_code.token)
    desk("liaison").post(f"/console/messages/{message_id}/notes", {"text": "物业经理姓吴。"})
    desk("liaison").post(f"/console/messages/{message_id}/reject", ELSEWHERE)
    page = desk(who).page(f"/console/messages/{message_id}")
    assert "物业经理姓吴。" not in page
    assert ELSEWHERE["text"] not in page
    assert 'commandfor="ask-' not in page
    assert listed(desk(who).page("/console/inbox?view=proposed")) == []


@pytest.mark.parametrize(
    ("verb", "given"),
    [
        ("ask", {"text": "几幢"}),
        ("reject", {"reason": "J5", "text": "找别人"}),
        ("reject", {"reason": "J0", "text": ELSEWHERE["text"]}),
        ("progress", {"text": "…"}),
        ("notes", {}),
    ],
)
def test_bad_input_is_told_and_nothing_happens(
    desk: At, world: World, verb: str, given: dict[str, str]
) -> None:
    message_id = send(world)
    answer = desk("liaison").post(f"/console/messages/{message_id}/{verb}", given, **{"HX-Request": "true"})
    assert answer.status_code == 400
    assert '<div id="fault"' in answer.text
    assert len(world.phone("resident").get(f"/api/messages/{message_id}").json["steps"]) == 1
