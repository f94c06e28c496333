"""A reply from end to end: told once in the app, once on the phone, and honestly when nobody knows."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from uuid import uuid4

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from server.core import clock
from server.core.audit import AuditEntry
from server.core.db import db, transaction
from server.gateways.sms import QuietSms
from server.gateways.wechat import Ambiguous, NotSubscribed, QuietWeChat
from server.notifications.models import Channel, PushState
from tests.console.desk import At
from tests.factories import World
from tests.messages.path import answered as a_letter_is_answered, drain
from tests.notifications.platform import arrived, openid_of, pushes, states, working_morning


def accept(world: World, times: int = 1) -> dict[str, int]:
    for _ in range(times):
        answer = world.phone("resident").post(
            "/api/notices/consents", {"answers": {"reply": "accept"}}, key=f"key-{uuid4()}"
        )
        assert answer.status_code == 200
    return dict(answer.json["remaining"])


def test_a_reply_is_told_once_in_the_app_and_once_on_the_phone(world: World, wechat: QuietWeChat) -> None:
    assert accept(world) == {"reply": 1}
    a_letter_is_answered(world)
    drain()
    drain()
    told = [one["kind"] for one in world.phone("resident").get("/api/notices").json["items"]]
    assert told.count("message.replied") == 1
    assert len(wechat.sent) == 1
    assert world.phone("resident").get("/api/notices/choices").json["remaining"] == {"reply": 0}
    assert accept(world) == {"reply": 1}


def test_an_answer_that_never_came_is_settled_by_the_platforms_event(
    world: World, client: FlaskClient, wechat: QuietWeChat
) -> None:
    accept(world)
    wechat.failure = Ambiguous("x")
    a_letter_is_answered(world)
    drain()
    assert states() == [PushState.UNKNOWN]
    assert arrived(client, openid_of(world), "77").data == b"success"
    drain()
    assert [(one.state, one.msgid) for one in pushes()] == [(PushState.SENT, "77")]
    assert world.phone("resident").get("/api/notices/choices").json["remaining"] == {"reply": 0}


def test_a_person_sends_again_what_nobody_knows_of(world: World, desk: At, wechat: QuietWeChat) -> None:
    wechat.failure = Ambiguous("x")
    a_letter_is_answered(world)
    drain()
    with clock.shifted(timedelta(hours=3)):
        drain()
    assert wechat.sent == []
    wechat.failure = None
    page = desk("sys_admin").page("/console/delivery")
    assert "再发一次" in page
    (lost,) = pushes()
    assert desk("sys_admin").post(f"/console/delivery/pushes/{lost.id}/again").status_code == 303
    drain()
    (sent,) = pushes()
    assert (sent.state, sent.resent_by) == (PushState.SENT, world.phone("sys_admin").account_id)
    assert len(wechat.sent) == 1
    with transaction():
        acts = db.session.scalars(select(AuditEntry.action).where(AuditEntry.subject_id == lost.id)).all()
    assert acts == ["push.send_again"]


def test_who_chose_it_is_told_by_a_short_message_when_wechat_does_not_take_it(
    world: World, wechat: QuietWeChat, sms: QuietSms
) -> None:
    phone = world.phone("resident")
    phone.put("/api/accounts/me", {"name": "陈小明", "phone": "13812342046"})
    phone.put("/api/notices/choices", {"choices": {"sms": True}})
    wechat.failure = NotSubscribed("x", 43101)
    a_letter_is_answered(world)
    drain()
    drain()
    assert [(one.channel, one.state) for one in pushes()] == [
        (Channel.WECHAT, PushState.NOT_SUBSCRIBED),
        (Channel.SMS, PushState.SENT),
    ]
    (text,) = sms.sent
    assert text.phone == "13812342046"
    # F12: a short message never urges anybody to rate
    assert not any("解决" in word or "评" in word for word in text.fields.values())


def test_a_reply_of_the_night_waits_for_the_morning_of_who_wants_to_sleep(
    app: Flask, world: World, wechat: QuietWeChat
) -> None:
    world.phone("resident").put("/api/notices/choices", {"choices": {"night": True}})
    a_letter_is_answered(world)
    late = datetime.combine(working_morning().date(), time(22, 15), clock.ZONE)
    with clock.frozen(late):
        drain()
        assert wechat.sent == []
    with clock.frozen(late + timedelta(hours=9, minutes=44)):
        drain()
        assert wechat.sent == []
    with clock.frozen(late + timedelta(hours=9, minutes=46)):
        drain()
    assert len(wechat.sent) == 1
