"""W21: the one guard that every verb passes which sets how the product works here. What the rules forbid to switch on
is refused with the reason, and the attempt is written down although the request is undone."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from server.core import audit
from server.core.actor import Actor
from server.core.errors import Forbidden


@dataclass(frozen=True, slots=True)
class Ban:
    """What is forbidden, in words; `key` knows it by a setting's name, `said` by what is written."""

    words: str
    key: re.Pattern[str]
    said: re.Pattern[str]


_FORCE = r"(?:强制|必须|一律|务必|不得不)"
RANKING = Ban("排名", re.compile(r"rank|leader_?board"), re.compile(r"排名|排行|名次|红黑榜|末位"))
POINTS = Ban("积分", re.compile(r"score|points?(?!_)"), re.compile(r"积分|计分"))
HOURS = Ban(
    "统计时长、次数",
    re.compile(r"online|duration"),
    re.compile(r"(?:在线|学习|登录|停留)时长|时长统计|统计时长|登录次数"),
)
SIGN_IN = Ban(
    "强制登录、签到和扫码",
    re.compile(r"force|require|must|check_?in|sign_?in"),
    re.compile(rf"打卡|{_FORCE}.{{0,4}}(?:登录|签到|扫码)"),
)
PHOTO = Ban(
    "强制拍照",
    re.compile(r"photo_?required"),
    re.compile(rf"{_FORCE}.{{0,4}}(?:拍照|照片|传照|视频)|不拍照不算"),
)
TRACK = Ban("记录轨迹", re.compile(r"track"), re.compile(rf"轨迹|{_FORCE}.{{0,4}}定位"))
BANS = (RANKING, POINTS, HOURS, SIGN_IN, PHOTO, TRACK)


def found(key: str, given: Iterable[object], *, besides: Iterable[Ban] = ()) -> Ban | None:
    """What would be switched on, by the setting's name or by what is written; `besides` is decided elsewhere."""
    written = [key, *(str(one) for one in given)]
    for ban in BANS:
        if ban in tuple(besides):
            continue
        if ban.key.search(key.lower()) or any(ban.said.search(words) for words in written):
            return ban
    return None


def refuse(
    actor: Actor, key: str, *given: object, is_known: bool = False, besides: Iterable[Ban] = ()
) -> None:
    """Raises Forbidden, with an entry of its own in the audit. A key that `is_known` is judged by its words alone."""
    ban = found("" if is_known else key, given, besides=besides)
    if ban is None:
        return
    audit.record_apart(
        actor, "setting.refused", "setting", None, f"{key}：{'、'.join(map(str, given))}"[:200]
    )
    raise Forbidden(
        "setting.forbidden",
        f"这里不能开{ban.words}（国家规定的硬约束），没有保存，这一次也记下了。请改掉再存。",
    )
