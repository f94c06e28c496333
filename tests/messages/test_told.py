"""Who is told: once, honestly, and nothing private in a push."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from server.core import clock, relay
from server.core.db import db, transaction
from server.core.outbox import OutboxRow
from server.gateways.wechat import Ambiguous, NotSubscribed, QuietWeChat, Unavailable
from server.notifications.models import Notice, Push, PushState
from tests.factories import World
from tests.messages.path import answered, drain


def test_the_author_is_told_of_the_reply_in_the_app_once_and_by_one_push(
    world: World, wechat: QuietWeChat
) -> None:
    answered(world)
    drain()
    drain()
    notices = world.phone("resident").get("/api/notices").json
    assert [n["kind"] for n in notices["items"]].count("message.replied") == 1
    assert len(wechat.sent) == 1
    assert wechat.sent[0].data["phrase2"] == "已答复"


def test_a_push_names_no_person_and_nothing_that_was_written(world: World, wechat: QuietWeChat) -> None:
    world.phone("resident").put("/api/accounts/me", {"name": "陈小明", "phone": "13812342046"})
    answered(world)
    drain()
    told = str(wechat.sent[0])
    for private in ("陈小明", "13812342046", "路灯", "换好"):
        assert private not in told


@pytest.mark.parametrize(
    ("failure", "state"),
    [
        (NotSubscribed("x", 43101), PushState.NOT_SUBSCRIBED),
        (Ambiguous("x"), PushState.UNKNOWN),
    ],
    ids=["43101", "time-out"],
)
def test_a_push_that_failed_is_named_honestly_and_not_sent_again(
    world: World, wechat: QuietWeChat, failure: Exception, state: PushState
) -> None:
    wechat.failure = failure  # type: ignore[assignment]
    answered(world)
    drain()
    wechat.failure = None
    with clock.shifted(timedelta(hours=2)):
        drain()
    with transaction():
        assert db.session.scalars(select(Push.state)).all() == [state]
        assert db.session.execute(select(func.count()).select_from(OutboxRow)).scalar_one() == 0
    assert wechat.sent == []


def test_a_push_that_was_surely_not_sent_is_tried_again(world: World, wechat: QuietWeChat) -> None:
    wechat.failure = Unavailable("x", -1)
    answered(world)
    drain()
    wechat.failure = None
    with clock.shifted(timedelta(minutes=1)):
        drain()
    with transaction():
        assert db.session.scalars(select(Push.state)).all() == [PushState.SENT]
    assert len(wechat.sent) == 1


def test_a_push_found_half_sent_becomes_unknown(world: World, wechat: QuietWeChat) -> None:
    """A worker was killed between claiming and settling: it may have arrived."""
    from server.notifications.push import push
    from server.notifications.sending import IN_HAND, begin

    answered(world)
    relay.pump(lambda row_id: None)
    with transaction():
        claimed = begin(db.session.scalars(select(Push.id)).one())
    assert claimed
    with clock.shifted(IN_HAND):
        push(claimed.push_id)
    with transaction():
        assert db.session.scalars(select(Push.state)).all() == [PushState.UNKNOWN]
    assert wechat.sent == []


def test_notices_are_written_while_the_queue_is_away(world: World) -> None:
    world.submit()
    drain()
    with transaction():
        assert db.session.execute(select(func.count()).select_from(Notice)).scalar_one() == 2
