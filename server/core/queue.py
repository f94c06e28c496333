"""Dramatiq on Redis, the engine of tasks. It may lose everything at any time: the outbox is the record."""

from __future__ import annotations

import dramatiq
from dramatiq.brokers.redis import RedisBroker
from dramatiq.middleware import AgeLimit, Callbacks, Middleware, Pipelines, Retries, ShutdownNotifications

QUEUE = "outbox"
ACTOR = "perform"


def broker(redis_url: str, *, extra: list[Middleware] | None = None) -> RedisBroker:
    """A broker whose messages hold nothing but the number of an outbox row."""
    middleware = [AgeLimit(), ShutdownNotifications(), Callbacks(), Pipelines(), Retries(max_retries=0)]
    made: RedisBroker = RedisBroker(  # type: ignore[no-untyped-call]
        url=redis_url, middleware=[*middleware, *(extra or [])], heartbeat_timeout=10_000
    )
    made.declare_queue(QUEUE)
    return made


def hand_over(to: RedisBroker, row_id: int) -> None:
    """Put one outbox row before the workers. Raises dramatiq's ConnectionError when Redis is away."""
    to.enqueue(dramatiq.Message(queue_name=QUEUE, actor_name=ACTOR, args=(row_id,), kwargs={}, options={}))
