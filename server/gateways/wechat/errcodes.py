"""Every errcode of the platform that is known: its kind in the tree of `errors`, and what a person does about it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Final

from server.core import clock
from server.gateways.wechat.errors import (
    ConfigurationWrong,
    LoginCodeRefused,
    NotSubscribed,
    QuotaSpent,
    Refused,
    Unavailable,
    Unseen,
    WeChatError,
)

_RID = re.compile(r"rid: ?([0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8})")
_IP = re.compile(r"(?:\d{1,3}\.){3}\d{1,3}")

STALE_TOKEN: Final = frozenset({40001, 40014, 42001})
_TOKEN: Final = "微信不认调用凭据，已换过一次仍不行；过一会儿再试，并查是否有别的程序在用同一个小程序密钥。"
_PROGRAM: Final = "请告诉开发人员。"
_ADMIN: Final = "请管理员在手机微信上确认这台服务器的调用，再试一次。"

_LATER: Final = {
    -1: "微信暂时忙不过来，过一会儿再试。",
    40001: _TOKEN,
    40014: _TOKEN,
    42001: _TOKEN,
    43108: "同一个人正在收另一条消息，稍后再发。",
    44990: "微信调用太快，过一秒再试。",
    45011: "微信调用太快，过一分钟再试。",
}
_QUOTA: Final = {45009: "今天的微信调用次数用完了，明天 0 点 5 分以后再发。"}
_CODE: Final = {
    40029: "登录码不对或已过期，请重新进入小程序再试。",
    40163: "登录码已经用过，请重新进入小程序再试。",
    41008: "缺少登录码，请重新进入小程序再试。",
    87009: "登录状态已经换了，请重新进入小程序再试。",
}
_NO: Final = {
    40003: "对方不是本小程序的用户，请核对后再试。",
    40226: "微信认为这个账号有风险，暂不让登录。",
    43104: "这个人不是本小程序的用户，请人工处理。",
    45015: "对方超过 48 小时没有来过，客服消息不能发了。",
    45047: "给这个人的客服消息已到上限，等对方再来。",
    45168: "消息里有微信不许的词，请改写后再发。",
    48006: "这个月的清零次数用完了（每月 10 次），下个月再清。",
    76001: "查不到这个 rid，只能查七天以内的。",
    76003: "微信没有这个接口的用量，请核对接口路径。",
    76021: "微信没有这个接口路径，请核对后再查。",
    76022: "这个接口或 rid 不归本小程序，请核对后再查。",
    85107: "微信不收这条消息，请按错误码查微信文档。",
    87014: "微信认为内容有风险，请人工看一看。",
}
_WRONG: Final = {
    40002: f"grant_type 不对，{_PROGRAM}",
    40013: "WECHAT_APPID 不对，请到小程序后台核对。",
    40125: "WECHAT_SECRET 不对，请到小程序后台核对或重置。",
    40164: "服务器地址不在微信的 IP 白名单里，请到小程序后台添加。",
    41001: f"没有带调用凭据，{_PROGRAM}",
    41002: "没有带 appid，请检查 WECHAT_APPID。",
    41004: "没有带密钥，请检查 WECHAT_SECRET。",
    40037: "订阅消息模板编号不对，请核对 WECHAT_TEMPLATE_ 开头的设置。",
    40038: f"订阅消息的参数不对，{_PROGRAM}",
    40066: f"短链接的页面地址不对，{_PROGRAM}",
    40097: f"参数不合微信的规定，{_PROGRAM}",
    40129: "小程序码的 scene 里有不许用的字符，或审核的场景值不对。",
    40159: f"小程序码的页面路径不对，{_PROGRAM}",
    40165: "链接的页面路径不对，或这一页还没有发布。",
    40169: "小程序码的 scene 为空或超过 32 个字符。",
    40189: "小程序码的宽度要在 280 到 1280 之间。",
    40212: f"链接的参数不合规定，{_PROGRAM}",
    40225: f"短链接的标题不合规定，{_PROGRAM}",
    41030: "小程序页面路径不对，或这一页还没有发布。",
    43002: f"这个接口要用 POST，{_PROGRAM}",
    43003: "要用 https 访问微信，请检查 WECHAT_API_BASE。",
    43107: "订阅消息能力或模板被微信封停，请停发并到小程序后台查看。",
    43302: f"调用方式不对，{_PROGRAM}",
    44002: f"没有带内容，{_PROGRAM}",
    45029: "小程序码的总数用完了，请改用不限数量的小程序码。",
    45063: "本小程序没有生成小程序码的权限。",
    47001: f"请求格式不对，{_PROGRAM}",
    47003: f"模板字段的内容不合规定，{_PROGRAM}",
    48001: "本小程序没有这个接口的权限，请到小程序后台开通。",
    50002: "小程序账号被微信限制了，请到小程序后台查看。",
    50004: "这个功能被微信停用了，请到小程序后台查看。",
    85066: "普通链接二维码的链接不对，请到小程序后台核对。",
    85068: "测试链接不在这条规则之下，请到小程序后台核对。",
    85069: "域名校验文件没有放好，请按小程序后台的提示重放。",
    85070: "个人小程序不能用普通链接二维码。",
    85071: "这条普通链接二维码规则已经有了。",
    85072: "这个链接被别的小程序占用了，请到小程序后台查看。",
    85073: "普通链接二维码规则满了，请先删掉不用的。",
    85074: "小程序还没有发布，请先发布。",
    85075: "个人小程序不能用普通链接二维码。",
    85096: "页面参数里不能有 scancode_time，这是微信自己用的名字。",
    85400: "长期有效的链接额度用完了，请改用有期限的链接。",
    85401: "链接的有效期要在 1 到 30 天之间。",
    87008: f"签名方法不对，{_PROGRAM}",
    89503: _ADMIN,
    89506: f"{_ADMIN}管理员刚刚拒绝过，24 小时后才能再问。",
    89507: f"{_ADMIN}管理员刚刚拒绝过，1 小时后才能再问。",
}
_KINDS: Final[dict[type[WeChatError], dict[int, str]]] = {
    Unavailable: _LATER,
    QuotaSpent: _QUOTA,
    NotSubscribed: {43101: "对方没有订阅，或订阅次数已用完；请看站内通知，不要重发。"},
    Unseen: {61010: "这个人两小时内没有来过小程序，微信不给查，请人工看一看。"},
    LoginCodeRefused: _CODE,
    Refused: _NO,
    ConfigurationWrong: _WRONG,
}
KNOWN: Final[dict[int, tuple[type[WeChatError], str]]] = {
    errcode: (kind, advice) for kind, advices in _KINDS.items() for errcode, advice in advices.items()
}
_WAITS: Final = {43108: 2, 44990: 1, 45011: 60}


def by_errcode(errcode: int, errmsg: object = "") -> WeChatError:
    """The error for a number.

    `errmsg` is read for its request id alone, and for our own address where the platform misses it on
    its list: its wording changes, and it may repeat what we sent.
    """
    kind, advice = KNOWN.get(errcode, (Refused, "微信拒绝了这次请求，请按错误码查微信文档。"))
    said = errmsg if isinstance(errmsg, str) else ""
    rid, address = _RID.search(said), _IP.search(said)
    if errcode == 40164 and address:
        advice = f"服务器地址 {address.group()} 不在微信的 IP 白名单里，请到小程序后台添加。"
    wait = _until_tomorrow() if kind is QuotaSpent else _WAITS.get(errcode)
    return kind(advice, errcode, rid.group(1) if rid else "", wait)


def _until_tomorrow() -> int:
    """Seconds to five past midnight in China, when the platform counts anew."""
    now = clock.local(clock.now())
    fresh = (now + timedelta(days=1)).replace(hour=0, minute=5, second=0, microsecond=0)
    return int((fresh - now).total_seconds()) + 1
