"""What WeChat can do to us, as one tree: each kind tells the caller whether to send again.

WeChatError                    never holds a token, a secret or an address
├── Refused                    the platform said no and will say no again: do not retry
│   ├── NotSubscribed          43101: no subscription left; the in-app notice stands alone
│   ├── LoginCodeRefused       40029, 40163: ask the phone for a fresh code
│   └── ConfigurationWrong     40013, 40037, 40125, 41030, 47003 …: a person must mend a setting
├── Unavailable                surely not done (-1, 5xx, quotas, no connection): retry later
└── Ambiguous                  the request went out and no answer came: it may have been done
InvalidCallback                a push to us that is forged, stale or unreadable: answer 400
"""

from __future__ import annotations

import re
from typing import Final

_RID = re.compile(r"rid: ?([0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8})")


class WeChatError(Exception):
    """`errcode` is WeChat's number or None; `advice` is Chinese; `rid` names the call to its support."""

    def __init__(self, advice: str, errcode: int | None = None, rid: str = "") -> None:
        super().__init__(advice, errcode, rid)
        self.advice = advice
        self.errcode = errcode
        self.rid = rid

    def __str__(self) -> str:
        number = "" if self.errcode is None else f"微信 {self.errcode}："
        return f"{number}{self.advice}" + (f"（rid {self.rid}）" if self.rid else "")


class Refused(WeChatError):
    """The platform understood and said no. Sending the same again gives the same answer."""


class NotSubscribed(Refused):
    """43101: the person did not accept, switched it off, or the last accept is spent."""


class LoginCodeRefused(Refused):
    """The login code is wrong, older than five minutes or used already."""


class ConfigurationWrong(Refused):
    """A setting, a template or our own program is wrong; every further call would fail too."""


class Unavailable(WeChatError):
    """Surely not carried out. Safe to try again later."""


class Ambiguous(WeChatError):
    """The request left us and no readable answer came back. It may have been carried out."""


class InvalidCallback(Exception):
    """A push that must be refused. Carries a short reason for the log, never the body."""


LATER: Final = "过一会儿再试。"
UNKNOWN: Final = "不知道办了没有。"
_BUSY: Final = "微信暂时忙不过来，过一会儿再试。"
_TOKEN: Final = "微信不认调用凭据，已换过一次仍不行；过一会儿再试，并查是否有别的程序在用同一个小程序密钥。"

_KINDS: Final[dict[int, tuple[type[WeChatError], str]]] = {
    -1: (Unavailable, _BUSY),
    40001: (Unavailable, _TOKEN),
    40014: (Unavailable, _TOKEN),
    42001: (Unavailable, _TOKEN),
    43108: (Unavailable, "同一个人正在收另一条消息，稍后再发。"),
    45009: (Unavailable, "今天的微信调用次数用完了，明天再发。"),
    45011: (Unavailable, "微信调用太快，过一分钟再试。"),
    43101: (NotSubscribed, "对方没有订阅，或订阅次数已用完；请看站内通知，不要重发。"),
    40029: (LoginCodeRefused, "登录码不对或已过期，请重新进入小程序再试。"),
    40163: (LoginCodeRefused, "登录码已经用过，请重新进入小程序再试。"),
    41008: (LoginCodeRefused, "缺少登录码，请重新进入小程序再试。"),
    40226: (Refused, "微信认为这个账号有风险，暂不让登录。"),
    40003: (Refused, "收件人不是本小程序的用户，请核对后再发。"),
    45168: (Refused, "消息里有微信不许的词，请改写后再发。"),
    40013: (ConfigurationWrong, "WECHAT_APPID 不对，请到小程序后台核对。"),
    40125: (ConfigurationWrong, "WECHAT_SECRET 不对，请到小程序后台核对或重置。"),
    40164: (ConfigurationWrong, "服务器地址不在微信的 IP 白名单里，请到小程序后台添加。"),
    41002: (ConfigurationWrong, "没有带 appid，请检查 WECHAT_APPID。"),
    41004: (ConfigurationWrong, "没有带密钥，请检查 WECHAT_SECRET。"),
    40037: (ConfigurationWrong, "订阅消息模板编号不对，请核对 WECHAT_TEMPLATE_REPLY。"),
    40097: (ConfigurationWrong, "参数不合微信的规定，请告诉开发人员。"),
    40129: (ConfigurationWrong, "小程序码的 scene 里有不许用的字符。"),
    40169: (ConfigurationWrong, "小程序码的 scene 为空或超过 32 个字符。"),
    41030: (ConfigurationWrong, "小程序页面路径不对，或这一页还没有发布。"),
    43107: (ConfigurationWrong, "订阅消息能力或模板被微信封停，请停发并到小程序后台查看。"),
    45063: (ConfigurationWrong, "本小程序没有生成小程序码的权限。"),
    47001: (ConfigurationWrong, "请求格式不对，请告诉开发人员。"),
    47003: (ConfigurationWrong, "模板字段的内容不合规定，请告诉开发人员。"),
    48001: (ConfigurationWrong, "本小程序没有这个接口的权限，请到小程序后台开通。"),
}


def by_errcode(errcode: int, errmsg: object = "") -> WeChatError:
    """The error for a number. `errmsg` is read for its request id alone: its wording changes."""
    kind, advice = _KINDS.get(errcode, (Refused, "微信拒绝了这次请求，请按错误码查微信文档。"))
    rid = _RID.search(errmsg) if isinstance(errmsg, str) else None
    return kind(advice, errcode, rid.group(1) if rid else "")


def by_status(status: int) -> WeChatError:
    """The error for an HTTP status that is not 2xx.

    504 is a gateway that asked WeChat and got no answer in time: nobody knows what became of it.
    """
    if status == 504:
        return Ambiguous(f"微信的网关没等到回答（HTTP 504），{UNKNOWN}")
    return Unavailable(f"微信的网关出错（HTTP {status}），{LATER}")
