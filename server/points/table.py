"""What may count and how much at most, in the order of the kinds; what never counts has no place here (domain §6.2).

Only what the system knows by itself stands in the table: nobody types in what is to be counted (F08).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from server.activities.kinds import DutyKind as K


class Item(StrEnum):
    ATTEND = "attend"
    SPEAK = "speak"
    SUGGEST = "suggest"
    SUGGEST_SOLVED = "suggest_solved"
    RECEIVE = "receive"
    CALL_ON = "call_on"
    OPINION = "opinion"
    INSPECT = "inspect"
    OBSERVE = "observe"
    CONFER = "confer"
    LEGISLATE = "legislate"
    PROJECT = "project"
    SERVE = "serve"
    PUBLICITY = "publicity"
    REPORT = "report"


@dataclass(frozen=True, slots=True)
class Row:
    """`kinds` are counted as confirmed records of the year; those that need more are counted by their own facts."""

    words: str
    weight: int
    cap: int
    kinds: tuple[K, ...] = ()


MOST_WEIGHT, MOST_CAP = 10, 30
"""Within these the office may set its own; none is ever below nothing."""
TABLE: dict[Item, Row] = {
    Item.ATTEND: Row("出席人代会", 5, 10, (K.ATTEND_CONGRESS,)),
    Item.SPEAK: Row("审议发言", 2, 10, (K.SPEAK,)),
    Item.SUGGEST: Row("提出建议", 3, 15, (K.SUGGEST,)),
    Item.SUGGEST_SOLVED: Row("建议的事解决了（A 类）", 2, 6),
    Item.RECEIVE: Row("进站接待选民", 3, 18, (K.RECEIVE_VOTERS,)),
    Item.CALL_ON: Row("走访联系选民", 2, 12, (K.VISIT_VOTERS,)),
    Item.OPINION: Row("民意件办结，来信人满意或基本满意", 2, 20),
    Item.INSPECT: Row("视察、调研、执法检查", 3, 15, (K.INSPECT, K.RESEARCH, K.LAW_CHECK)),
    Item.OBSERVE: Row("列席会议", 2, 6, (K.OBSERVE_MEETING,)),
    Item.CONFER: Row("议事协商、进站会商", 2, 12, (K.DELIBERATE, K.ONSITE)),
    Item.LEGISLATE: Row("立法意见采纳或部分采纳", 2, 8),
    Item.PROJECT: Row("民生实事项目监督", 2, 8, (K.PROJECT_WATCH,)),
    Item.SERVE: Row("为民服务，按件，不看金额", 1, 6, (K.SERVICE,)),
    Item.PUBLICITY: Row("宣讲普法、小组活动", 2, 8, (K.PUBLICITY, K.GROUP_ACTIVITY)),
    Item.REPORT: Row("报告履职", 5, 5, (K.DUTY_REPORT,)),
}

NEVER: dict[str, str] = {
    "scans": "扫码次数",
    "logins": "登录次数",
    "time": "在线、学习时长",
    "likes": "点赞、转发",
    "votes": "网络得票",
    "views": "观看数",
    "photos": "上传照片数",
    "donations": "捐款额",
    "chats": "微信群里说话",
}
"""Hard-coded: whatever a document says, these never count."""
