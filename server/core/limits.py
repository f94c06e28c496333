"""How often somebody may do something. Counted in Redis; without it, in this process, never not at all."""

from __future__ import annotations

from typing import NoReturn

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
    for item in _items(limit):
        if not _ask("hit", item, what, who):
            _refuse(item, what, text)


def refuse_if_spent(limit: str, what: str, who: object, text: str) -> None:
    """As `hit`, but without counting: for tries of which only the failed ones count."""
    for item in _items(limit):
        if not _ask("test", item, what, who):
            _refuse(item, what, text)


def _items(limit: str) -> list[RateLimitItem]:
    return _parsed.setdefault(limit, parse_many(limit))


def _ask(verb: str, item: RateLimitItem, what: str, who: object) -> bool:
    """Whether it may pass; the shared count decides, the own one while Redis is away."""
    if _shared is not None:
        try:
            return bool(getattr(_shared, verb)(item, what, str(who)))
        except Exception:  # whatever the client library raises: counting goes on here
            pass
    return bool(getattr(_local, verb)(item, what, str(who)))


def _refuse(item: RateLimitItem, what: str, text: str) -> NoReturn:
    """The whole window is told as the time to wait: never too short."""
    raise TooMany(f"{what}.too_many", text, retry_after=item.get_expiry())
