"""Several letters at once: each by its own rules, and nothing half silent."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from server.core.db import db, transaction
from server.messages.aside_models import Note
from server.messages.models import Message
from tests import factories
from tests.console.desk import At
from tests.factories import World


def letters(world: World, count: int) -> list[str]:
    """Of several people, because one does not write that often."""
    made = []
    for number in range(count):
        with transaction():
            world.phones["somebody"] = factories.resident(world.client)
        content = f"第 {number} 件：楼下的路灯坏了三天。"
        made.append(world.submit("somebody", content=content).json["id"])
    return made


def step(at: At, who: str, verb: str, ids: list[str], **fields: Any) -> TestResponse:
    given = {"verb": verb, "ids": ids, "view": "submitted"} | fields
    return at(who).post("/console/messages/bulk", given, **{"HX-Request": "true", "HX-Target": "desk"})


def state(world: World, message_id: str) -> str:
    status: str = world.phone("liaison").get(f"/api/messages/{message_id}").json["status"]
    return status


def test_chosen_letters_are_accepted_and_leave_the_list(desk: At, world: World) -> None:
    ids = letters(world, 4)
    answer = step(desk, "liaison", "accept", ids[:3])
    assert answer.status_code == 200
    assert "3 件受理了" in answer.text
    assert re.findall(r'data-item="([^"]+)"', answer.text) == ids[3:]
    assert [state(world, one) for one in ids] == ["accepted"] * 3 + ["submitted"]


def test_what_one_refuses_leaves_the_others_done_and_is_told_by_number(desk: At, world: World) -> None:
    first, second, third = letters(world, 3)
    number = world.phone("liaison").post(f"/api/messages/{second}/accept", {}).json["number"]
    answer = step(desk, "station_head", "accept", [first, second, third])
    assert "2 件受理了，1 件没有办成" in answer.text
    assert re.search(rf"{number}</a>：这件事已经收下了", answer.text)
    assert [state(world, one) for one in (first, third)] == ["accepted", "accepted"]


def test_a_note_is_written_to_each_and_asking_sends_one_text_to_all(desk: At, world: World) -> None:
    ids = letters(world, 2)
    step(desk, "liaison", "note", ids, note_text="和网格员约好了，下午一起去看。")
    with transaction():
        assert {str(note.message_id) for note in db.session.scalars(select(Note))} == set(ids)
    step(desk, "liaison", "ask", ids, ask_text="请写清是哪一幢，什么时候开始的。")
    needs = [world.phone("liaison").get(f"/api/messages/{one}").json["need"]["text"] for one in ids]
    assert needs == ["请写清是哪一幢，什么时候开始的。"] * 2


@pytest.mark.parametrize("verb", ["note", "ask"])
def test_without_a_text_nothing_happens_to_any(desk: At, world: World, verb: str) -> None:
    ids = letters(world, 2)
    answer = step(desk, "liaison", verb, ids)
    assert (answer.status_code, "选中的都没有动" in answer.text) == (400, True)
    assert [state(world, one) for one in ids] == ["submitted"] * 2


def test_a_foreign_letter_among_them_looks_like_none(desk: At, world: World) -> None:
    (own,) = letters(world, 1)
    with transaction():
        elsewhere = factories.station("春江社区代表联络点", "330111002001")
    body = {"station_id": str(elsewhere.id), "content": "春江的路灯坏了三天。"}
    foreign = world.phone("resident").post("/api/messages", body, key="foreign-1").json
    answer = step(desk, "liaison", "accept", [foreign["id"], own])
    assert "1 件受理了，1 件没有办成" in answer.text
    assert foreign["number"] not in answer.text
    with transaction():
        kept = db.session.scalars(select(Message.status).where(Message.number == foreign["number"])).one()
    assert kept == "submitted"


def test_a_deputy_accepts_but_asks_and_notes_nothing(desk: At, world: World) -> None:
    message_id = world.submit(deputy_id=str(world.deputy.id)).json["id"]
    assert "bulk-ask" not in desk("deputy").page("/console/inbox")
    assert step(desk, "deputy", "ask", [message_id], ask_text="请写清是哪一幢。").status_code == 403
    assert "1 件受理了" in step(desk, "deputy", "accept", [message_id]).text


def test_a_leader_is_offered_no_boxes(desk: At, world: World) -> None:
    letters(world, 1)
    assert 'name="ids"' in desk("liaison").page("/console/inbox")
    assert 'name="ids"' not in desk("npc_leader").page("/console/inbox")


def test_several_are_sent_to_another_station_with_one_reason(desk: At, world: World) -> None:
    ids = letters(world, 2)
    with transaction():
        sibling = factories.station("江滨代表联络点", factories.VILLAGE)
    given = {"transfer_text": "这段路在江滨。"}
    missing = step(desk, "liaison", "transfer", ids, **given)
    assert (missing.status_code, "请选转给哪个站" in missing.text) == (400, True)
    answer = step(desk, "liaison", "transfer", ids, station_id=str(sibling.id), **given)
    assert "2 件转过去了" in answer.text
    assert "刚才的 2 步可以撤销" in answer.text
    with transaction():
        assert set(db.session.scalars(select(Message.station_id))) == {sibling.id}


def test_several_are_merged_into_the_oldest(desk: At, world: World) -> None:
    ids = letters(world, 3)
    assert step(desk, "liaison", "merge", ids).status_code == 403
    assert step(desk, "npc_staff", "accept", ids).status_code == 403
    assert step(desk, "npc_staff", "merge", ids[:1]).status_code == 400
    answer = step(desk, "npc_staff", "merge", [ids[2], ids[0], ids[1]])
    assert "2 件并到一起了" in answer.text
    assert [state(world, one) for one in ids] == ["submitted", "merged", "merged"]
