"""Each alert fires once an episode, tells the administrators, and is over by itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from server.core import clock, outbox
from server.core.db import db, transaction
from server.core.outbox import OutboxKind, OutboxRow
from server.gateways.wechat import QuietWeChat
from server.notifications import troubles
from server.notifications.models import Notice, Push, PushState, Trouble
from tests.factories import World
from tests.messages.path import drain
from tests.notifications.platform import tell_of
from tests.notifications.test_choices import bind


def told(world: World) -> list[str]:
    with transaction():
        mine = select(Notice.source).where(
            Notice.kind == "alert", Notice.account_id == world.phone("sys_admin").account_id
        )
        return sorted(one.split("-")[1] for one in db.session.scalars(mine))


def push_of(world: World, state: PushState, age: timedelta) -> None:
    tell_of(world.phone("resident").account_id)
    with transaction():
        db.session.execute(update(Push).values(state=state, settled_at=clock.now() - age))
        db.session.execute(delete(OutboxRow))


def an_old_row(_: World) -> None:
    with transaction():
        row = outbox.add(OutboxKind.FACT, "test.nobody", {})
        row.created_at -= timedelta(minutes=6)
        row.due_at += timedelta(hours=1)


def a_dead_row(_: World) -> None:
    with transaction():
        outbox.add(OutboxKind.FACT, "test.nobody", {}).is_dead = True


def a_stubborn_push(_: World) -> None:
    with transaction():
        outbox.add(OutboxKind.TASK, "notifications.push", {"push_id": "x"}).tries = 3


TROUBLES: dict[str, Callable[[World], None]] = {
    "outbox": an_old_row,
    "dead": a_dead_row,
    "line": a_stubborn_push,
    "unknown": lambda world: push_of(world, PushState.UNKNOWN, timedelta(minutes=61)),
    "failed": lambda world: push_of(world, PushState.FAILED, timedelta(minutes=5)),
}


def test_every_rule_is_tried() -> None:
    assert set(TROUBLES) == {rule.name for rule in troubles.RULES}


@pytest.mark.parametrize("name", TROUBLES)
def test_it_fires_once_and_clears_and_fires_anew(
    world: World, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    drain()
    troubles.watch()
    assert told(world) == []
    TROUBLES[name](world)
    for _ in range(3):
        troubles.watch()
    assert told(world) == [name]
    assert caplog.messages.count("an alert") == 1
    with transaction():
        db.session.execute(delete(OutboxRow))
        db.session.execute(delete(Push))
    troubles.watch()
    with transaction():
        assert db.session.scalars(select(Trouble)).all() == []
    with clock.shifted(timedelta(minutes=30)):
        TROUBLES[name](world)
        troubles.watch()
    assert told(world) == [name, name]


def test_what_is_young_is_no_trouble(world: World) -> None:
    push_of(world, PushState.UNKNOWN, timedelta(minutes=59))
    push_of(world, PushState.NOT_SUBSCRIBED, timedelta(minutes=1))
    with transaction():
        outbox.add(OutboxKind.FACT, "test.nobody", {}).created_at -= timedelta(minutes=4)
    troubles.watch()
    assert told(world) == []


def test_an_alert_is_urgent_it_wakes_whom_it_concerns_and_nobody_else(
    app: Flask, world: World, wechat: QuietWeChat
) -> None:
    drain()
    for who in ("sys_admin", "npc_staff"):
        bind(world, who)
    two_in_the_morning = clock.now().replace(hour=2, minute=0)
    with clock.frozen(two_in_the_morning):
        a_dead_row(world)
        troubles.watch()
        drain()
    (sent,) = wechat.sent
    assert sent.openid.startswith("osys_admin")
    assert sent.data["thing1"] == "有办不成的后台任务"


def test_a_swinging_measure_is_one_episode(world: World) -> None:
    """Over at five minutes, calm again only under one."""
    an_old_row(world)
    troubles.watch()
    with transaction():
        db.session.scalars(select(OutboxRow)).one().created_at += timedelta(minutes=4)
    troubles.watch()
    with transaction():
        db.session.scalars(select(OutboxRow)).one().created_at -= timedelta(minutes=4)
    with clock.shifted(timedelta(seconds=10)):
        troubles.watch()
    assert told(world) == ["outbox"]


@pytest.mark.parametrize("rule", troubles.RULES, ids=lambda rule: rule.name)
def test_the_words_fit_the_template(rule: troubles.Rule) -> None:
    assert len(rule.title) <= 20
    assert len(rule.text) <= 60
