"""Where the access token lies: on one shelf in Redis for all processes, or on this process's own while that is away."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from redis.exceptions import LockError

from server.gateways.wechat import deadline
from server.gateways.wechat.errors import Unavailable

_LOCK_S: Final = 8.0  # longer than the slowest verb
_WAIT_S: Final = 3.0  # a caller waits this long for somebody else's fetch, then gives up
_DROP_IF_SAME: Final = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end"


@dataclass(frozen=True, slots=True)
class Token:
    """A token and the moment (unix seconds) until which it may be used.

    `fetched_at` also tells two fetches apart; `is_replacement` says that it came for one that was refused.
    """

    value: str = field(repr=False)
    good_until: float
    fetched_at: float
    is_replacement: bool = False

    def dumps(self) -> str:
        return json.dumps([self.value, self.good_until, self.fetched_at, self.is_replacement])

    @classmethod
    def loads(cls, stored: str | bytes) -> Token | None:
        """None for anything that is not ours."""
        try:
            value, good_until, fetched_at, is_replacement = json.loads(stored)
            return cls(str(value), float(good_until), float(fetched_at), is_replacement is True)
        except (ValueError, TypeError):
            return None


class Shelf(Protocol):
    """One token at most. `locked` is held by whoever fetches a new one."""

    def read(self) -> Token | None: ...

    def write(self, token: Token, seconds: float) -> None: ...

    def drop(self, token: Token) -> None:
        """Take away this very token; a newer one stays."""

    def locked(self) -> Any:
        """A context manager. Unavailable when somebody else holds it too long."""


class OwnShelf:
    """In this process, for all its threads."""

    def __init__(self) -> None:
        self._token: Token | None = None
        self._mutex = threading.Lock()

    def read(self) -> Token | None:
        return self._token

    def write(self, token: Token, seconds: float) -> None:
        self._token = token

    def drop(self, token: Token) -> None:
        if self._token == token:
            self._token = None

    @contextmanager
    def locked(self) -> Iterator[None]:
        if not self._mutex.acquire(timeout=max(deadline.left(_WAIT_S), 0)):
            raise _busy()
        try:
            yield
        finally:
            self._mutex.release()


class RedisShelf:
    """In Redis, for all processes: token and expiry in one value. Raises RedisError when Redis is away."""

    def __init__(self, redis: Any, key: str) -> None:
        self._redis = redis
        self._key = key

    def read(self) -> Token | None:
        stored = self._redis.get(self._key)
        return Token.loads(stored) if stored else None

    def write(self, token: Token, seconds: float) -> None:
        self._redis.set(self._key, token.dumps(), px=max(int(seconds * 1000), 1))

    def drop(self, token: Token) -> None:
        self._redis.eval(_DROP_IF_SAME, 1, self._key, token.dumps())

    @contextmanager
    def locked(self) -> Iterator[None]:
        wait = max(deadline.left(_WAIT_S), 0)
        lock = self._redis.lock(f"{self._key}:lock", timeout=_LOCK_S, blocking_timeout=wait, sleep=0.02)
        if not lock.acquire():
            raise _busy()
        try:
            yield
        finally:
            with suppress(LockError):  # it ran out while we held it; whoever has it now keeps it
                lock.release()


def _busy() -> Unavailable:
    return Unavailable("正在等微信的调用凭据，过一会儿再试。")
