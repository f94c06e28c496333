"""Who hears what outside the app, and when."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from server.core import clock, outbox
from server.core.db import db, transaction
from server.core.outbox import OutboxRow
from server.gateways.sms import QuietSms, SmsAmbiguous, SmsRefused, SmsUnavailable
from server.gateways.wechat import QuietWeChat
from server.notifications.choices import end_of_night
from server.notifications.models import Channel, PushState
from tests.factories import World
from tests.messages.path import drain
from tests.notifications.platform import pushes, send_of, tell_of, working_morning


def choose(world: World, who: str, **switches: bool) -> dict[str, bool]:
    answer = world.phone(who).put("/api/notices/choices", {"choices": switches})
    assert answer.status_code == 200, answer.json
    return shown(answer.json)


def shown(answer: Any) -> dict[str, bool]:
    return {one["key"]: one["is_on"] for one in answer["choices"]}


@contextmanager
def at(hour: int, minute: int = 0) -> Iterator[None]:
    with clock.frozen(datetime.combine(working_morning().date(), time(hour, minute), clock.ZONE)):
        yield


def bind(world: World, who: str) -> None:
    """Somebody at work with WeChat, who so hears of things by push."""
    from server.accounts.models import Account
    from server.core import crypto

    with transaction():
        account = db.session.get_one(Account, world.phone(who).account_id)
        account.openid = "o" + who.ljust(27, "0")
        account.openid_index = crypto.ring().index("openid", account.openid)


def test_each_role_is_offered_what_concerns_it(world: World) -> None:
    offered = {
        who: shown(world.phone(who).get("/api/notices/choices").json)
        for who in ("resident", "deputy", "liaison", "sys_admin")
    }
    assert offered["resident"] == {"reply": True, "progress": True, "night": False}
    assert offered["deputy"] == {"reply": True, "progress": True, "digest": True, "night": True}
    assert offered["liaison"] == offered["sys_admin"] == {"digest": True, "night": True}


def test_a_short_message_is_offered_only_where_there_is_a_provider(world: World, sms: QuietSms) -> None:
    assert shown(world.phone("resident").get("/api/notices/choices").json)["sms"] is False
    assert shown(world.phone("liaison").get("/api/notices/choices").json)["sms"] is True


def test_a_switch_changes_alone(world: World) -> None:
    assert choose(world, "resident", reply=False) == {"reply": False, "progress": True, "night": False}
    assert choose(world, "resident", night=True) == {"reply": False, "progress": True, "night": True}
    assert choose(world, "resident", reply=True) == {"reply": True, "progress": True, "night": True}


@pytest.mark.parametrize(
    "body",
    [{}, {"choices": {"urgent": False}}, {"choices": {"reply": "perhaps"}}, {"choices": []}, {"other": {}}],
    ids=["nothing", "urgent", "perhaps", "a list", "another field"],
)
def test_what_cannot_be_chosen_is_refused(world: World, body: dict[str, object]) -> None:
    assert world.phone("resident").put("/api/notices/choices", body).status_code == 400


def test_what_is_switched_off_stays_in_the_app(world: World, wechat: QuietWeChat, sms: QuietSms) -> None:
    choose(world, "resident", reply=False, sms=True)
    send_of(world.phone("resident").account_id)
    assert (pushes(), wechat.sent, sms.sent) == ([], [], [])
    assert len(world.phone("resident").get("/api/notices").json["items"]) == 1


def test_what_is_urgent_cannot_be_switched_off_and_wakes(world: World, wechat: QuietWeChat) -> None:
    choose(world, "resident", reply=False, night=True)
    with at(2):
        send_of(world.phone("resident").account_id, "urgent")
    assert len(wechat.sent) == 1


@pytest.mark.parametrize(
    ("hour", "minute", "hours"),
    [(20, 59, None), (21, 0, 11), (23, 30, 8.5), (0, 0, 8), (7, 59, 1 / 60), (8, 0, None), (12, 0, None)],
)
def test_the_night_is_from_nine_to_eight(hour: int, minute: int, hours: float | None) -> None:
    moment = datetime(2026, 11, 20, hour, minute, tzinfo=clock.ZONE)
    ends = end_of_night(moment)
    assert ends == (None if hours is None else moment + timedelta(hours=hours))


@pytest.mark.parametrize(("who", "is_held"), [("resident", False), ("deputy", True)])
def test_by_default_people_at_work_rest_and_residents_wait_for_their_reply(
    world: World, wechat: QuietWeChat, who: str, is_held: bool
) -> None:
    if who == "deputy":
        bind(world, who)
    with at(22):
        send_of(world.phone(who).account_id)
        assert len(wechat.sent) == (0 if is_held else 1)
        # what is held for the morning is not late
        assert outbox.state()["oldest_s"] == 0.0
    with clock.frozen(working_morning(8, 0) + timedelta(days=1)):
        drain()
    assert len(wechat.sent) == 1


def test_a_push_of_the_night_is_due_at_eight(world: World) -> None:
    choose(world, "resident", night=True)
    with at(22):
        tell_of(world.phone("resident").account_id)
    with transaction():
        (due,) = db.session.scalars(select(OutboxRow.due_at).where(OutboxRow.name == "notifications.push"))
    assert due == working_morning(8, 0) + timedelta(days=1)


def test_what_was_held_up_until_the_night_waits_too(world: World, wechat: QuietWeChat) -> None:
    choose(world, "resident", night=True)
    with at(20, 50):
        tell_of(world.phone("resident").account_id)
    with at(21, 10):
        drain()
        assert wechat.sent == []
    with clock.frozen(working_morning(8, 1) + timedelta(days=1)):
        drain()
    assert len(wechat.sent) == 1


class TestShortMessages:
    """In the app, then WeChat, then this."""

    @pytest.fixture(autouse=True)
    def people(self, world: World, sms: QuietSms) -> None:
        for who in ("neighbour", "deputy", "sys_admin"):
            world.phone(who).put("/api/accounts/me", {"phone": "13812342046"})
        from server.accounts.models import Account

        with transaction():
            # somebody who writes in a browser, without WeChat
            guest = db.session.get_one(Account, world.phone("neighbour").account_id)
            guest.openid_sealed = guest.openid_index = None

    def test_who_has_no_wechat_and_chose_it(self, world: World, sms: QuietSms) -> None:
        account_id = world.phone("neighbour").account_id
        send_of(account_id)
        assert pushes() == []
        choose(world, "neighbour", sms=True)
        send_of(account_id)
        assert [(one.channel, one.state, one.msgid) for one in pushes()] == [
            (Channel.SMS, PushState.SENT, "sms-1")
        ]

    @pytest.mark.parametrize(("template", "count"), [("digest", 0), ("reply", 0), ("urgent", 1)])
    def test_people_at_work_only_when_it_is_urgent(
        self, world: World, sms: QuietSms, template: str, count: int
    ) -> None:
        send_of(world.phone("sys_admin").account_id, template)
        assert len(sms.sent) == count

    @pytest.mark.parametrize(
        ("failure", "state"),
        [
            (SmsRefused("x", 7), PushState.REFUSED),
            (SmsAmbiguous("x"), PushState.UNKNOWN),
            (SmsUnavailable("x"), PushState.PENDING),
        ],
    )
    def test_its_failures_are_as_honest(
        self, world: World, sms: QuietSms, failure: Any, state: PushState
    ) -> None:
        choose(world, "neighbour", sms=True)
        sms.failure = failure
        send_of(world.phone("neighbour").account_id)
        sms.failure = None
        assert [one.state for one in pushes()] == [state]
        with clock.shifted(timedelta(hours=1)):
            drain()
        assert len(sms.sent) == (1 if state is PushState.PENDING else 0)

    def test_the_number_is_in_no_row_and_no_log(
        self, app: Flask, world: World, sms: QuietSms, caplog: pytest.LogCaptureFixture
    ) -> None:
        choose(world, "neighbour", sms=True)
        sms.failure = SmsRefused("x", 7)
        send_of(world.phone("neighbour").account_id)
        kept = [vars(one) for one in pushes()]
        assert "13812342046" not in str(kept) + caplog.text
