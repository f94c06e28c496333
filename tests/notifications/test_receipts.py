"""What the platform says afterwards, in every order in which it may come."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from server.core import clock
from server.core.db import db, transaction
from server.gateways import registry
from server.gateways.registry import gateways
from server.gateways.sms import QuietSms
from server.gateways.wechat import Ambiguous, QuietWeChat, Sent
from server.notifications import sending
from server.notifications.models import Channel, PushState, Receipt
from tests.factories import World
from tests.messages.path import drain
from tests.notifications.platform import arrived, openid_of, pushes, send_of, states, tell_of


def receipts() -> list[tuple[str, bool]]:
    """Their numbers, and whether each has found its push."""
    with transaction():
        found = db.session.scalars(select(Receipt).order_by(Receipt.msgid))
        return [(one.msgid, one.push_id is not None) for one in found]


@pytest.mark.parametrize(("code", "state"), [("0", PushState.SENT), ("43101", PushState.REFUSED)])
def test_the_event_after_the_lost_answer_settles_it(
    world: World, client: FlaskClient, wechat: QuietWeChat, code: str, state: PushState
) -> None:
    wechat.failure = Ambiguous("x")
    send_of(world.phone("resident").account_id)
    arrived(client, openid_of(world), "77", code)
    drain()
    assert [(one.state, one.msgid) for one in pushes()] == [(state, "77")]
    assert receipts() == [("77", True)]


@pytest.mark.parametrize("answer", ["comes", "is lost"])
def test_the_event_before_our_answer_is_kept_until_it_is_known(
    app: Flask, world: World, client: FlaskClient, answer: str
) -> None:
    """The platform may tell of the message while our own line is still open."""
    openid = openid_of(world)

    class Overtaken(QuietWeChat):
        def send_subscribe(self, *_: object) -> Sent:
            arrived(client, openid, "88")
            drain()
            assert (states(), receipts()) == ([PushState.SENDING], [("88", False)])
            if answer == "is lost":
                raise Ambiguous("x")
            return Sent("88")

    before = gateways()
    registry.use(type(before)(Overtaken(), before.storage, before.callback))
    try:
        send_of(world.phone("resident").account_id)
    finally:
        registry.use(before)
    assert [(one.state, one.msgid) for one in pushes()] == [(PushState.SENT, "88")]
    assert receipts() == [("88", True)]


def test_the_event_of_one_message_never_settles_another(
    world: World, client: FlaskClient, wechat: QuietWeChat
) -> None:
    """The first is lost; the second is on the line when its own event comes."""
    account_id, openid = world.phone("resident").account_id, openid_of(world)
    wechat.failure = Ambiguous("x")
    send_of(account_id)
    tell_of(account_id)
    _, second = pushes()
    with transaction():
        parcel = sending.begin(second.id)
    assert parcel
    arrived(client, openid, "99")
    drain()
    with transaction():
        sending.settle(parcel, sending.Outcome(PushState.SENT, msgid="99"))
    assert [(one.state, one.msgid) for one in pushes()] == [(PushState.UNKNOWN, ""), (PushState.SENT, "99")]
    assert receipts() == [("99", True)]


def test_an_event_older_than_the_push_is_not_its_own(
    world: World, client: FlaskClient, wechat: QuietWeChat
) -> None:
    wechat.failure = Ambiguous("x")
    send_of(world.phone("resident").account_id)
    arrived(client, openid_of(world), "66", at=clock.now() - timedelta(minutes=2))
    drain()
    assert (states(), receipts()) == ([PushState.UNKNOWN], [("66", False)])


def test_the_event_of_the_killed_workers_message_waits_until_it_is_given_up(
    world: World, client: FlaskClient, wechat: QuietWeChat
) -> None:
    from server.notifications.push import push

    tell_of(world.phone("resident").account_id)
    (one,) = pushes()
    with transaction():
        assert sending.begin(one.id)
    arrived(client, openid_of(world), "55")
    drain()
    with clock.shifted(sending.IN_HAND + timedelta(seconds=1)):
        push(one.id)
    assert [(one.state, one.msgid) for one in pushes()] == [(PushState.SENT, "55")]


def test_a_message_taken_and_then_not_delivered_is_refused_and_falls_back(
    world: World, client: FlaskClient, wechat: QuietWeChat, sms: QuietSms
) -> None:
    phone = world.phone("resident")
    phone.put("/api/accounts/me", {"phone": "13812342046"})
    phone.put("/api/notices/choices", {"choices": {"sms": True}})
    send_of(phone.account_id)
    assert sms.sent == []
    arrived(client, openid_of(world), "1", "43101")
    drain()
    assert [(one.channel, one.state) for one in pushes()] == [
        (Channel.WECHAT, PushState.REFUSED),
        (Channel.SMS, PushState.SENT),
    ]


def test_the_same_event_many_times_changes_nothing(
    world: World, client: FlaskClient, wechat: QuietWeChat
) -> None:
    send_of(world.phone("resident").account_id)
    for _ in range(3):
        assert arrived(client, openid_of(world), "1").data == b"success"
        drain()
    assert (states(), receipts()) == ([PushState.SENT], [("1", True)])
