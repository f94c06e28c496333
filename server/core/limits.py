"""How often somebody may do something. Counted in Redis; without it, in this process, never not at all."""

from __future__ import annotations

import time

from limits import RateLimitItem, parse_many
from limits.storage import MemoryStorage, RedisStorage, Storage
from limits.strategies import FixedWindowRateLimiter

from server.core.errors import TooMany

_shared: FixedWindowRateLimiter | None = None
_local = FixedWindowRateLimiter(MemoryStorage())
_parsed: dict[str, list[RateLimitItem]] = {}


def use(redis_url: str) -> None:
    """Count in this Redis (create_app does)."""
    global _shared
    storage: Storage = RedisStorage(redis_url, socket_timeout=0.5, socket_connect_timeout=0.5)
    _shared = FixedWindowRateLimiter(storage)


def hit(limit: str, what: str, who: object, text: str) -> None:
    """Count one try of `what` by `who`. `limit` is like "5 per 10 minute; 20 per day".

    Raises TooMany with the seconds to wait and `text`, which says in Chinese what to do meanwhile.
    """
    for item in _parsed.setdefault(limit, parse_many(limit)):
        limiter = _count(item, what, str(who))
        if limiter is not None:
            reset = limiter.get_window_stats(item, what, str(who)).reset_time
            raise TooMany(f"{what}.too_many", text, retry_after=max(1, int(reset - time.time())))


def _count(item: RateLimitItem, what: str, who: str) -> FixedWindowRateLimiter | None:
    """The limiter that says no, or None when it may pass."""
    if _shared is not None:
        try:
            return None if _shared.hit(item, what, who) else _shared
        except Exception:  # whatever the client library raises: counting goes on here
            pass
    return None if _local.hit(item, what, who) else _local
