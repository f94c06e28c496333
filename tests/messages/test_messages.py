"""The message's path, rule by rule."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from server.core import clock
from server.core.audit import AuditEntry
from server.core.db import db, transaction
from server.core.permissions import Role
from server.gateways.wechat import QuietWeChat
from server.messages.jobs import conclude_unrated
from server.messages.life import WORKFLOW, MessageAction, MessageStatus
from server.messages.models import Message
from tests import factories
from tests.factories import World
from tests.messages.path import answered, drain


def test_liaison_and_head_of_the_station_find_it_in_their_inbox_and_others_do_not(world: World) -> None:
    number = world.submit().json["number"]
    for who in ("liaison", "station_head", "street_npc", "npc_staff"):
        box = world.phone(who).get("/api/messages?box=inbox").json
        assert [item["number"] for item in box["items"]] == [number], who
        assert box["counts"]["submitted"] == 1
    for who in ("neighbour", "deputy"):
        assert world.phone(who).get("/api/messages?box=inbox").json["items"] == [], who


def test_a_message_to_a_deputy_is_in_that_deputys_inbox(world: World) -> None:
    answer = world.submit(code=world.deputy_code.token)
    assert answer.json["deputy"]["name"] == world.deputy.name
    items = world.phone("deputy").get("/api/messages?box=inbox").json["items"]
    assert [item["id"] for item in items] == [answer.json["id"]]
    assert items[0]["waits_for_me"]


def test_a_deputy_of_another_station_cannot_be_addressed_here(world: World) -> None:
    with transaction():
        elsewhere = factories.deputy(factories.station("春江站", "330111002001"), "李远")
    answer = world.submit(deputy_id=str(elsewhere.id))
    assert (answer.status_code, answer.json["error"]["code"]) == (400, "message.deputy_elsewhere")


def test_a_reply_before_acceptance_is_refused(world: World) -> None:
    message_id = world.submit().json["id"]
    answer = world.phone("liaison").post(f"/api/messages/{message_id}/reply", {"text": "好的。"})
    assert (answer.status_code, answer.json["error"]["code"]) == (409, "message.not_accepted")


def test_acceptance_sets_the_promised_date_anew_and_names_who_has_it(world: World) -> None:
    before = world.submit().json
    after = world.phone("liaison").post(f"/api/messages/{before['id']}/accept", {}).json
    assert after["promised_on"] > before["promised_on"]
    assert after["holder"] == "联络员 小林"
    assert after["actions"] == ["reply", "progress", "hand_up", "forward"]


def test_every_pair_outside_the_table_is_refused() -> None:
    from server.core.errors import Conflict

    for status in MessageStatus:
        for action in MessageAction:
            if (status, action) not in WORKFLOW.table:
                with pytest.raises(Conflict):
                    WORKFLOW.after(status, action)


def test_the_database_refuses_a_state_without_its_date(world: World) -> None:
    from sqlalchemy.exc import IntegrityError

    message_id = world.submit().json["id"]
    with pytest.raises(IntegrityError), transaction():
        db.session.get_one(Message, message_id).status = MessageStatus.CONCLUDED


def test_satisfied_concludes_and_may_be_changed_once(world: World) -> None:
    path = f"/api/messages/{answered(world)}/rate"
    phone = world.phone("resident")
    assert phone.post(path, {"reply": 3, "solved": True}).json["status"] == "concluded"
    assert phone.post(path, {"reply": 2, "solved": False}).json["rating"]["may_change"] is False
    again = phone.post(path, {"reply": 3, "solved": True})
    assert (again.status_code, again.json["error"]["code"]) == (409, "message.rating_final")


def test_unsatisfied_never_concludes_and_calls_the_station(world: World) -> None:
    message_id = answered(world)
    answer = world.phone("resident").post(
        f"/api/messages/{message_id}/rate", {"reply": 1, "solved": False, "text": "灯第二天又灭了"}
    )
    assert answer.json["status"] == "reworking"
    drain()
    kinds = [n["kind"] for n in world.phone("liaison").get("/api/notices").json["items"]]
    assert "message.unsatisfied" in kinds


def test_an_unsatisfied_author_is_answered_again_and_judges_anew(world: World, wechat: QuietWeChat) -> None:
    message_id = answered(world)
    path = f"/api/messages/{message_id}"
    world.phone("resident").post(f"{path}/rate", {"reply": 1, "solved": False})
    again = world.phone("liaison").post(f"{path}/reply", {"text": "又换了一个，今晚我去看。"})
    assert (again.json["status"], again.json["rating"]) == ("answered", None)
    drain()
    kinds = [n["kind"] for n in world.phone("resident").get("/api/notices").json["items"]]
    assert kinds.count("message.replied") == 2
    assert (
        world.phone("resident").post(f"{path}/rate", {"reply": 3, "solved": True}).json["status"]
        == "concluded"
    )


def test_a_second_reply_that_nobody_asked_for_is_refused(world: World) -> None:
    answer = world.phone("liaison").post(f"/api/messages/{answered(world)}/reply", {"text": "再说一句。"})
    assert (answer.status_code, answer.json["error"]["code"]) == (409, "message.already_answered")


def test_nobody_accepts_or_answers_their_own_letter(world: World) -> None:
    message_id = world.submit("deputy", code=world.deputy_code.token).json["id"]
    for verb, body in (("accept", {}), ("reply", {"text": "我自己答复。"})):
        answer = world.phone("deputy").post(f"/api/messages/{message_id}/{verb}", body)
        assert (answer.status_code, answer.json["error"]["code"]) == (403, "message.own")


def test_only_the_author_rates(world: World) -> None:
    message_id = answered(world)
    rating = {"reply": 3, "solved": True}
    assert world.phone("neighbour").post(f"/api/messages/{message_id}/rate", rating).status_code == 404
    assert world.phone("liaison").post(f"/api/messages/{message_id}/rate", rating).status_code == 403


def test_fifteen_unrated_days_conclude_without_a_rating(world: World) -> None:
    message_id = answered(world)
    with clock.shifted(timedelta(days=14)):
        conclude_unrated()
    with transaction():
        assert db.session.get_one(Message, message_id).status is MessageStatus.ANSWERED
    with clock.shifted(timedelta(days=16)):
        conclude_unrated()
    case = world.phone("resident").get(f"/api/messages/{message_id}").json
    assert (case["status"], case["rating"]) == ("concluded", None)


def test_an_unsatisfied_case_does_not_lapse(world: World) -> None:
    message_id = answered(world)
    world.phone("resident").post(f"/api/messages/{message_id}/rate", {"reply": 1, "solved": False})
    with clock.shifted(timedelta(days=40)):
        conclude_unrated()
    assert world.phone("resident").get(f"/api/messages/{message_id}").json["status"] == "reworking"


def test_staff_see_the_author_masked_and_every_opening_is_shown_to_the_author(world: World) -> None:
    world.phone("resident").put("/api/accounts/me", {"name": "陈小明", "phone": "13812342046"})
    message_id = world.submit().json["id"]
    seen = world.phone("liaison").get(f"/api/messages/{message_id}").json
    assert seen["author"] == {"name": "陈**", "phone": "138****2046"}
    opened = world.phone("liaison").post(f"/api/messages/{message_id}/identity", {"reason": "回电话问位置"})
    assert opened.json == {"name": "陈小明", "phone": "13812342046"}
    reads = world.phone("resident").get(f"/api/messages/{message_id}").json["identity_reads"]
    assert [(read["by"], read["reason"]) for read in reads] == [("联络员 小林", "回电话问位置")]
    with transaction():
        entries = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "identity.read")).all()
    assert [(entry.role, entry.reason) for entry in entries] == [(Role.LIAISON.value, "回电话问位置")]


def test_a_deputy_sees_no_trace_of_the_author(world: World) -> None:
    world.phone("resident").put("/api/accounts/me", {"name": "陈小明", "phone": "13812342046"})
    message_id = world.submit(code=world.deputy_code.token).json["id"]
    seen = world.phone("deputy").get(f"/api/messages/{message_id}")
    assert seen.json["author"] is None
    assert "陈" not in seen.get_data(as_text=True)
