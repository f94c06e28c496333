"""Redis as what it is here: fast, shared and disposable. Every answer survives its absence."""

from __future__ import annotations

import logging

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

log = logging.getLogger(__name__)

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


def get(key: str) -> bytes | None:
    """What was kept, or None; None too when Redis is away."""
    try:
        value: bytes | None = client().get(key)  # type: ignore[assignment]
    except redis.RedisError:
        return None
    return value


def put(key: str, value: bytes, seconds: int, *, mark: tuple[str, str] | None = None) -> None:
    """Keep `value`; in the same journey, `mark` adds a member to a set, for somebody to take later."""
    try:
        with client().pipeline(transaction=False) as line:
            line.set(key, value, ex=seconds)
            if mark is not None:
                line.sadd(*mark)
            line.execute()
    except redis.RedisError:
        log.warning("the cache is away")


def taken(name: str, most: int) -> list[bytes]:
    """Up to `most` marks of a set, which are gone from it then; none when Redis is away."""
    try:
        found: list[bytes] = client().spop(name, most)  # type: ignore[assignment]
    except redis.RedisError:
        return []
    return list(found or ())


def forget(*keys: str) -> None:
    """Drop what was kept. When Redis is away its entries end by themselves within their seconds."""
    try:
        if keys:
            client().delete(*keys)
    except redis.RedisError:
        log.warning("the cache is away")
