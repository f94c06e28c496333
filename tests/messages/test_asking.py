"""What is missing is asked for: time stands still, seven days, and nothing is lost (O4, O16, O18)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import IntegrityError

from server.core import clock, workdays
from server.core.db import db, transaction
from server.gateways.wechat import QuietWeChat
from server.messages.life import MessageStatus
from server.messages.models import Message
from server.messages.news import shelve_unanswered
from tests import factories
from tests.factories import World
from tests.messages.path import answered, drain
from tests.notifications.platform import TEMPLATES

FRIDAY = datetime(2026, 11, 20, 10, 0, tzinfo=clock.ZONE)
QUESTION = {"text": "请写清是哪一幢，什么时候开始的。"}
ANSWER = {"text": "三幢，上周三开始的。"}


def asked(world: World, who: str = "liaison", **fields: Any) -> str:
    path = f"/api/messages/{world.submit(**fields).json['id']}"
    answer = world.phone(who).post(f"{path}/ask", QUESTION)
    assert answer.status_code == 200, answer.text
    return path


def kinds(world: World, who: str) -> list[str]:
    return [notice["kind"] for notice in world.phone(who).get("/api/notices").json["items"]]


def test_the_story_of_a_letter_that_needed_more(world: World) -> None:
    path = asked(world)
    author, liaison = world.phone("resident"), world.phone("liaison")
    drain()
    assert "message.info_asked" in kinds(world, "resident")
    seen = author.get(path).json
    assert (seen["status"], seen["holder"], seen["need"]["text"]) == ("need_info", "来信人", QUESTION["text"])
    assert seen["need"]["until"] == (clock.today() + timedelta(days=7)).isoformat()
    assert {"supplement", "withdraw"} <= set(seen["actions"])
    (line,) = author.get("/api/messages?box=mine").json["items"]
    assert (line["waits_for_me"], line["answer_by"]) == (True, seen["need"]["until"])
    assert author.post(f"{path}/supplement", ANSWER).json["status"] == "submitted"
    drain()
    assert "message.supplemented" in kinds(world, "liaison")
    liaison.post(f"{path}/accept", {})
    done = liaison.post(f"{path}/reply", {"text": "换好了。", "result": "A"}).json
    assert [step["action"] for step in done["steps"]] == ["submit", "ask", "supplement", "accept", "reply"]
    assert author.post(f"{path}/rate", {"reply": 3, "solved": True}).json["status"] == "concluded"


def test_the_promised_day_moves_by_the_working_days_spent_waiting(world: World) -> None:
    """Friday asked, Wednesday answered: three working days, and the one that was left is still left."""
    with clock.frozen(FRIDAY):
        path = asked(world)
    with clock.frozen(FRIDAY + timedelta(days=5)):
        after = world.phone("resident").post(f"{path}/supplement", ANSWER).json
    assert after["promised_on"] == "2026-11-26"


def test_who_was_late_before_is_as_late_afterwards(world: World) -> None:
    with clock.frozen(FRIDAY):
        message_id = world.submit().json["id"]
    path = f"/api/messages/{message_id}"
    with clock.frozen(FRIDAY + timedelta(days=5)):  # two working days late
        assert world.phone("liaison").get(path).json["is_overdue"]
        paused = world.phone("liaison").post(f"{path}/ask", QUESTION).json
        assert not paused["is_overdue"], "time stands still"
    with clock.frozen(FRIDAY + timedelta(days=7)):
        after = world.phone("resident").post(f"{path}/supplement", ANSWER).json
        assert after["is_overdue"]
        assert workdays.between(date.fromisoformat(after["promised_on"]), clock.today()) == 2


def test_time_stands_still_across_national_day(world: World) -> None:
    before = datetime(2026, 9, 29, 10, 0, tzinfo=clock.ZONE)
    with clock.frozen(before):
        path = asked(world)
        promised = date.fromisoformat(world.phone("resident").get(path).json["promised_on"])
    after = before + timedelta(days=6)
    with clock.frozen(after):
        moved = world.phone("resident").post(f"{path}/supplement", ANSWER).json["promised_on"]
    waited = workdays.between(before.date(), after.date())
    assert date.fromisoformat(moved) == workdays.after(promised, waited)


def test_the_seventh_day_still_counts_and_the_eighth_does_not_whatever_the_timetable_did(
    world: World,
) -> None:
    path = asked(world)
    author, liaison = world.phone("resident"), world.phone("liaison")
    with clock.shifted(timedelta(days=7)):
        shelve_unanswered()
        assert author.get(path).json["status"] == "need_info"
    with clock.shifted(timedelta(days=8)):
        assert author.get(path).json["status"] == "withdrawn", "nobody has come by yet"
        box = liaison.get("/api/messages?box=inbox").json
        assert (box["counts"]["need_info"], box["counts"]["withdrawn"]) == (0, 1)
        assert liaison.get("/api/messages?box=inbox&status=need_info").json["items"] == []
        assert len(liaison.get("/api/messages?box=inbox&status=withdrawn").json["items"]) == 1
        late = author.post(f"{path}/supplement", ANSWER)
        assert (late.status_code, late.json["error"]["code"]) == (409, "message.shelved")
        shelve_unanswered()
        assert author.get(path).json["status"] == "withdrawn"
        drain()
        assert kinds(world, "resident").count("message.shelved") == 1


@pytest.mark.parametrize("who", ["resident", "liaison"])
@pytest.mark.parametrize("swept", [True, False])
def test_what_was_put_away_goes_on_for_its_author_or_the_station(world: World, who: str, swept: bool) -> None:
    path = asked(world)
    with clock.shifted(timedelta(days=10)):
        if swept:
            shelve_unanswered()
        assert "restore" in world.phone(who).get(path).json["actions"]
        again = world.phone(who).post(f"{path}/restore", ANSWER).json
        assert (again["status"], again["need"], again["is_overdue"]) == ("submitted", None, False)
        drain()
        told = "liaison" if who == "resident" else "resident"
        assert "message.restored" in kinds(world, told)
        other = world.phone(who).post(f"{path}/restore", {})
        assert (other.status_code, other.json["error"]["code"]) == (409, "message.not_shelved")


def test_a_guest_answers_with_number_and_pin(world: World, client: FlaskClient) -> None:
    guest = factories.Phone(client, client.post("/api/sessions", json={"guest": True}).json["token"], uuid4())
    body = {"code": world.station_code.token, "content": "不用微信，也想反映一件事。"}
    sent = guest.post("/api/messages", body, key="guest-ask-1").json
    world.phone("liaison").post(f"/api/messages/{sent['id']}/ask", QUESTION)
    back = factories.Phone(client, client.post("/api/sessions", json=sent["look_up"]).json["token"], uuid4())
    assert back.post(f"/api/messages/{sent['id']}/supplement", ANSWER).json["status"] == "submitted"


def test_the_station_writes_down_what_was_said_by_phone_and_the_author_is_told(world: World) -> None:
    path = asked(world)
    after = world.phone("liaison").post(f"{path}/supplement", {"text": "电话里说是三幢。"}).json
    assert after["steps"][-1]["by"] == "联络员 小林"
    drain()
    assert "message.supplemented" in kinds(world, "resident")


@pytest.mark.parametrize("who", ["deputy", "npc_staff", "npc_leader", "neighbour", "handler", "sys_admin"])
def test_only_the_station_and_the_township_ask(world: World, who: str) -> None:
    path = f"/api/messages/{world.submit(code=world.deputy_code.token).json['id']}"
    assert world.phone(who).post(f"{path}/ask", QUESTION).status_code in (403, 404)


@pytest.mark.parametrize("who", ["npc_leader", "npc_staff", "deputy"])
def test_only_author_and_station_supplement_or_restore(world: World, who: str) -> None:
    path = asked(world, code=world.deputy_code.token)
    for verb in ("supplement", "restore"):
        answer = world.phone(who).post(f"{path}/{verb}", ANSWER)
        assert (answer.status_code, answer.json["error"]["code"]) == (403, "message.not_yours")


@pytest.mark.parametrize(
    "body",
    [{}, {"text": "？？"}, {"text": "几幢"}, {"text": "长" * 501}, {"text": "请写清楚一点。", "until": "x"}],
)
def test_a_bad_question_is_told_and_nothing_happens(world: World, body: dict[str, str]) -> None:
    path = f"/api/messages/{world.submit().json['id']}"
    assert world.phone("liaison").post(f"{path}/ask", body).status_code == 400
    assert world.phone("liaison").get(path).json["status"] == "submitted"


def test_nothing_is_accepted_or_answered_while_the_author_is_awaited(world: World) -> None:
    path = asked(world)
    for verb, body in (("accept", {}), ("reply", {"text": "好的。"}), ("ask", QUESTION)):
        answer = world.phone("liaison").post(f"{path}/{verb}", body)
        assert (answer.status_code, answer.json["error"]["code"]) == (409, "message.waits_for_author"), verb


def test_what_nobody_asked_for_is_not_taken(world: World) -> None:
    path = f"/api/messages/{world.submit().json['id']}"
    answer = world.phone("resident").post(f"{path}/supplement", ANSWER)
    assert (answer.status_code, answer.json["error"]["code"]) == (409, "message.nothing_asked")


@pytest.mark.parametrize("state", ["submitted", "need_info", "accepted"])
def test_the_author_takes_a_letter_back_and_the_station_hears_of_it(world: World, state: str) -> None:
    path = asked(world) if state == "need_info" else f"/api/messages/{world.submit().json['id']}"
    if state == "accepted":
        world.phone("liaison").post(f"{path}/accept", {})
    after = world.phone("resident").post(f"{path}/withdraw", {"reason": "邻居已经修好了"}).json
    assert (after["status"], after["holder"], after["need"]) == ("withdrawn", "", None)
    assert "restore" not in after["actions"]
    drain()
    assert "message.withdrawn" in kinds(world, "liaison")
    again = world.phone("liaison").post(f"{path}/restore", {})
    assert (again.status_code, again.json["error"]["code"]) == (409, "message.taken_back")
    assert world.phone("liaison").post(f"{path}/reply", {"text": "好的。"}).status_code == 409


def test_an_answered_letter_is_not_taken_back(world: World) -> None:
    answer = world.phone("resident").post(f"/api/messages/{answered(world)}/withdraw", {})
    assert (answer.status_code, answer.json["error"]["code"]) == (409, "message.already_answered")


def test_nobody_takes_back_another_persons_letter(world: World) -> None:
    path = f"/api/messages/{world.submit(code=world.deputy_code.token).json['id']}"
    assert world.phone("neighbour").post(f"{path}/withdraw", {}).status_code == 404
    assert world.phone("deputy").post(f"{path}/withdraw", {}).status_code == 403
    assert world.phone("liaison").post(f"{path}/withdraw", {}).status_code == 403


def test_news_is_pushed_by_the_template_of_progress_and_names_nobody(
    app: Flask, world: World, wechat: QuietWeChat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "TEMPLATES", TEMPLATES)
    path = asked(world)
    world.phone("resident").post(f"{path}/supplement", ANSWER)
    world.phone("liaison").post(f"{path}/progress", {"text": "正在问物业。"})
    refusal = {"reason": "J5", "text": "这条路归春江街道，请找那边的联络站。"}
    world.phone("station_head").post(f"{path}/reject", refusal)
    drain()
    number = world.phone("resident").get(path).json["number"]
    assert [push.data["phrase2"] for push in wechat.sent] == ["请您补充", "有新进展", "告诉去处"]
    for push in wechat.sent:
        assert push.template_id == TEMPLATES["progress"]
        assert push.data["thing1"] == f"您反映的事 {number}"
        assert not any(words in str(push.data) for words in (QUESTION["text"], "物业", "春江", "小林"))


def test_how_it_stands_is_told_and_ends_nothing(world: World) -> None:
    path = f"/api/messages/{answered(world)}"
    before = world.phone("resident").get(path).json
    after = world.phone("liaison").post(f"{path}/progress", {"text": "灯具周五到货。"}).json
    same = ("status", "promised_on", "rating", "reply")
    assert [after[key] for key in same] == [before[key] for key in same]
    drain()
    assert kinds(world, "resident").count("message.progressed") == 1
    assert "灯具周五到货。" in [step["text"] for step in world.phone("resident").get(path).json["steps"]]


def test_the_same_words_sent_twice_are_said_once(world: World) -> None:
    path = f"/api/messages/{world.submit().json['id']}"
    for _ in range(2):
        answer = world.phone("liaison").post(f"{path}/progress", {"text": "正在问物业。"})
        assert answer.status_code == 200
    assert [step["action"] for step in answer.json["steps"]] == ["submit", "progress"]


@pytest.mark.parametrize(
    "change",
    [
        {"status": MessageStatus.NEED_INFO},
        {"status": MessageStatus.REJECTED},
        {"status": MessageStatus.WITHDRAWN},
        {"awaited_until": date(2026, 12, 1)},
        {"awaited_since": date(2026, 12, 1), "awaited_until": date(2026, 12, 8)},
        {"rejected_at": FRIDAY},
        {"withdrawn_at": FRIDAY},
        {"status": MessageStatus.REJECTED, "rejected_at": FRIDAY, "accepted_at": FRIDAY},
    ],
)
def test_the_database_refuses_a_state_that_does_not_fit_its_days(
    world: World, change: dict[str, Any]
) -> None:
    message_id = world.submit().json["id"]
    with pytest.raises(IntegrityError), transaction():
        message = db.session.get_one(Message, message_id)
        for name, value in change.items():
            setattr(message, name, value)
