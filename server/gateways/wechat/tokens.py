"""One access token for all processes: fetched once, replaced once when it is refused, never in a storm."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Final, TypeGuard, TypeVar

from redis.exceptions import RedisError

from server.core import clock
from server.gateways.wechat.breaker import Breaker
from server.gateways.wechat.shelves import OwnShelf, RedisShelf, Shelf, Token

if TYPE_CHECKING:
    from redis import Redis

T = TypeVar("T")

log = logging.getLogger(__name__)

_MARGIN_S: Final = 60.0  # a token is not used in its last minute
STORM_S: Final = 60.0  # a replacement that is refused too is not replaced again for so long


class TokenKeeper:
    """Hands out the present token. `fetch` asks the platform and returns (token, seconds left).

    Waiting for somebody else's fetch counts for the breaker too, so that a platform that takes the
    question and never answers turns callers away after a few, not after each has waited.
    """

    def __init__(
        self,
        appid: str,
        fetch: Callable[[], tuple[str, float]],
        redis: Redis | None,
        now: Callable[[], datetime] = clock.now,
        breaker: Breaker | None = None,
    ) -> None:
        self._fetch = fetch
        self._now = now
        self._shared = None if redis is None else RedisShelf(redis, f"wechat:token:{appid}")
        self._own = OwnShelf()
        self._breaker = breaker or Breaker("token", now)

    def get(self) -> Token:
        """The token to use now. Unavailable when it cannot be had in time."""
        return self._on_a_shelf(self._present)

    def replace(self, refused: Token) -> Token | None:
        """Another token than this one, which the platform refused. None when that would not help.

        Somebody may have replaced it already. A replacement that is refused within a minute is not
        the token's fault (two programs with one secret, or the platform itself): it stays.
        """
        return self._on_a_shelf(lambda shelf: self._other(shelf, refused))

    def _on_a_shelf(self, use: Callable[[Shelf], T]) -> T:
        if self._shared is not None:
            try:
                return use(self._shared)
            except RedisError as error:
                log.warning("Redis is away (%s): this process keeps a token of its own", type(error).__name__)
        return use(self._own)

    def _present(self, shelf: Shelf) -> Token:
        token = shelf.read()
        if self._is_good(token):
            return token
        with self._breaker.guard(), shelf.locked():
            token = shelf.read()
            return token if self._is_good(token) else self._fetch_to(shelf)

    def _other(self, shelf: Shelf, refused: Token) -> Token | None:
        if refused.is_replacement and self._age(refused) < STORM_S:
            return None
        with self._breaker.guard(), shelf.locked():
            token = shelf.read()
            if self._is_good(token) and token != refused:
                return token
            shelf.drop(refused)
            return self._fetch_to(shelf, is_replacement=True)

    def _is_good(self, token: Token | None) -> TypeGuard[Token]:
        return token is not None and self._now().timestamp() < token.good_until

    def _age(self, token: Token) -> float:
        return abs(self._now().timestamp() - token.fetched_at)

    def _fetch_to(self, shelf: Shelf, *, is_replacement: bool = False) -> Token:
        value, seconds = self._fetch()
        # Half of a short life still serves: the platform hands out what is left, down to 300 s.
        usable = seconds - min(_MARGIN_S, seconds / 2)
        now = self._now().timestamp()
        token = Token(value, now + usable, now, is_replacement)
        shelf.write(token, usable)
        return token
