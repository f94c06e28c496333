"""From WeChat's short codes to the person or the number behind them, its moods turned into clear answers."""

from __future__ import annotations

import logging

from server.core.errors import InvalidInput, NotSignedIn, Unavailable
from server.gateways.registry import gateways
from server.gateways.wechat import LoginCodeRefused, WeChatError

log = logging.getLogger(__name__)


def openid_of(code: str) -> str:
    """Raises NotSignedIn for a used or false code, Unavailable when WeChat does not answer."""
    try:
        return gateways().wechat.code_to_session(code).openid
    except LoginCodeRefused:
        raise NotSignedIn("session.wechat_code", "微信登录没有成功，请退出小程序再进来一次。") from None
    except WeChatError as error:
        log.warning("WeChat login failed", extra={"error": type(error).__name__})
        raise Unavailable("wechat.away", "微信那边现在连不上，过一会儿再试。写到一半的字都在。") from None


def phone_of(code: str, openid: str) -> str:
    """The number that the phone's owner gave by WeChat's button; `openid` may be empty where it is not known.

    Raises InvalidInput for a used or false code, Unavailable when there is no number: it is written by hand then.
    """
    try:
        return gateways().wechat.phone_number(code, openid or None)
    except LoginCodeRefused:
        raise InvalidInput(
            "account.phone_code", "这一次没有取到，请再点一下“用微信手机号”，或者手写号码。"
        ) from None
    except WeChatError as error:
        log.warning("WeChat gave no phone number", extra={"error": type(error).__name__})
        raise Unavailable("account.phone_away", "微信现在给不了号码，请手写号码。") from None
