"""The line to the platform under all verbs: token, breaker, deadline, and one refresh when a token is refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, TypeVar

from server.core import clock
from server.gateways.wechat.breaker import Breakers
from server.gateways.wechat.deadline import left, within
from server.gateways.wechat.errcodes import STALE_TOKEN
from server.gateways.wechat.errors import (
    LATER,
    UNKNOWN,
    Ambiguous,
    ConfigurationWrong,
    Unavailable,
    WeChatError,
)
from server.gateways.wechat.gateway import EnvVersion
from server.gateways.wechat.shelves import Token
from server.gateways.wechat.tokens import TokenKeeper
from server.gateways.wechat.transport import CONNECT_S, READ_S, Transport, read_json

if TYPE_CHECKING:
    from redis import Redis

T = TypeVar("T")

TOTAL_S: Final = 6.0
_TOKEN_PATH: Final = "/cgi-bin/stable_token"
_LONGEST_LIFE_S: Final = 7200.0
_WRONG_SECRET: Final = "WECHAT_SECRET 不对，请到小程序后台核对或重置。"


class Line:
    """Shared by threads and cheap to make; holds one HTTP session.

    `base_url` is https://api.weixin.qq.com or the sandbox; `redis` may be None (one process);
    `env` is the version of the mini-program that messages and codes open; `timeout` is for connecting
    and for each wait, `total_s` for a whole verb.
    """

    def __init__(
        self,
        appid: str,
        secret: str,
        base_url: str,
        redis: Redis | None = None,
        env: EnvVersion = "release",
        *,
        lang: str = "zh_CN",
        timeout: tuple[float, float] = (CONNECT_S, READ_S),
        total_s: float = TOTAL_S,
        now: Callable[[], datetime] = clock.now,
    ) -> None:
        self._appid = appid
        self._secret = secret
        self._env: EnvVersion = env
        self._lang = lang
        self._total_s = total_s
        self._transport = Transport(appid, base_url, timeout)
        self.breakers = Breakers(now)
        self._tokens = TokenKeeper(appid, self._fetch_token, redis, now, self.breakers.of(_TOKEN_PATH))

    def __repr__(self) -> str:
        return f"{type(self).__name__}(appid={self._appid!r}, env={self._env!r})"

    def _ask(
        self,
        method: str,
        path: str,
        read: Callable[[bytes], T],
        *,
        params: Mapping[str, str],
        body: Mapping[str, Any] | None = None,
        is_repeatable: bool = False,
    ) -> T:
        """One call without a token of ours. `read` makes sense of the answer, and raises when there is none.

        `is_repeatable` says that doing it twice harms nobody, so that no answer means Unavailable and
        not Ambiguous.
        """
        with within(self._total_s):
            if left(self._total_s) <= 0:
                raise Unavailable(f"等微信等得太久，这次没有发出去，{LATER}")
            try:
                with self.breakers.of(path).guard():
                    return read(self._transport.call(method, path, params=params, body=body))
            except Ambiguous as error:
                if not is_repeatable:
                    raise
                advice = error.advice.replace(UNKNOWN, LATER)
        raise Unavailable(advice)

    def _ask_with_token(
        self,
        method: str,
        path: str,
        read: Callable[[bytes], T],
        *,
        params: Mapping[str, str] | None = None,
        body: Mapping[str, Any] | None = None,
        is_repeatable: bool = False,
    ) -> T:
        """The same with the token. When that is refused, replace it once and try once more, never again."""

        def attempt(token: Token) -> T:
            query = {"access_token": token.value, **(params or {})}
            return self._ask(method, path, read, params=query, body=body, is_repeatable=is_repeatable)

        with within(self._total_s):
            token = self._tokens.get()
            try:
                return attempt(token)
            except WeChatError as error:
                if error.errcode not in STALE_TOKEN:
                    raise
                refusal = error
            other = self._tokens.replace(token)
            if other is None:
                raise refusal
            return attempt(other)

    def _fetch_token(self) -> tuple[str, float]:
        """Ask stable_token in ordinary mode, which leaves the tokens of others alive.

        Never Ambiguous: whatever wanted the token has surely not been sent. Under the keeper's breaker.
        """
        body = {
            "grant_type": "client_credential",
            "appid": self._appid,
            "secret": self._secret,
            "force_refresh": False,
        }
        failure: WeChatError
        try:
            return _token_of(read_json(self._transport.call("POST", _TOKEN_PATH, params={}, body=body)))
        except Ambiguous as error:
            failure = Unavailable(error.advice.replace(UNKNOWN, f"没有给出调用凭据，{LATER}"))
        except Unavailable as error:
            failure = error
            if error.errcode == 40001:  # asked for a token, not with one: the secret is meant
                failure = ConfigurationWrong(_WRONG_SECRET, 40001, error.rid)
        raise failure


def _token_of(answer: Mapping[str, Any]) -> tuple[str, float]:
    value, seconds = answer.get("access_token"), _seconds(answer.get("expires_in"))
    if isinstance(value, str) and value and seconds > 0:
        return value, min(seconds, _LONGEST_LIFE_S)
    raise Unavailable("微信没有给出调用凭据，过一会儿再试。")


def _seconds(given: object) -> float:
    """The number, also where it is written as a text; 0 when there is none."""
    try:
        return float(given) if isinstance(given, (int, float, str)) else 0.0
    except (ValueError, OverflowError):
        return 0.0
