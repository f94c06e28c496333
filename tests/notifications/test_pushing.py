"""Nothing goes out twice by itself, whatever the line does."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from server.core import clock, jobs, relay
from server.core.db import db, transaction
from server.core.jobs import Later
from server.core.outbox import OutboxRow
from server.gateways import registry
from server.gateways.registry import gateways
from server.gateways.wechat import (
    Ambiguous,
    ConfigurationWrong,
    NotSubscribed,
    QuietWeChat,
    Refused,
    Sent,
    Unavailable,
)
from server.gateways.wechat.errors import QuotaSpent
from server.gateways.wechat.line import TOTAL_S
from server.notifications import sending
from server.notifications.models import Push, PushState
from server.notifications.push import push
from tests.factories import World
from tests.messages.path import drain
from tests.notifications.platform import openid_of, pushes, send_of, states, switched_off, tell_of


def waiting() -> list[OutboxRow]:
    with transaction():
        return list(db.session.scalars(select(OutboxRow).where(OutboxRow.name == "notifications.push")))


@pytest.mark.parametrize(
    ("failure", "state", "errcode"),
    [
        (NotSubscribed("x", 43101), PushState.NOT_SUBSCRIBED, 43101),
        (Refused("x", 40003), PushState.REFUSED, 40003),
        (ConfigurationWrong("x", 40037), PushState.FAILED, 40037),
        (Ambiguous("x"), PushState.UNKNOWN, None),
        (Ambiguous("x", -1), PushState.UNKNOWN, -1),
    ],
    ids=["43101", "40003", "40037", "time-out", "-1"],
)
def test_each_end_has_its_name_and_is_not_tried_again(
    world: World, wechat: QuietWeChat, failure: Exception, state: PushState, errcode: int | None
) -> None:
    wechat.failure = failure
    send_of(world.phone("resident").account_id)
    wechat.failure = None
    with clock.shifted(timedelta(hours=5)):
        drain()
    assert [(one.state, one.errcode) for one in pushes()] == [(state, errcode)]
    assert (wechat.sent, waiting()) == ([], [])


def test_what_surely_did_not_go_out_is_tried_again(world: World, wechat: QuietWeChat) -> None:
    wechat.failure = Unavailable("x", -1)
    send_of(world.phone("resident").account_id)
    assert (states(), waiting()[0].tries) == ([PushState.PENDING], 1)
    wechat.failure = None
    with clock.shifted(timedelta(minutes=1)):
        drain()
    assert (states(), len(wechat.sent)) == ([PushState.SENT], 1)


def test_a_spent_quota_waits_till_tomorrow_without_counting_as_a_failure(
    world: World, wechat: QuietWeChat
) -> None:
    wechat.failure = QuotaSpent("x", 45009, retry_after_s=7200)
    send_of(world.phone("resident").account_id)
    (row,) = waiting()
    assert (row.tries, row.error) == (0, "")
    wechat.failure = None
    with clock.shifted(timedelta(minutes=110)):
        drain()
        assert wechat.sent == []
    with clock.shifted(timedelta(minutes=121)):
        drain()
    assert (states(), len(wechat.sent)) == ([PushState.SENT], 1)


def test_a_worker_that_is_slow_is_not_taken_for_dead(world: World, wechat: QuietWeChat) -> None:
    """Handed over a second time while the line is open: the second one waits, and finds it done."""
    tell_of(world.phone("resident").account_id)
    (one,) = pushes()
    with transaction():
        parcel = sending.begin(one.id)
    assert parcel
    with pytest.raises(Later):
        push(one.id)
    assert states() == [PushState.SENDING]
    with transaction():
        sending.settle(parcel, sending.Outcome(PushState.SENT, msgid="5"))
    push(one.id)
    assert (states(), wechat.sent) == ([PushState.SENT], [])


def test_a_push_that_is_in_hand_is_asked_about_again_when_its_time_is_over_and_no_later(world: World) -> None:
    tell_of(world.phone("resident").account_id)
    (one,) = pushes()
    begun = clock.now()
    with clock.frozen(begun), transaction():
        sending.begin(one.id)
    with clock.frozen(begun + timedelta(seconds=5)), pytest.raises(Later) as later:
        push(one.id)
    assert later.value.seconds == (sending.IN_HAND - timedelta(seconds=5)).total_seconds()
    assert timedelta(seconds=2 * TOTAL_S) <= sending.IN_HAND < jobs.lease_of("notifications.push")


def test_an_answer_that_comes_after_all_settles_what_was_given_up(world: World, wechat: QuietWeChat) -> None:
    tell_of(world.phone("resident").account_id)
    (one,) = pushes()
    with transaction():
        parcel = sending.begin(one.id)
    assert parcel
    with clock.shifted(sending.IN_HAND):
        push(one.id)
        assert states() == [PushState.UNKNOWN]
        with transaction():
            sending.settle(parcel, sending.Outcome(PushState.SENT, msgid="5"))
    assert (states(), wechat.sent) == ([PushState.SENT], [])


def test_a_late_answer_of_the_first_try_leaves_the_second_alone(world: World, wechat: QuietWeChat) -> None:
    tell_of(world.phone("resident").account_id)
    (one,) = pushes()
    with transaction():
        first = sending.begin(one.id)
        assert first
        sending.settle(first, sending.Outcome(PushState.UNKNOWN))
        db.session.get_one(Push, one.id).state = PushState.PENDING
    with clock.shifted(timedelta(minutes=1)), transaction():
        assert sending.begin(one.id)
    with transaction():
        sending.settle(first, sending.Outcome(PushState.REFUSED, 40003))
    assert states() == [PushState.SENDING]


def test_a_person_has_one_message_on_the_line_at_a_time(app: Flask, world: World, quiet: Any) -> None:
    """43108: a second push of the same person waits; another person's does not."""
    resident, neighbour = (world.phone(who).account_id for who in ("resident", "neighbour"))
    for account_id in (resident, resident, neighbour):
        tell_of(account_id)
    first, second, other = pushes()
    with transaction():
        assert sending.begin(first.id)
    with pytest.raises(Later), transaction():
        sending.begin(second.id)
    with transaction():
        assert sending.begin(other.id)


