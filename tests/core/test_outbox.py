"""The walls that everything else leans on: nothing happens without its cause, nothing is lost, nothing is told twice."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import redis
from flask import Flask
from sqlalchemy import func, select

from server.accounts.service import create_account
from server.core import cache, clock, jobs, outbox, relay
from server.core.db import db, transaction
from server.core.outbox import OutboxKind, OutboxRow
from server.notifications.models import Notice
from server.notifications.service import Target, tell
from server.worker import IDLE, PAUSE, Worker


@pytest.fixture
def heard() -> Iterator[list[str]]:
    """What listeners and tasks of this test were told."""
    told: list[str] = []

    def listen(word: str) -> None:
        told.append(word)

    def stumble(word: str) -> None:
        told.append(f"stumbled over {word}")
        raise RuntimeError("planted")

    jobs.listeners["test.happened"] = ["test.listen"]
    jobs.listeners["test.troubled"] = ["test.stumble", "test.listen"]
    jobs.handlers |= {"test.listen": listen, "test.stumble": stumble}
    jobs.tasks |= {"test.work": listen, "test.fail": stumble}
    yield told
    for registry, name in (
        (jobs.listeners, "test.happened"),
        (jobs.listeners, "test.troubled"),
        (jobs.handlers, "test.listen"),
        (jobs.handlers, "test.stumble"),
        (jobs.tasks, "test.work"),
        (jobs.tasks, "test.fail"),
    ):
        registry.pop(name)  # type: ignore[attr-defined]


def rows() -> int:
    with transaction():
        return db.session.execute(select(func.count()).select_from(OutboxRow)).scalar_one()


def nobody(row_id: int) -> None:
    raise redis.ConnectionError("planted")


def test_a_fact_leaves_only_with_its_cause(app: Flask, heard: list[str]) -> None:
    with pytest.raises(RuntimeError), transaction():
        create_account(display_name="谁也不是")
        outbox.publish("test.happened", word="从没发生")
        raise RuntimeError("the request fails")
    assert rows() == 0
    assert relay.pump(nobody) == 0
    assert heard == []


def test_a_fact_is_heard_once(app: Flask, heard: list[str]) -> None:
    with transaction():
        outbox.publish("test.happened", word="收到")
    relay.pump(nobody)
    relay.pump(nobody)
    assert heard == ["收到"]
    assert rows() == 0


def test_a_listener_that_fails_is_tried_again_alone(app: Flask, heard: list[str]) -> None:
    with transaction():
        outbox.publish("test.troubled", word="一次")
    relay.pump(nobody)
    with clock.shifted(timedelta(seconds=5)):
        relay.pump(nobody)
    assert heard.count("一次") == 1
    # with the others, apart from them, and once more by itself
    assert heard.count("stumbled over 一次") == 3


def test_a_listener_that_always_fails_is_given_up_aloud_and_kept(app: Flask, heard: list[str]) -> None:
    with transaction():
        outbox.add(OutboxKind.LISTENER, "test.stumble", {"word": "坏的"})
    for hours in range(relay.TRIES + 2):
        with clock.shifted(timedelta(hours=hours)):
            relay.pump(nobody)
    with transaction():
        row = db.session.scalars(select(OutboxRow)).one()
    assert row.is_dead
    assert row.tries == relay.TRIES
    assert outbox.state()["dead"] == 1


def test_what_a_listener_wrote_before_it_failed_is_taken_back(app: Flask) -> None:
    with transaction():
        account = create_account(display_name="小林")

    def half() -> None:
        tell(account.id, source="half", kind="k", title="t", text="t", target=Target("x", uuid4(), ""))
        raise RuntimeError("planted")

    jobs.handlers["test.half"] = half
    try:
        with transaction():
            outbox.add(OutboxKind.LISTENER, "test.half", {})
        relay.pump(nobody)
        with transaction():
            assert db.session.scalars(select(Notice)).all() == []
    finally:
        jobs.handlers.pop("test.half")


def test_two_relays_at_once_tell_a_fact_once(app: Flask, heard: list[str]) -> None:
    with transaction():
        for number in range(60):
            outbox.publish("test.happened", word=str(number))

    def empty() -> None:
        with app.app_context():
            while relay.pump(nobody, limit=5):
                pass

    threads = [threading.Thread(target=empty) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(heard, key=int) == [str(number) for number in range(60)]


def test_a_notice_with_the_same_source_is_written_once(app: Flask) -> None:
    with transaction():
        account = create_account(display_name="小林")
    words: dict[str, Any] = {"kind": "k", "title": "t", "text": "t"}
    for _ in range(3):
        with transaction():
            tell(account.id, source="once", target=Target("x", uuid4(), ""), **words)
    with transaction():
        assert db.session.execute(select(func.count()).select_from(Notice)).scalar_one() == 1


def test_without_the_queue_a_task_is_done_by_the_relay(app: Flask, heard: list[str]) -> None:
    with transaction():
        outbox.assign("test.work", word="没有队列")
    relay.pump(nobody)
    assert heard == ["没有队列"]
    assert rows() == 0


def test_a_task_that_fails_stays_and_comes_again_later(app: Flask, heard: list[str]) -> None:
    with transaction():
        outbox.assign("test.fail", word="再来")
    relay.pump(nobody)
    assert relay.pump(nobody) == 0
    with clock.shifted(timedelta(minutes=1)):
        assert relay.pump(nobody) == 1
    assert heard == ["stumbled over 再来"] * 2
    assert rows() == 1


def test_a_handed_over_task_is_offered_again_when_nobody_did_it(app: Flask, heard: list[str]) -> None:
    offered: list[int] = []
    with transaction():
        outbox.assign("test.work", word="再给")
    relay.pump(offered.append)
    relay.pump(offered.append)
    assert len(offered) == 1
    with clock.shifted(jobs.LEASE + timedelta(seconds=1)):
        relay.pump(offered.append)
    assert len(offered) == 2
    relay.perform(offered[0])
    relay.perform(offered[1])
    assert heard == ["再给"]


def test_a_flushed_valkey_loses_no_task(app: Flask, heard: list[str]) -> None:
    """The real queue: handed over, flushed away, handed over again, done by real worker threads."""
    worker = Worker(app)
    with transaction():
        for number in range(20):
            outbox.assign("test.work", word=str(number))
    relay.pump(lambda row_id: worker.broker.enqueue(_message(row_id)))
    cache.client().flushdb()
    worker.threads.start()
    try:
        with clock.shifted(jobs.LEASE + timedelta(seconds=1)):
            worker.step()
            worker.broker.join("outbox", timeout=20_000)
            worker.threads.join()
    finally:
        worker.threads.stop()
        worker.broker.close()
    assert sorted(heard, key=int) == [str(number) for number in range(20)]
    assert rows() == 0


def test_the_worker_rests_the_longer_the_less_there_is(app: Flask, heard: list[str]) -> None:
    """What comes one by one shares a transaction, and a heap is worked off without a pause."""
    with transaction():
        for number in range(relay.BATCH + 1):
            outbox.publish("test.happened", word=str(number))
    worker = Worker(app)
    try:
        rests = [worker.step() for _ in range(3)]
    finally:
        worker.broker.close()
    assert rests == [0.0, PAUSE, IDLE]
    assert len(heard) == relay.BATCH + 1


def _message(row_id: int) -> Any:
    import dramatiq

    from server.core import queue

    return dramatiq.Message(
        queue_name=queue.QUEUE, actor_name=queue.ACTOR, args=(row_id,), kwargs={}, options={}
    )
