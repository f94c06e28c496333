"""Put together, part, join, send on (O15, O26-O29): everybody gets the answer, and ten minutes undo it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from server.core import clock
from server.core.db import db, transaction
from server.messages.arranging_models import Arrangement
from server.messages.life import MessageStatus
from server.messages.models import Message
from server.stations.models import Station
from tests import factories
from tests.console.desk import At
from tests.factories import Phone, World
from tests.messages.path import drain

HX = {"HX-Request": "true"}


def letter(world: World, content: str = "楼下的路灯坏了三天。") -> tuple[Phone, dict[str, Any]]:
    with transaction():
        author = world.phones["somebody"] = factories.resident(world.client)
    return author, world.submit("somebody", content=content).json


def act(desk: At, who: str, letter: dict[str, Any], verb: str, **given: Any) -> TestResponse:
    return desk(who).post(f"/console/messages/{letter['id']}/{verb}", given, **HX)


def seen(phone: Phone, letter: dict[str, Any]) -> dict[str, Any]:
    answer: dict[str, Any] = phone.get(f"/api/messages/{letter['id']}").json
    return answer


def undo(desk: At, who: str, kind: str) -> TestResponse:
    with transaction():
        found = select(Arrangement.id).where(Arrangement.kind == kind, Arrangement.undone_at.is_(None))
        arrangement_id = db.session.scalars(found.order_by(Arrangement.id)).first()
    return desk(who).post(f"/console/arrangements/{arrangement_id}/undo", {}, **HX)


def told(phone: Phone) -> list[str]:
    drain()
    return [notice["kind"] for notice in phone.get("/api/notices").json["items"]]


def answer(world: World, main: dict[str, Any]) -> None:
    path = f"/api/messages/{main['id']}"
    assert world.phone("liaison").post(f"{path}/accept", {}).status_code == 200
    assert (
        world.phone("liaison").post(f"{path}/reply", {"text": "灯换好了。", "result": "A"}).status_code == 200
    )


def test_every_author_of_a_merged_letter_gets_the_answer_of_the_main_one(desk: At, world: World) -> None:
    (_, main), (second, two), (third, three) = (letter(world) for _ in range(3))
    assert act(desk, "street_npc", three, "merge", number=two["number"]).status_code == 303
    assert act(desk, "street_npc", two, "merge", number=main["number"]).status_code == 303
    assert "message.merged" in told(second)
    assert seen(second, two)["status"] == "merged"
    assert seen(third, three)["holder"] == f"{world.station.name} 联络员{world.station.liaison}"
    answer(world, main)
    for author, one in ((second, two), (third, three)):
        assert "message.replied" in told(author)
        assert seen(author, one)["reply"]["text"] == "灯换好了。", "merged at any depth"
        assert seen(author, one)["content"] == one["content"]
    drain()
    assert told(third).count("message.replied") == 1


def test_one_merged_into_an_answered_letter_is_told_at_once(desk: At, world: World) -> None:
    (_, main), (second, two) = letter(world), letter(world)
    answer(world, main)
    act(desk, "street_npc", two, "merge", number=main["number"])
    assert "message.replied" in told(second)


@pytest.mark.parametrize("state", ["submitted", "need_info", "accepted", "answered"])
def test_a_merge_is_undone_to_where_it_was(desk: At, world: World, state: str) -> None:
    (_, main), (author, one) = letter(world), letter(world)
    path, liaison = f"/api/messages/{one['id']}", world.phone("liaison")
    if state == "need_info":
        liaison.post(f"{path}/ask", {"text": "请写清是哪一幢。"})
    elif state != "submitted":
        liaison.post(f"{path}/accept", {})
    if state == "answered":
        liaison.post(f"{path}/reply", {"text": "在看。"})
    before = seen(author, one)
    act(desk, "npc_staff", one, "merge", number=main["number"])
    assert seen(author, one)["status"] == "merged"
    assert undo(desk, "npc_staff", "merge").status_code == 303
    after = seen(author, one)
    assert (after["status"], after["promised_on"]) == (state, before["promised_on"])
    assert "message.undone" in told(author)
    answer(world, main)
    assert (seen(author, one)["reply"] or {}).get("text") != "灯换好了。"


def test_a_merged_letter_goes_no_further_and_no_closed_one_is_a_main(desk: At, world: World) -> None:
    (author, one), (_, main) = letter(world), letter(world)
    assert act(desk, "street_npc", one, "merge", number=one["number"]).status_code == 400
    act(desk, "street_npc", one, "merge", number=main["number"])
    for verb in ("accept", "reply", "progress"):
        refused = world.phone("liaison").post(
            f"/api/messages/{one['id']}/{verb}", {"text": "好的。"} if verb != "accept" else {}
        )
        assert (refused.status_code, refused.json["error"]["code"]) == (409, "message.merged")
    assert author.post(f"/api/messages/{one['id']}/withdraw", {}).status_code == 409
    again = act(desk, "street_npc", main, "merge", number=one["number"])
    assert (again.status_code, "不能作主件" in again.text) == (400, True)


def test_what_a_unit_has_is_the_main_one(desk: At, world: World) -> None:
    (_, one), (author, other) = letter(world), letter(world)
    world.phone("liaison").post(f"/api/messages/{one['id']}/accept", {})
    with transaction():
        given = db.session.get_one(Message, UUID(one["id"]))
        given.status, given.unit_name = MessageStatus.ASSIGNED, "路灯所"
    refused = act(desk, "street_npc", one, "merge", number=other["number"])
    assert (refused.status_code, "已经交给路灯所了，请把它作主件" in refused.text) == (409, True)
    assert act(desk, "street_npc", other, "merge", number=one["number"]).status_code == 303
    assert seen(author, other)["holder"] == "路灯所"


def test_a_liaison_does_not_merge_and_nobody_merges_with_what_they_cannot_see(desk: At, world: World) -> None:
    (_, one), (_, main) = letter(world), letter(world)
    assert act(desk, "liaison", one, "merge", number=main["number"]).status_code == 403
    with transaction():
        elsewhere = factories.station("远处站", "320311001001")
    body = {"station_id": str(elsewhere.id), "content": "远处的一件事情。"}
    foreign = world.phone("neighbour").post("/api/messages", body, key="foreign-1").json
    for verb in ("merge", "link"):
        assert act(desk, "street_npc", one, verb, number=foreign["number"]).status_code == 404
    assert act(desk, "street_npc", foreign, "link", number=one["number"]).status_code == 404


def test_two_matters_in_one_letter_go_two_ways_and_come_back(desk: At, world: World) -> None:
    author, one = letter(world, "路灯坏了，垃圾桶也没人清。")
    assert act(desk, "liaison", one, "split", text="小区东门的垃圾桶没人清。").status_code == 303
    lines = author.get("/api/messages?box=mine").json["items"]
    (part,) = [line for line in lines if line["id"] != one["id"]]
    assert (part["summary"], part["status"]) == ("小区东门的垃圾桶没人清。", "submitted")
    assert "message.split" in told(author)
    assert f"从 {one['number']} 分出来的" in seen(author, part)["steps"][0]["text"]
    assert not seen(author, part)["is_taken_down"]
    assert undo(desk, "liaison", "split").status_code == 303
    assert (seen(author, part)["status"], seen(author, one)["status"]) == ("merged", "submitted")


def test_a_part_that_has_gone_on_does_not_come_back(desk: At, world: World) -> None:
    author, one = letter(world)
    act(desk, "liaison", one, "split", text="小区东门的垃圾桶没人清。")
    (part,) = [x for x in author.get("/api/messages?box=mine").json["items"] if x["id"] != one["id"]]
    world.phone("liaison").post(f"/api/messages/{part['id']}/accept", {})
    assert undo(desk, "liaison", "split").status_code == 409


def test_a_link_is_seen_from_both_ends_and_never_by_an_author(desk: At, world: World) -> None:
    (author, one), (_, other) = letter(world), letter(world)
    act(desk, "liaison", one, "link", number=other["number"])
    for here, there in ((one, other), (other, one)):
        page = desk("station_head").page(f"/console/messages/{here['id']}")
        assert re.search(rf"{there['number']}</a></th><td[^>]*>关联<", page)
    assert [step["action"] for step in seen(author, one)["steps"]] == ["submit"]
    undo(desk, "liaison", "link")
    assert "并案和关联" not in desk("station_head").page(f"/console/messages/{one['id']}")


@pytest.fixture
def sibling(world: World) -> Station:
    with transaction():
        return factories.station("江滨代表联络点", factories.VILLAGE)


def test_a_letter_goes_to_another_station_and_comes_back(desk: At, world: World, sibling: Station) -> None:
    author, one = letter(world)
    assert f'value="{sibling.id}"' in desk("liaison").page("/console/transfer/stations")
    given = {"station_id": str(sibling.id), "text": "这段路在江滨。"}
    assert act(desk, "liaison", one, "transfer", **given).status_code == 303
    there = seen(author, one)
    assert (there["station"]["name"], there["promised_on"]) == (sibling.name, one["promised_on"])
    assert there["steps"][-1]["text"] == f"转给{sibling.name}。这段路在江滨。"
    assert "message.transferred" in told(author)
    assert world.phone("liaison").get(f"/api/messages/{one['id']}").status_code == 404
    assert "刚才的 1 步可以撤销" in desk("liaison").page("/console/inbox")
    assert undo(desk, "station_head", "transfer").status_code == 404, "only by whoever did it"
    assert undo(desk, "liaison", "transfer").status_code == 303
    assert seen(author, one)["station"]["id"] == str(world.station.id)


def test_nothing_is_undone_late_twice_or_after_others_went_on(
    desk: At, world: World, sibling: Station
) -> None:
    given = {"station_id": str(sibling.id), "text": "这段路在江滨。"}
    _, one = letter(world)
    act(desk, "liaison", one, "transfer", **given)
    with clock.shifted(timedelta(minutes=11)):
        assert undo(desk, "liaison", "transfer").status_code == 409
        assert "可以撤销" not in desk("liaison").page("/console/inbox")
    world.phone("street_npc").post(f"/api/messages/{one['id']}/accept", {})
    assert undo(desk, "liaison", "transfer").status_code == 409
    _, two = letter(world)
    act(desk, "street_npc", two, "link", number=one["number"])
    assert undo(desk, "street_npc", "link").status_code == 303
    assert desk("street_npc").post("/console/arrangements/999999/undo", {}, **HX).status_code == 404


def test_a_letter_is_sent_on_within_the_township_and_before_a_unit_has_it(desk: At, world: World) -> None:
    _, one = letter(world)
    with transaction():
        other_town = factories.station("春江代表联络点", "330111002001")
    given = {"station_id": str(other_town.id), "text": "归春江管。"}
    refused = act(desk, "liaison", one, "transfer", **given)
    assert (refused.status_code, "请从列出来的站里选" in refused.text) == (400, True)
    answer(world, one)
    given["station_id"] = str(world.station.id)
    assert act(desk, "liaison", one, "transfer", **given).status_code == 400


def test_the_database_itself_keeps_one_main(desk: At, world: World) -> None:
    (_, one), (_, main) = letter(world), letter(world)
    act(desk, "street_npc", one, "merge", number=main["number"])
    with transaction():
        kept = db.session.scalars(select(Message.status).where(Message.id == UUID(one["id"]))).one()
    assert kept == "merged"
    assert act(desk, "street_npc", one, "merge", number=main["number"]).status_code == 409
