"""The real WeChat: our own thin client for the few calls we make."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, TypeVar

from server.core import clock
from server.gateways.wechat import fields
from server.gateways.wechat.errors import (
    Ambiguous,
    ConfigurationWrong,
    LoginCodeRefused,
    Unavailable,
    WeChatError,
)
from server.gateways.wechat.gateway import EnvVersion, Sent, Session
from server.gateways.wechat.tokens import Token, TokenKeeper
from server.gateways.wechat.transport import CONNECT_S, READ_S, Transport, read_image, read_json

if TYPE_CHECKING:
    from redis import Redis

T = TypeVar("T")

_STALE_TOKEN: Final = frozenset({40001, 40014, 42001})
_STATES: Final[dict[str, str]] = {"develop": "developer", "trial": "trial", "release": "formal"}
_LONGEST_LIFE_S: Final = 7200.0
_WRONG_SECRET: Final = "WECHAT_SECRET 不对，请到小程序后台核对或重置。"
_LOGIN_CODE: Final = re.compile(r"[!-~]{1,128}")


class WeChatClient:
    """Implements `gateway.WeChat`. Shared by threads and cheap to make; holds one HTTP session.

    `base_url` is https://api.weixin.qq.com or the sandbox; `redis` may be None (one process);
    `env` is the version of the mini-program that messages and codes open.
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
        now: Callable[[], datetime] = clock.now,
    ) -> None:
        self._appid = appid
        self._secret = secret
        self._env: EnvVersion = env
        self._state = _STATES[env]
        self._lang = lang
        self._transport = Transport(appid, base_url, timeout)
        self._tokens = TokenKeeper(appid, self._fetch_token, redis, now)

    def __repr__(self) -> str:
        return f"WeChatClient(appid={self._appid!r}, env={self._env!r})"

    def code_to_session(self, js_code: str) -> Session:
        """See `WeChat`. Needs no access token, so people can sign in while tokens are out of order."""
        if not _LOGIN_CODE.fullmatch(js_code):
            raise LoginCodeRefused("登录码不对，请重新进入小程序再试。", 40029)
        params = {
            "appid": self._appid,
            "secret": self._secret,
            "js_code": js_code,
            "grant_type": "authorization_code",
        }
        answer = read_json(self._transport.call("GET", "/sns/jscode2session", params=params))
        openid, unionid = answer.get("openid"), answer.get("unionid")
        if not isinstance(openid, str) or not openid:
            raise Ambiguous("微信的回答里没有 openid，请重新进入小程序再试。")
        if not isinstance(unionid, str):  # only given when the mini-program is bound to an open platform
            unionid = None
        return Session(openid, unionid, str(answer.get("session_key") or ""))

    def send_subscribe(self, openid: str, template_id: str, page: str, data: Mapping[str, str]) -> Sent:
        """See `WeChat`."""
        body = {
            "touser": openid,
            "template_id": template_id,
            "page": page,
            "data": {key: {"value": fields.fit(key, value)} for key, value in data.items()},
            "miniprogram_state": self._state,
            "lang": self._lang,
        }
        answer = self._with_token("/cgi-bin/message/subscribe/send", body, read_json)
        return Sent(str(answer.get("msgid") or ""))

    def mini_program_code(
        self,
        scene: str,
        page: str,
        width: int = 430,
        check_path: bool = True,
        env_version: EnvVersion | None = None,
    ) -> bytes:
        """See `WeChat`. Codes are permanent and free to ask for again, so no answer is Unavailable."""
        body = {
            "scene": scene,
            "page": page,
            "check_path": check_path,
            "env_version": env_version or self._env,
            "width": width,
        }
        return self._with_token("/wxa/getwxacodeunlimit", body, read_image, is_repeatable=True)

    def _with_token(
        self, path: str, body: Mapping[str, Any], read: Callable[[bytes], T], *, is_repeatable: bool = False
    ) -> T:
        """POST with the token; when it turns out stale, refresh once and try once more, never again."""

        def attempt(token: Token) -> T:
            params = {"access_token": token.value}
            return read(
                self._transport.call("POST", path, params=params, body=body, is_repeatable=is_repeatable)
            )

        token = self._tokens.get()
        try:
            return attempt(token)
        except WeChatError as error:
            if error.errcode not in _STALE_TOKEN:
                raise
        self._tokens.forget(token)
        return attempt(self._tokens.get())

    def _fetch_token(self) -> tuple[str, float]:
        """Ask stable_token in ordinary mode, which leaves the tokens of others alive.

        Never Ambiguous: whatever wanted the token has surely not been sent.
        """
        body = {
            "grant_type": "client_credential",
            "appid": self._appid,
            "secret": self._secret,
            "force_refresh": False,
        }
        path = "/cgi-bin/stable_token"
        try:
            answer = self._transport.call("POST", path, params={}, body=body, is_repeatable=True)
            return _token_of(read_json(answer))
        except Ambiguous:
            raise Unavailable("微信没有给出调用凭据，过一会儿再试。") from None
        except Unavailable as error:
            if error.errcode == 40001:  # asked for a token, not with one: the secret is meant
                raise ConfigurationWrong(_WRONG_SECRET, 40001, error.rid) from None
            raise


def _token_of(answer: Mapping[str, Any]) -> tuple[str, float]:
    value, seconds = answer.get("access_token"), answer.get("expires_in")
    if isinstance(value, str) and value and isinstance(seconds, (int, float)) and seconds > 0:
        return value, min(float(seconds), _LONGEST_LIFE_S)
    raise Unavailable("微信没有给出调用凭据，过一会儿再试。")
