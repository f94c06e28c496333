"""WeChat: the Protocol, the real client, the quiet one, and the reader of the platform's pushes."""

from server.gateways.wechat.callback import Callback
from server.gateways.wechat.client import WeChatClient
from server.gateways.wechat.errcodes import by_errcode
from server.gateways.wechat.errors import (
    Ambiguous,
    ConfigurationWrong,
    InvalidCallback,
    LoginCodeRefused,
    NotSubscribed,
    QuotaSpent,
    Refused,
    Unavailable,
    Unseen,
    WeChatError,
)
from server.gateways.wechat.event import Event, MediaResult, SubscribeItem
from server.gateways.wechat.gateway import EnvVersion, Quota, Sent, Session, Template, Verdict, WeChat
from server.gateways.wechat.quiet import QuietCheck, QuietWeChat, quiet_openid

__all__ = [
    "Ambiguous",
    "Callback",
    "ConfigurationWrong",
    "EnvVersion",
    "Event",
    "InvalidCallback",
    "LoginCodeRefused",
    "MediaResult",
    "NotSubscribed",
    "QuietCheck",
    "QuietWeChat",
    "Quota",
    "QuotaSpent",
    "Refused",
    "Sent",
    "Session",
    "SubscribeItem",
    "Template",
    "Unavailable",
    "Unseen",
    "Verdict",
    "WeChat",
    "WeChatClient",
    "WeChatError",
    "by_errcode",
    "quiet_openid",
]
