"""代录: what somebody says at the counter is written down for them, and says so itself (O1)."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, text
from werkzeug.test import TestResponse

from server.accounts.models import Account
from server.core.db import db, transaction
from server.messages.models import Message
from tests import factories
from tests.console.desk import At
from tests.factories import World

SAID = {"content": "四号楼的电梯停了三天，老人下不了楼。", "how": "phone"}
PERSON = {"name": "陈小明", "phone": "138 1234 2046", "consent_record": True}


def take(world: World, who: str = "liaison", **fields: Any) -> TestResponse:
    return world.phone(who).post("/api/messages/walk-ins", SAID | fields, key=f"walk-{uuid4()}")


def author_of(message_id: str) -> Account:
    with transaction():
        message = db.session.get_one(Message, UUID(message_id))
        return db.session.get_one(Account, message.author_id)


def test_it_says_who_wrote_it_down_and_its_author_has_the_key(world: World) -> None:
    made = take(world).json
    assert made["is_taken_down"]
    assert made["visibility"] == "private"
    assert [(step["action"], step["by"]) for step in made["steps"]] == [("submit", "联络员 小林 代录")]
    look_up = made["look_up"]
    assert re.fullmatch(r"\d{8}", look_up["pin"])
    entered = world.client.post("/api/sessions", json=look_up).json
    seen = world.client.get(
        f"/api/messages/{made['id']}", headers={"Authorization": f"Bearer {entered['token']}"}
    ).json
    assert (seen["content"], seen["is_taken_down"]) == (SAID["content"], True)
    assert seen["look_up"] is None, "told once"


def test_who_wrote_it_down_goes_on_handling_it(world: World) -> None:
    path = f"/api/messages/{take(world).json['id']}"
    assert world.phone("liaison").post(f"{path}/accept", {}).status_code == 200
    assert (
        world.phone("liaison").post(f"{path}/reply", {"text": "修好了。", "result": "A"}).status_code == 200
    )
    assert world.phone("liaison").post(f"{path}/rate", {"reply": 3, "solved": True}).status_code == 403


def test_a_letter_of_ones_own_is_no_walk_in(world: World) -> None:
    assert world.submit().json["is_taken_down"] is False


def test_name_and_phone_are_kept_only_with_the_persons_word_and_sealed(world: World) -> None:
    refused = take(world, **(PERSON | {"consent_record": False}))
    assert (refused.status_code, list(refused.json["error"]["fields"])) == (400, ["consent_record"])
    author = author_of(take(world, **PERSON).json["id"])
    assert (author.name, author.phone, author.is_guest) == ("陈小明", "138 1234 2046", True)
    with transaction():
        kept = db.session.execute(text("select * from accounts where id = :id"), {"id": author.id}).one()
    assert "2046" not in str([bytes(v) if isinstance(v, memoryview) else v for v in kept])


def test_the_same_phone_at_the_same_station_is_the_same_person(world: World) -> None:
    first = take(world, **PERSON).json
    again = take(world, who="station_head", **(PERSON | {"phone": "13812342046"})).json
    assert author_of(first["id"]).id == author_of(again["id"]).id
    assert first["look_up"]["pin"] != again["look_up"]["pin"]


def test_another_name_on_the_same_phone_is_another_person(world: World) -> None:
    first = take(world, **PERSON).json
    other = take(world, **(PERSON | {"name": "陈阿婆"})).json
    assert author_of(first["id"]).id != author_of(other["id"]).id


def test_no_station_reaches_what_was_said_elsewhere_or_typed_in_by_oneself(world: World) -> None:
    """Whoever holds a PIN of somebody reads all their letters: a phone number alone must not lead to it."""
    world.phone("resident").put("/api/accounts/me", {"phone": "13812342046"})
    with transaction():
        other = factories.station("春江社区代表联络点", "330111001002")
    elsewhere = take(world, "street_npc", station_id=str(other.id), **PERSON).json
    here = take(world, **PERSON).json
    assert author_of(here["id"]).id not in (
        author_of(elsewhere["id"]).id,
        world.phone("resident").account_id,
    )


def test_a_street_says_which_station_and_only_one_of_its_own(world: World) -> None:
    assert list(take(world, "street_npc").json["error"]["fields"]) == ["station_id"]
    own = take(world, "street_npc", station_id=str(world.station.id))
    assert own.json["station"]["id"] == str(world.station.id)
    with transaction():
        foreign = factories.station("远处站", "320311001001")
    assert take(world, "street_npc", station_id=str(foreign.id)).status_code == 404
    assert take(world, "liaison", station_id=str(foreign.id)).json["station"]["id"] == str(world.station.id)


@pytest.mark.parametrize("who", ["deputy", "resident", "npc_staff", "npc_leader", "sys_admin"])
def test_nobody_else_takes_down(world: World, who: str) -> None:
    assert take(world, who).status_code == 403


def test_the_counter_fills_in_a_page_and_gets_a_slip(desk: At, world: World) -> None:
    liaison = desk("liaison")
    assert "代录一件" in liaison.page("/console/inbox")
    assert 'name="station_id"' not in liaison.page("/console/walk-in"), "fixed by the identity"
    assert 'name="station_id"' in desk("street_npc").page("/console/walk-in")
    slip = liaison.post("/console/walk-in", SAID | {"consent_share_identity": "on"})
    assert slip.status_code == 200
    with transaction():
        message = db.session.scalars(select(Message)).one()
    assert message.number in slip.text
    assert re.search(r"\d{4} \d{4}", slip.text)
    assert message.consent_share_identity
    page = liaison.page(f"/console/inbox?open={message.id}")
    assert page.count('chip line">代录') == 2, "in the list and over the letter"
    assert "联络员 小林记的，电话里说的" in page


def test_a_missing_word_is_told_beside_what_was_written(desk: At, world: World) -> None:
    answer = desk("liaison").post(
        "/console/walk-in", {"content": "电梯停了三天。", "name": "陈小明"}, **{"HX-Request": "true"}
    )
    assert answer.status_code == 400
    assert "同意吗" in answer.text
