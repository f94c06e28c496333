"""How often somebody may do something. Counted in Redis; without it, in this process, never not at all."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any, NoReturn

from limits import RateLimitItem, parse_many
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import FixedWindowRateLimiter

from server.core.errors import TooMany

_shared: FixedWindowRateLimiter | None = None
_local = FixedWindowRateLimiter(MemoryStorage())
_count: Callable[..., Any] | None = None
_take_back: Callable[..., Any] | None = None
_parsed: dict[str, list[RateLimitItem]] = {}

COUNT = b"""
for number, window in ipairs(KEYS) do
    local tries = redis.call('incr', window)
    if tries == 1 then redis.call('expire', window, ARGV[2 * number]) end
    if tries > tonumber(ARGV[2 * number - 1]) then return number end
end
return 0
"""
"""Every window of a limit in one journey; which of them is full, the first being 1. The library asks for one at a time."""


BACK = b"""
for _, window in ipairs(KEYS) do
    if redis.call('exists', window) == 1 then redis.call('decr', window) end
end
"""


def use(redis_url: str) -> None:
    """Count in this Redis (create_app does)."""
    global _shared, _count, _take_back
    storage = RedisStorage(redis_url, socket_timeout=0.5, socket_connect_timeout=0.5)
    _shared = FixedWindowRateLimiter(storage)
    _count = storage.get_connection().register_script(COUNT)
    _take_back = storage.get_connection().register_script(BACK)


def hit(limit: str, what: str, who: object, text: str) -> None:
    """Count one try of `what` by `who`. `limit` is like "5 per 10 minute; 20 per day".

    Raises TooMany with the seconds to wait and `text`, which says in Chinese what to do meanwhile.
    """
    full = _counted(_items(limit), what, who)
    if full is not None:
        _refuse(full, what, text)


def forgive(limit: str, what: str, who: object) -> None:
    """Take back one try that was counted: what it was for did not come about, through no fault of theirs."""
    if _take_back is not None:
        # whatever the client library raises: a try too many that counts is no great harm
        with suppress(Exception):
            _take_back(_windows(_items(limit), what, who))


def refuse_if_spent(limit: str, what: str, who: object, text: str) -> None:
    """As `hit`, but without counting: for tries of which only the failed ones count."""
    for item in _items(limit):
        if not _is_open(item, what, who):
            _refuse(item, what, text)


def _items(limit: str) -> list[RateLimitItem]:
    if limit not in _parsed:
        _parsed[limit] = parse_many(limit)
    return _parsed[limit]


def _counted(items: list[RateLimitItem], what: str, who: object) -> RateLimitItem | None:
    """Which window is full; the shared count decides, the own one while Redis is away."""
    if _count is not None:
        try:
            full = _count(
                _windows(items, what, who),
                [bound for item in items for bound in (item.amount, item.get_expiry())],
            )
            return items[full - 1] if full else None
        except Exception:  # whatever the client library raises: counting goes on here
            pass
    return next((item for item in items if not _local.hit(item, what, str(who))), None)


def _windows(items: list[RateLimitItem], what: str, who: object) -> list[str]:
    return [f"{RedisStorage.PREFIX}:{item.key_for(what, str(who))}" for item in items]


def _is_open(item: RateLimitItem, what: str, who: object) -> bool:
    """Whether one more would pass."""
    if _shared is not None:
        try:
            return _shared.test(item, what, str(who))
        except Exception:  # as above
            pass
    return _local.test(item, what, str(who))


def _refuse(item: RateLimitItem, what: str, text: str) -> NoReturn:
    """The whole window is told as the time to wait: never too short."""
    raise TooMany(f"{what}.too_many", text, retry_after=item.get_expiry())
