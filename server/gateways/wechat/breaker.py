"""A circuit breaker: when a part of the platform is down, callers learn it at once instead of waiting for it.

Of our own, since pybreaker holds a lock during the call (all threads would queue behind one slow answer),
takes its time from the machine and chains the library's exception, which holds the address.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Final

from server.gateways.wechat.errors import Unavailable, WeChatError

log = logging.getLogger(__name__)

OPENS_AFTER: Final = 5
REST_S: Final = 30.0
_GROUPS: Final = {
    "/sns/": "login",
    "/wxa/checksession": "login",
    "/wxa/business/": "phone",
    "/cgi-bin/stable_token": "token",
    "/cgi-bin/message/": "messages",
    "/wxa/msg_sec_check": "safety",
    "/wxa/media_check_async": "safety",
    "/wxa/get": "codes",
    "/wxa/generate": "links",
}


class Breaker:
    """Opens after five failures in a row; after a rest lets one call try; closes when that gets an answer.

    A failure is no answer, or none that can be read. An errcode is an answer, whatever it says.
    """

    def __init__(self, name: str, now: Callable[[], datetime], rest_s: float = REST_S) -> None:
        self.name = name
        self._now = now
        self._rest_s = rest_s
        self._failures = 0
        self._rests_since: float | None = None
        self._mutex = threading.Lock()

    @property
    def is_open(self) -> bool:
        """Whether a call now would be turned away."""
        return self._left() > 0

    @contextmanager
    def guard(self) -> Iterator[None]:
        """Around one call. Unavailable at once while open."""
        self._enter()
        try:
            yield
        except WeChatError as error:
            self._note(error.errcode is not None)
            raise
        self._note(True)

    def _left(self) -> float:
        """Seconds of rest that are left. A clock set back must not prolong it."""
        if self._rests_since is None:
            return 0.0
        passed = self._now().timestamp() - self._rests_since
        return self._rest_s - passed if passed >= 0 else 0.0

    def _enter(self) -> None:
        with self._mutex:
            seconds = self._left()
            if self._rests_since is not None and seconds <= 0:
                self._rests_since = self._now().timestamp()  # this call is the trial; the others wait on
        if seconds > 0:
            raise Unavailable("微信这一处刚才连着没有回答，先歇一会儿再试。", retry_after_s=int(seconds) + 1)

    def _note(self, is_answered: bool) -> None:
        with self._mutex:
            was_open, self._failures = self._rests_since is not None, self._failures + 1
            if is_answered:
                self._failures, self._rests_since = 0, None
            elif self._failures >= OPENS_AFTER:
                self._rests_since = self._now().timestamp()
            if was_open != (self._rests_since is not None):
                log.warning("WeChat: the breaker of %s is %s", self.name, "closed" if was_open else "open")


class Breakers:
    """One breaker for each part of the platform: messages that do not go must not stop anybody's login."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._all = {name: Breaker(name, now) for name in {*_GROUPS.values(), "account"}}

    def of(self, path: str) -> Breaker:
        name = next((group for start, group in _GROUPS.items() if path.startswith(start)), "account")
        return self._all[name]

    def open_ones(self) -> list[str]:
        """Names of the parts that are turned off at the moment, in alphabetical order."""
        return sorted(name for name, breaker in self._all.items() if breaker.is_open)
