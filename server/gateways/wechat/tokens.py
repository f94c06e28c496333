"""One access token for all processes: fetched once under a lock in Redis, or kept here while it is away."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from redis.exceptions import LockError, RedisError

from server.core import clock
from server.gateways.wechat.errors import Unavailable

if TYPE_CHECKING:
    from redis import Redis

log = logging.getLogger(__name__)

_LOCK_S: Final = 8.0  # longer than the slowest fetch (connect 2 s, read 4 s)
_WAIT_S: Final = 3.0  # a caller waits this long for somebody else's fetch, then gives up
_MARGIN_S: Final = 60.0  # a token is not used in its last minute
_DROP_IF_SAME: Final = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end"


@dataclass(frozen=True, slots=True)
class Token:
    """A token and the moment (unix seconds) until which it may be used; `serial` tells two fetches apart."""

    value: str = field(repr=False)
    good_until: float
    serial: str

    def dumps(self) -> str:
        return json.dumps([self.value, self.good_until, self.serial])

    @classmethod
    def loads(cls, stored: str | bytes) -> Token | None:
        """None for anything that is not ours."""
        try:
            value, good_until, serial = json.loads(stored)
            return cls(str(value), float(good_until), str(serial))
        except (ValueError, TypeError):
            return None


class TokenKeeper:
    """Hands out the present token. `fetch` asks the platform and returns (token, seconds left)."""

    def __init__(
        self,
        appid: str,
        fetch: Callable[[], tuple[str, float]],
        redis: Redis | None,
        now: Callable[[], datetime] = clock.now,
    ) -> None:
        self._key = f"wechat:token:{appid}"
        self._fetch = fetch
        self._redis: Any = redis
        self._now = now
        self._own: Token | None = None
        self._mutex = threading.Lock()

    def get(self) -> Token:
        """The token to use now. Unavailable when it cannot be had in time."""
        if self._redis is not None:
            try:
                return self._read() or self._fetch_shared()
            except RedisError as error:
                log.warning("Redis is away (%s): this process keeps a token of its own", type(error).__name__)
        return self._get_own()

    def forget(self, token: Token) -> None:
        """Drop this very token, wherever it still is; a newer one of another process stays."""
        if self._own == token:
            self._own = None
        if self._redis is not None:
            with suppress(RedisError):
                self._redis.eval(_DROP_IF_SAME, 1, self._key, token.dumps())

    def _is_good(self, token: Token | None) -> bool:
        return token is not None and self._now().timestamp() < token.good_until

    def _read(self) -> Token | None:
        stored = self._redis.get(self._key)
        token = Token.loads(stored) if stored else None
        return token if self._is_good(token) else None

    def _fetch_shared(self) -> Token:
        with self._lock():
            token = self._read()
            if token is None:
                token = self._fetch_new()
                left_ms = int((token.good_until - self._now().timestamp()) * 1000)
                self._redis.set(self._key, token.dumps(), px=max(left_ms, 1))
            return token

    @contextmanager
    def _lock(self) -> Iterator[None]:
        lock = self._redis.lock(f"{self._key}:lock", timeout=_LOCK_S, blocking_timeout=_WAIT_S, sleep=0.02)
        if not lock.acquire():
            raise Unavailable("正在等微信的调用凭据，过一会儿再试。")
        try:
            yield
        finally:
            with suppress(LockError):  # it ran out while we held it; whoever has it now keeps it
                lock.release()

    def _get_own(self) -> Token:
        if not self._mutex.acquire(timeout=_WAIT_S):
            raise Unavailable("正在等微信的调用凭据，过一会儿再试。")
        try:
            if self._own is None or not self._is_good(self._own):
                self._own = self._fetch_new()
            return self._own
        finally:
            self._mutex.release()

    def _fetch_new(self) -> Token:
        value, seconds = self._fetch()
        # Half of a short life still serves: the platform hands out what is left, down to 300 s.
        usable = seconds - min(_MARGIN_S, seconds / 2)
        now = self._now().timestamp()
        return Token(value, now + usable, f"{now:.6f}")
