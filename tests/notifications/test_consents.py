"""Accepts are counted once, whoever tells of them and in whichever order."""

from __future__ import annotations

import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from server.core import clock, outbox, relay
from server.core.db import db, transaction
from server.core.outbox import OutboxRow
from server.gateways.wechat import NotSubscribed, QuietWeChat
from server.notifications.models import Consent, PlatformEvent
from tests.factories import World
from tests.messages.path import drain
from tests.notifications.platform import answered, event, openid_of, send_of, switched_off


def left(world: World) -> int:
    remaining: dict[str, int] = world.phone("resident").get("/api/notices/choices").json["remaining"]
    return remaining.get("reply", 0)


def tell(world: World, answer: str = "accept", key: str = "") -> int:
    body = {"answers": {"reply": answer}}
    return (
        world.phone("resident").post("/api/notices/consents", body, key=key or f"key-{uuid4()}").status_code
    )


@pytest.mark.parametrize(
    ("answer", "count"),
    [
        ("accept", 1),
        ("acceptWithAlert", 1),
        ("acceptWithForcePush", 1),
        ("reject", 0),
        ("ban", 0),
        ("filter", 0),
    ],
)
def test_what_counts_as_an_accept(world: World, answer: str, count: int) -> None:
    assert (tell(world, answer), left(world)) == (200, count)


def test_the_same_report_of_the_phone_counts_once(world: World) -> None:
    assert [tell(world, key="the-same-key") for _ in range(3)] == [200] * 3
    assert left(world) == 1


def test_phone_and_platform_tell_of_the_same_accept(world: World, client: FlaskClient) -> None:
    for first, second in (("phone", "platform"), ("platform", "phone")):
        for who in (first, second):
            if who == "phone":
                tell(world)
            else:
                answered(client, openid_of(world))
                drain()
    assert left(world) == 2


def test_the_platforms_repeated_event_counts_once(world: World, client: FlaskClient) -> None:
    at = clock.now()
    for _ in range(3):
        assert answered(client, openid_of(world), at=at).data == b"success"
    drain()
    assert left(world) == 1
    with transaction():
        assert db.session.execute(select(func.count()).select_from(PlatformEvent)).scalar_one() == 1


def test_the_same_nonce_with_another_body_is_refused(world: World, client: FlaskClient) -> None:
    moment = clock.now()
    with clock.frozen(moment):
        assert answered(client, openid_of(world), nonce="n" * 16).status_code == 200
        assert answered(client, openid_of(world), nonce="n" * 16).status_code == 200
        forged = switched_off(client, openid_of(world), nonce="n" * 16)
    assert (forged.status_code, forged.json["error"]["code"]) == (400, "wechat.callback")
    drain()
    assert left(world) == 1


def test_a_push_that_arrived_spends_one(world: World, wechat: QuietWeChat) -> None:
    tell(world), tell(world)
    send_of(world.phone("resident").account_id)
    assert left(world) == 1


def test_43101_means_none_is_left_whatever_we_counted(world: World, wechat: QuietWeChat) -> None:
    for _ in range(3):
        tell(world)
    wechat.failure = NotSubscribed("x", 43101)
    send_of(world.phone("resident").account_id)
    assert left(world) == 0
    tell(world)
    assert left(world) == 1


def test_a_refusal_ends_it_and_the_next_accept_begins_anew(
    world: World, client: FlaskClient, wechat: QuietWeChat
) -> None:
    tell(world)
    switched_off(client, openid_of(world), at=clock.now() + timedelta(seconds=2))
    drain()
    assert left(world) == 0
    with clock.shifted(timedelta(seconds=5)):
        tell(world)
        assert left(world) > 0
        send_of(world.phone("resident").account_id)
    assert len(wechat.sent) == 1


def test_an_older_refusal_told_late_no_longer_counts(world: World, client: FlaskClient) -> None:
    tell(world)
    answered(client, openid_of(world), "reject", at=clock.now() - timedelta(minutes=5))
    drain()
    assert left(world) == 1


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"answers": {}},
        {"answers": {"another": "accept"}},
        {"answers": {"reply": "accept; drop"}},
        {"answers": {"reply": 1}},
        {"answers": ["reply"]},
    ],
)
def test_an_answer_that_is_none_is_refused(world: World, body: dict[str, object]) -> None:
    answer = world.phone("resident").post("/api/notices/consents", body, key=f"key-{uuid4()}")
    assert answer.status_code == 400
    assert world.client.post("/api/notices/consents", json=body).status_code == 401


def test_no_openid_lies_in_the_outbox_and_strangers_are_nobody(world: World, client: FlaskClient) -> None:
    answered(client, openid_of(world))
    answered(client, "o" + "x" * 27)
    other = {"TemplateId": "of another mini-program".replace(" ", "-"), "SubscribeStatusString": "accept"}
    event(client, openid_of(world), "subscribe_msg_popup_event", other)
    with transaction():
        rows = db.session.scalars(select(OutboxRow)).all()
    assert [row.name for row in rows] == ["platform.answered"]
    assert openid_of(world) not in str([row.payload for row in rows])


def test_what_was_accepted_goes_along_when_a_resident_is_bound_as_a_deputy(world: World) -> None:
    from server.notifications.jobs import move_notices

    tell(world)
    deputy = world.phone("deputy").account_id
    with transaction():
        move_notices(world.phone("resident").account_id, deputy)
    with transaction():
        assert [one.account_id for one in db.session.scalars(select(Consent))] == [deputy]
    assert world.phone("deputy").get("/api/notices/choices").json["remaining"] == {"reply": 1}


def test_two_relays_that_hear_of_the_same_people_never_wait_for_each_other(
    app: Flask, world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """In opposite order: whoever waited here would wait for ever."""
    people = [world.phone(who).account_id for who in ("resident", "neighbour", "deputy")]
    for _ in range(4):
        for account_id in [*people, *reversed(people)]:
            with transaction():
                outbox.publish(
                    "platform.answered",
                    account_id=account_id,
                    template="reply",
                    is_accepted=True,
                    at=clock.now(),
                )

    def empty() -> None:
        with app.app_context():
            while relay.pump(nobody, limit=4):
                pass

    threads = [threading.Thread(target=empty) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with clock.shifted(timedelta(seconds=2)):
        empty()
    with transaction():
        assert db.session.scalars(select(Consent.heard)).all() == [8, 8, 8]
    assert "a listener failed" not in caplog.messages


def nobody(row_id: int) -> None:
    raise ConnectionError
