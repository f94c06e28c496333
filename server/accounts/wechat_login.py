"""From the short code of wx.login to the person behind it, with WeChat's moods turned into clear answers."""

from __future__ import annotations

import logging

from server.core.errors import NotSignedIn, Unavailable
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
