"""A letter goes on to another deputy of its station, by the deputy or on their behalf (O30)."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import update

from server.accounts.service import start_session
from server.core.db import db, transaction
from server.deputies.service import account_for
from server.messages.models import Message
from tests import factories
from tests.factories import Phone, World
from tests.messages.test_handing import titles

TEXT = "李红代表懂路灯，他更快。"


@pytest.fixture
def colleague(world: World) -> UUID:
    """Another deputy of the station, who knows about street lamps, with a phone."""
    with transaction():
        made = factories.deputy(world.station, "李红", specialties=["照明"])
        account = account_for(made)
        world.phones["colleague"] = Phone(world.client, start_session(account).token, account.id)
        return made.id


def accepted(world: World) -> str:
    path = f"/api/messages/{world.submit(code=world.deputy_code.token).json['id']}"
    world.phone("liaison").post(f"{path}/accept", {"kind": "consult"})
    return path


def give(world: World, path: str, who: str, deputy_id: Any, text: str = TEXT) -> Any:
    return world.phone(who).post(f"{path}/forward", {"deputy_id": str(deputy_id), "text": text})


def test_a_deputy_gives_a_letter_to_a_colleague_and_its_author_reads_who_has_it_and_why(
    world: World, colleague: UUID
) -> None:
    path = accepted(world)
    promised = world.phone("resident").get(path).json["promised_on"]
    offered = world.phone("deputy").get(f"{path}/deputies").json["items"]
    assert [(one["name"], one["because"]) for one in offered] == [("李红", ["照明"])]
    assert give(world, path, "deputy", colleague).status_code == 200
    seen = world.phone("resident").get(path).json
    assert (seen["holder"], seen["status"], seen["promised_on"]) == ("李红代表", "accepted", promised)
    assert (seen["steps"][-1]["action"], seen["steps"][-1]["text"]) == ("forward", f"转给李红代表。{TEXT}")
    assert world.phone("deputy").get(path).status_code == 404
    assert "您写的信，转给了另一位代表" in titles(world, "resident")
    assert "转来一封信" in titles(world, "colleague")
    assert "一封信转给了别的代表" in titles(world, "liaison")
    assert "一封信转给了别的代表" not in titles(world, "deputy")
    assert world.phone("colleague").post(f"{path}/reply", {"text": "明天来修。"}).status_code == 200
    assert "forward" not in world.phone("station_head").get(path).json["actions"]
    late = give(world, path, "station_head", world.deputy.id)
    assert (late.status_code, late.json["error"]["code"]) == (409, "message.already_answered")


def test_the_head_does_it_on_behalf_and_the_deputy_who_had_it_learns_so(
    world: World, colleague: UUID
) -> None:
    path = accepted(world)
    assert "forward" in world.phone("station_head").get(path).json["actions"]
    assert give(world, path, "station_head", colleague).json["deputy"]["name"] == "李红"
    assert "一封信转给了别的代表" in titles(world, "deputy")


def test_only_a_deputy_of_the_station_who_does_not_have_it(world: World, colleague: UUID) -> None:
    path = accepted(world)
    with transaction():
        there = factories.deputy(factories.station("别处站", "330111002001"), "赵远")
    refused = give(world, path, "deputy", there.id)
    assert (refused.status_code, refused.json["error"]["fields"]) == (
        400,
        {"deputy_id": "请从本站现在的代表里选一位"},
    )
    assert give(world, path, "deputy", uuid4()).status_code == 400
    assert give(world, path, "deputy", world.deputy.id).json["error"]["code"] == "message.has_it"
    assert set(give(world, path, "deputy", colleague, "快").json["error"]["fields"]) == {"text"}
    assert give(world, path, "npc_staff", colleague).status_code == 403


def test_nobody_is_given_their_own_letter_and_what_went_up_is_the_townships(
    world: World, colleague: UUID
) -> None:
    path, message_id = (own := accepted(world)), own.rpartition("/")[2]
    author = world.phone("colleague").account_id
    for values, who, code in (
        ({"author_id": author}, "deputy", "message.unfit_deputy"),
        ({"author_id": world.phone("resident").account_id, "raised_at": Message.created_at}, "deputy", None),
    ):
        with transaction():
            db.session.execute(update(Message).where(Message.id == UUID(message_id)).values(**values))
        refused = give(world, path, who, colleague)
        assert refused.json["error"]["code"] == (code or "message.not_forwarded")
    assert "forward" not in world.phone("deputy").get(path).json["actions"]
    assert give(world, path, "street_npc", colleague).status_code == 200
