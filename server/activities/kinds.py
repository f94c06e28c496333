"""The twenty kinds of duty (domain §6.1). A station's activity is one of those that have a place and a time."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class DutyKind(StrEnum):
    ATTEND_CONGRESS = "attend_congress"
    SPEAK = "speak"
    SUGGEST = "suggest"
    RECEIVE_VOTERS = "receive_voters"
    VISIT_VOTERS = "visit_voters"
    HANDLE_OPINION = "handle_opinion"
    INSPECT = "inspect"
    RESEARCH = "research"
    LAW_CHECK = "law_check"
    OBSERVE_MEETING = "observe_meeting"
    DELIBERATE = "deliberate"
    ONSITE = "onsite"
    LEGIS_COMMENT = "legis_comment"
    PROJECT_WATCH = "project_watch"
    SERVICE = "service"
    PUBLICITY = "publicity"
    TRAINING = "training"
    GROUP_ACTIVITY = "group_activity"
    DUTY_REPORT = "duty_report"
    MEDIATION = "mediation"


class StationRole(StrEnum):
    """Which of a station's five roles a kind serves first (R4-06)."""

    PUBLICITY = "publicity"
    BRIDGE = "bridge"
    WINDOW = "window"
    SUPERVISION = "supervision"
    SERVICE = "service"


class Part(StrEnum):
    """How a kind counts for 参与全覆盖: by what is done offline; what is online is told apart."""

    OFFLINE = "offline"
    ONLINE = "online"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class KindInfo:
    """`code` is D01…D20; `phrase` is how the kind is told in a sentence: 接待街坊 6 次.

    `at_station`: whether an archived event of it counts for how often a station was open (domain §6.1).
    """

    code: str
    name: str
    phrase: str
    role: StationRole
    part: Part
    at_station: bool
    unit: str = "次"


K = DutyKind
_P, _B, _W, _S, _V = StationRole
_OFF, _ON, _NONE = Part
KINDS: dict[DutyKind, KindInfo] = {
    K.ATTEND_CONGRESS: KindInfo("D01", "出席人代会", "出席会议", _S, _NONE, False),
    K.SPEAK: KindInfo("D02", "审议发言", "发言", _S, _NONE, False),
    K.SUGGEST: KindInfo("D03", "提出建议", "提建议", _W, _ON, False, "件"),
    K.RECEIVE_VOTERS: KindInfo("D04", "进站接待选民", "接待街坊", _B, _OFF, True),
    K.VISIT_VOTERS: KindInfo("D05", "走访联系选民", "走访", _B, _OFF, True),
    K.HANDLE_OPINION: KindInfo("D06", "答复民意", "回信", _W, _ON, False, "封"),
    K.INSPECT: KindInfo("D07", "视察", "视察", _S, _OFF, True),
    K.RESEARCH: KindInfo("D08", "专题调研", "调研", _S, _OFF, True),
    K.LAW_CHECK: KindInfo("D09", "执法检查", "执法检查", _S, _OFF, False),
    K.OBSERVE_MEETING: KindInfo("D10", "列席会议", "列席会议", _S, _OFF, False),
    K.DELIBERATE: KindInfo("D11", "议事协商", "开会议事", _V, _OFF, True),
    K.ONSITE: KindInfo("D12", "进站会商", "进站会商", _S, _OFF, True),
    K.LEGIS_COMMENT: KindInfo("D13", "立法意见", "提立法意见", _W, _ON, False, "条"),
    K.PROJECT_WATCH: KindInfo("D14", "民生实事项目监督", "看民生项目", _S, _OFF, True),
    K.SERVICE: KindInfo("D15", "为民服务", "为民服务", _V, _ON, False),
    K.PUBLICITY: KindInfo("D16", "宣讲普法", "宣讲", _P, _OFF, True),
    K.TRAINING: KindInfo("D17", "学习培训", "学习", _P, _NONE, False),
    K.GROUP_ACTIVITY: KindInfo("D18", "代表小组活动", "小组活动", _B, _OFF, True),
    K.DUTY_REPORT: KindInfo("D19", "报告履职", "报告履职", _S, _OFF, True),
    K.MEDIATION: KindInfo("D20", "矛盾调处", "调处", _V, _OFF, False),
}
