"""The real WeChat: our own thin client, put together from what it can do."""

from __future__ import annotations

from server.gateways.wechat.account import Account
from server.gateways.wechat.codes_and_links import CodesAndLinks
from server.gateways.wechat.login import Login
from server.gateways.wechat.messaging import Messaging
from server.gateways.wechat.safety import Safety


class WeChatClient(Login, Messaging, CodesAndLinks, Safety, Account):
    """Implements `gateway.WeChat`. How it is made says `Line`."""
