"""This process's connection to Redis, which is disposable: whoever uses it survives its absence."""

from __future__ import annotations

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

_client: redis.Redis | None = None


def use(url: str) -> redis.Redis:
    """Set this process's connection (create_app does)."""
    global _client
    _client = redis.Redis.from_url(
        url, socket_timeout=1.0, socket_connect_timeout=0.5, retry=Retry(NoBackoff(), 1)
    )
    return _client


def client() -> redis.Redis:
    if _client is None:
        raise RuntimeError("no Redis: create_app sets it")
    return _client
