"""Who somebody is: the login code, the session behind it, and the phone number."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from server.gateways.wechat.errors import Ambiguous, LoginCodeRefused, Refused, WeChatError
from server.gateways.wechat.gateway import Session
from server.gateways.wechat.line import Line
from server.gateways.wechat.phones import open_phone, read_phone
from server.gateways.wechat.transport import read_json

_CODE: Final = re.compile(r"[!-~]{1,512}")
_STALE_SESSION: Final = 87009


class Login(Line):
    def code_to_session(self, js_code: str) -> Session:
        """See `WeChat`. Needs no access token, so people can sign in while tokens are out of order."""
        if not _CODE.fullmatch(js_code):
            raise LoginCodeRefused("登录码不对，请重新进入小程序再试。", 40029)
        params = {
            "appid": self._appid,
            "secret": self._secret,
            "js_code": js_code,
            "grant_type": "authorization_code",
        }
        return self._ask("GET", "/sns/jscode2session", _session, params=params)

    def check_session(self, openid: str, session_key: str) -> bool:
        """See `WeChat`. The key itself never travels, only what it signs; in its text form, as given."""
        signature = hmac.new(session_key.encode(), b"", hashlib.sha256).hexdigest()
        params = {"openid": _plain(openid), "signature": signature, "sig_method": "hmac_sha256"}
        try:
            self._ask_with_token("GET", "/wxa/checksession", read_json, params=params, is_repeatable=True)
        except LoginCodeRefused as error:
            if error.errcode != _STALE_SESSION:
                raise
            return False
        return True

    def phone_number(self, code: str, openid: str | None = None) -> str:
        """See `WeChat`. The code works once, so an answer that did not come stays Ambiguous."""
        if not _CODE.fullmatch(code):
            raise _no_number(40029)
        body = {"code": code} if openid is None else {"code": code, "openid": openid}
        try:
            return self._ask_with_token("POST", "/wxa/business/getuserphonenumber", self._phone, body=body)
        except LoginCodeRefused as error:
            failure: WeChatError = _no_number(error.errcode, error.rid)
        raise failure

    def phone_number_of(self, session_key: str, encrypted_data: str, iv: str) -> str:
        """See `WeChat`."""
        return open_phone(session_key, encrypted_data, iv, self._appid)

    @property
    def _phone(self) -> Callable[[bytes], str]:
        return lambda body: read_phone(read_json(body).get("phone_info"), self._appid)


def _session(body: bytes) -> Session:
    answer: Mapping[str, Any] = read_json(body)
    openid, unionid = answer.get("openid"), answer.get("unionid")
    if not isinstance(openid, str) or not openid:
        raise Ambiguous("微信的回答里没有 openid，请重新进入小程序再试。")
    if not isinstance(unionid, str) or not unionid:  # only when bound to an open platform account
        unionid = None
    return Session(openid, unionid, str(answer.get("session_key") or ""))


def _plain(openid: str) -> str:
    if not _CODE.fullmatch(openid):
        raise Refused("对方不是本小程序的用户，请核对后再试。", 40003)
    return openid


def _no_number(errcode: int | None, rid: str = "") -> LoginCodeRefused:
    return LoginCodeRefused("手机号没有取到，请再点一次按钮，或者手动填写。", errcode, rid)
