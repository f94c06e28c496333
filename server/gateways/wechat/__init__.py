"""WeChat: the Protocol, the real client, the quiet one, and the reader of the platform's pushes."""

from server.gateways.wechat.callback import Callback
from server.gateways.wechat.client import WeChatClient
from server.gateways.wechat.errors import (
    Ambiguous,
    ConfigurationWrong,
    InvalidCallback,
    LoginCodeRefused,
    NotSubscribed,
    Refused,
    Unavailable,
    WeChatError,
)
from server.gateways.wechat.event import Event, SubscribeItem
from server.gateways.wechat.gateway import EnvVersion, Sent, Session, WeChat
from server.gateways.wechat.quiet import QuietWeChat, quiet_openid

__all__ = [
    "Ambiguous",
    "Callback",
    "ConfigurationWrong",
    "EnvVersion",
    "Event",
    "InvalidCallback",
    "LoginCodeRefused",
    "NotSubscribed",
    "QuietWeChat",
    "Refused",
    "Sent",
    "Session",
    "SubscribeItem",
    "Unavailable",
    "WeChat",
    "WeChatClient",
    "WeChatError",
    "quiet_openid",
]