def test_many_threads_never_overlap_on_one_person_and_send_each_once(app: Flask, world: World) -> None:
    account_id, out, most, guard = world.phone("resident").account_id, 0, 0, threading.Lock()
    sent: list[str] = []

    class Slow(QuietWeChat):
        def send_subscribe(self, openid: str, template_id: str, page: str, data: Any) -> Sent:
            nonlocal out, most
            with guard:
                out += 1
                most = max(most, out)
            threading.Event().wait(0.02)
            with guard:
                out -= 1
                sent.append(page)
                return Sent(str(len(sent)))

    before = gateways()
    registry.use(type(before)(Slow(), before.storage, before.callback))
    for number in range(6):
        tell_of(account_id, source=f"many-{number}")
    ids = [one.id for one in pushes()] * 2

    def work(mine: list[Any]) -> None:
        with app.app_context():
            while mine:
                try:
                    push(mine[-1])
                    mine.pop()
                except Later:
                    threading.Event().wait(0.005)

    threads = [threading.Thread(target=work, args=(list(ids[at::4]),)) for at in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    registry.use(before)
    assert (most, len(sent)) == (1, 6)
    assert set(states()) == {PushState.SENT}


def test_who_refused_is_not_even_tried(world: World, client: FlaskClient, wechat: QuietWeChat) -> None:
    assert switched_off(client, openid_of(world)).status_code == 200
    drain()
    send_of(world.phone("resident").account_id)
    assert (states(), wechat.sent) == ([PushState.NOT_SUBSCRIBED], [])


def test_a_template_that_is_not_set_leaves_the_app_alone(
    app: Flask, world: World, wechat: QuietWeChat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "TEMPLATES", {"reply": "only-this"})
    send_of(world.phone("resident").account_id, "progress")
    assert (pushes(), wechat.sent) == ([], [])
    assert len(world.phone("resident").get("/api/notices").json["items"]) == 1


def test_a_push_that_was_sent_again_and_meets_43101_stays_unknown(world: World, wechat: QuietWeChat) -> None:
    wechat.failure = Ambiguous("x")
    send_of(world.phone("resident").account_id)
    with transaction():
        one = db.session.scalars(select(Push)).one()
        one.state, one.resent_by = PushState.PENDING, world.phone("sys_admin").account_id
    wechat.failure = NotSubscribed("x", 43101)
    push(one.id)
    assert [(one.state, one.errcode) for one in pushes()] == [(PushState.UNKNOWN, 43101)]


def test_a_task_asked_to_come_later_is_no_failure(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    from server.core import jobs, outbox

    tried: list[int] = []

    def not_yet(word: str) -> None:
        tried.append(1)
        raise Later(3600)

    jobs.tasks["test.later"] = not_yet
    try:
        with transaction():
            outbox.add(outbox.OutboxKind.TASK, "test.later", {"word": "x"})
        drain()
        drain()
        assert (len(tried), outbox.state()["oldest_s"], caplog.messages.count("outbox row failed")) == (
            1,
            0,
            0,
        )
        with clock.shifted(timedelta(seconds=3601)):
            assert relay.pump(lambda row_id: None) == 1
    finally:
        jobs.tasks.pop("test.later")
