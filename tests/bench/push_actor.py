"""The baseline of pushes: a bare Dramatiq actor that posts one body. `dramatiq tests.bench.push_actor`."""

from __future__ import annotations

import os

import dramatiq
import requests
from dramatiq.brokers.redis import RedisBroker

from server.worker import give_way

SEND = os.environ.get("BENCH_PUSH_URL", "")
QUEUE = "bench-push"
_http = requests.Session()
_http.trust_env = False


def broker(redis_url: str) -> RedisBroker:
    made: RedisBroker = RedisBroker(url=redis_url)  # type: ignore[no-untyped-call]
    made.declare_queue(QUEUE)
    return made


def message(body: str) -> dramatiq.Message[None]:
    return dramatiq.Message(queue_name=QUEUE, actor_name="post", args=(body,), kwargs={}, options={})


def post(body: str) -> None:
    _http.post(SEND, data=body.encode(), headers={"Content-Type": "application/json"}).raise_for_status()


if SEND:
    # stands back as far as the product's own workers do
    give_way()
    dramatiq.set_broker(broker(os.environ["REDIS_URL"]))
    dramatiq.actor(actor_name="post", queue_name=QUEUE, max_retries=0)(post)
