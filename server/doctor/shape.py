"""Whether the settings could be an account's at all, before anybody is asked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from server.config import TEMPLATES, Settings
from server.doctor.findings import Finding, mend, well

STEP: Final = "设置"
_APPID: Final = re.compile(r"wx[0-9a-f]{16}")
_SECRET: Final = re.compile(r"[0-9a-f]{32}")
_TOKEN: Final = re.compile(r"[0-9A-Za-z]{3,32}")
_AES_KEY: Final = re.compile(r"[0-9A-Za-z]{43}")
_PLACE: Final = "小程序后台「开发管理 → 开发设置」"


def examine(settings: Settings) -> Iterator[Finding]:
    """One line for each setting that cannot be right, or one line that all of them may be."""
    problems = [*_account(settings), *_pushes(settings), *_templates(settings)]
    if problems:
        yield from (mend(STEP, problem) for problem in problems)
    else:
        yield well(STEP, "AppID、AppSecret、Token、EncodingAESKey、模板编号的样子都对。")


def _account(settings: Settings) -> Iterator[str]:
    if not _APPID.fullmatch(settings.wechat_appid):
        yield f"WECHAT_APPID 应该是 wx 加 16 位，请到{_PLACE}的「开发者 ID」抄一遍。"
    if not _SECRET.fullmatch(settings.wechat_secret):
        yield f"WECHAT_SECRET 应该是 32 位小写字母和数字；忘了就到{_PLACE}的「AppSecret」重置。"


def _pushes(settings: Settings) -> Iterator[str]:
    """While the console is being changed there may be two of each, "new,old"."""
    place = f"{_PLACE}的「消息推送」"
    if not all(_TOKEN.fullmatch(one.strip()) for one in settings.wechat_token.split(",")):
        yield f"WECHAT_TOKEN 应该是 3 到 32 位字母和数字，和{place}里的 Token 一样。"
    keys = settings.wechat_aes_key.split(",") if settings.wechat_aes_key else []
    if not all(_AES_KEY.fullmatch(one.strip()) for one in keys):
        yield f"WECHAT_AES_KEY 应该是 43 位字母和数字，和{place}里的 EncodingAESKey 一样。"
    if settings.is_production and not keys:
        yield f"WECHAT_AES_KEY 没有填；在{place}里选安全模式，把 EncodingAESKey 抄过来。"


def _templates(settings: Settings) -> Iterator[str]:
    if "reply" not in settings.templates:
        yield f"{TEMPLATES['reply']} 没有填；在小程序后台「订阅消息 → 我的模板」里抄模板 ID。"
    ids = list(settings.templates.values())
    for name, template_id in settings.templates.items():
        if ids.count(template_id) > 1:
            yield f"{TEMPLATES[name]} 和别的模板填了同一个编号。"
