"""Sending a letter: its number, once and not twice, not too often, and finding it again."""

from __future__ import annotations

import threading
from datetime import timedelta
from uuid import uuid4

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from server.core import clock
from server.core.db import db, transaction
from server.gateways.wechat import QuietWeChat
from server.messages.models import Message
from tests import factories
from tests.factories import World
from tests.messages.path import drain


def test_a_message_gets_its_number_and_promised_date_at_once(world: World) -> None:
    answer = world.submit()
    assert answer.status_code == 201
    assert answer.json["number"].startswith(f"{clock.today():%y%m%d}-")
    assert answer.json["promised_on"] > clock.today().isoformat()
    assert [step["action"] for step in answer.json["steps"]] == ["submit"]
    assert answer.json["look_up"] is None


def test_numbers_of_a_day_differ_and_begin_anew_the_next_day(world: World) -> None:
    numbers = {world.submit(content=f"这是第 {n} 件事，请看看。").json["number"] for n in range(4)}
    assert len(numbers) == 4
    with clock.shifted(timedelta(days=1)):
        assert world.submit(who="neighbour").json["number"].endswith("-0001")


def test_the_same_key_and_body_is_one_message_with_the_same_answer(world: World) -> None:
    body = {"station_id": str(world.station.id), "content": "井盖翘起来了，晚上看不清。"}
    key = f"key-{uuid4()}"
    first, again = (world.phone("resident").post("/api/messages", body, key=key) for _ in range(2))
    assert first.status_code == again.status_code == 201
    assert first.json == again.json


def test_the_same_key_with_another_body_is_refused(world: World) -> None:
    key = f"key-{uuid4()}"
    body = {"station_id": str(world.station.id), "content": "井盖翘起来了，晚上看不清。"}
    world.phone("resident").post("/api/messages", body, key=key)
    answer = world.phone("resident").post("/api/messages", body | {"content": "另外一件事情。"}, key=key)
    assert (answer.status_code, answer.json["error"]["code"]) == (422, "idempotency.key_reused")


def test_the_key_of_one_person_is_free_for_another(world: World) -> None:
    key, body = f"key-{uuid4()}", {"station_id": str(world.station.id), "content": "井盖翘起来了。"}
    ids = {
        world.phone(who).post("/api/messages", body, key=key).json["id"] for who in ("resident", "neighbour")
    }
    assert len(ids) == 2


def test_fifty_posts_at_once_with_one_key_are_one_message(world: World, app: Flask) -> None:
    key, body = f"key-{uuid4()}", {"station_id": str(world.station.id), "content": "一起按了五十次发出去。"}
    answers: list[tuple[int, str]] = []

    def post() -> None:
        phone = factories.Phone(app.test_client(), world.phone("resident").token, uuid4())
        answer = phone.post("/api/messages", body, key=key)
        answers.append((answer.status_code, answer.get_data(as_text=True)))

    # within the pool of connections and the limit of tries; the database decides, not the luck of timing
    threads = [threading.Thread(target=post) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(answers)) == 1, answers
    assert answers[0][0] == 201
    with transaction():
        assert db.session.execute(select(func.count()).select_from(Message)).scalar_one() == 1


def test_an_answer_can_be_asked_for_again_after_its_code_was_revoked(world: World) -> None:
    key, body = f"key-{uuid4()}", {"code": world.station_code.token, "content": "先写了，后来码换了。"}
    first = world.phone("resident").post("/api/messages", body, key=key)
    from server.codes.service import revoke

    with transaction():
        revoke(factories.SYSTEM, db.session.merge(world.station_code))
    assert world.phone("resident").post("/api/messages", body, key=key).json == first.json


def test_a_guest_comes_back_with_number_and_pin(world: World, client: FlaskClient) -> None:
    token = client.post("/api/sessions", json={"guest": True}).json["token"]
    guest = factories.Phone(client, token, uuid4())
    body = {"code": world.station_code.token, "content": "不用微信，也想反映一件事。"}
    look_up = guest.post("/api/messages", body, key="guest-key-1").json["look_up"]
    assert len(look_up["pin"]) == 8
    back = client.post("/api/sessions", json=look_up)
    assert back.status_code == 201
    mine = factories.Phone(client, back.json["token"], uuid4()).get("/api/messages?box=mine").json
    assert [item["number"] for item in mine["items"]] == [look_up["number"]]


def test_a_pin_can_be_guessed_five_times_only(world: World, client: FlaskClient) -> None:
    token = client.post("/api/sessions", json={"guest": True}).json["token"]
    body = {"code": world.station_code.token, "content": "不用微信，也想反映一件事。"}
    look_up = (
        factories.Phone(client, token, uuid4()).post("/api/messages", body, key="guest-key-1").json["look_up"]
    )
    wrong = {"number": look_up["number"], "pin": "00000000"}
    answers = [client.post("/api/sessions", json=wrong).status_code for _ in range(6)]
    assert answers == [401] * 5 + [429]
    assert client.post("/api/sessions", json=look_up).status_code == 429


def test_writing_too_often_is_stopped_with_the_time_to_wait(world: World) -> None:
    for number in range(5):
        assert world.submit(content=f"这是第 {number} 件事情。").status_code == 201
    answer = world.submit(content="这是第六件事情了。")
    assert (answer.status_code, answer.json["error"]["code"]) == (429, "message.submit.too_many")
    assert int(answer.headers["Retry-After"]) > 0


def test_who_wrote_as_a_resident_keeps_it_when_bound_as_a_deputy(world: World, wechat: QuietWeChat) -> None:
    with transaction():
        person = factories.resident(world.client, wechat.code_to_session("quiet-wang").openid)
    body = {"code": world.station_code.token, "content": "绑定以前写的一件事。"}
    message_id = person.post("/api/messages", body, key="before-1").json["id"]
    invitation = world.phone("liaison").post("/api/invitations", {"deputy_id": str(world.deputy.id)}).json
    bound = world.client.post(
        "/api/bindings", json={"invitation": invitation["invitation"], "wechat_code": "quiet-wang"}
    )
    assert bound.json["account"]["current"]["role"] == "deputy"
    drain()
    mine = factories.Phone(world.client, bound.json["token"], uuid4()).get("/api/messages?box=mine").json
    assert [item["id"] for item in mine["items"]] == [message_id]
