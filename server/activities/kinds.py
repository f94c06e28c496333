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


@dataclass(frozen=True, slots=True)
class KindInfo:
    """`code` is D01…D20; `phrase` is how the kind is told in a sentence: 接待街坊 6 次."""

    code: str
    name: str
    phrase: str
    unit: str = "次"


K = DutyKind
KINDS: dict[DutyKind, KindInfo] = {
    K.ATTEND_CONGRESS: KindInfo("D01", "出席人代会", "出席会议"),
    K.SPEAK: KindInfo("D02", "审议发言", "发言"),
    K.SUGGEST: KindInfo("D03", "提出建议", "提建议", "件"),
    K.RECEIVE_VOTERS: KindInfo("D04", "进站接待选民", "接待街坊"),
    K.VISIT_VOTERS: KindInfo("D05", "走访联系选民", "走访"),
    K.HANDLE_OPINION: KindInfo("D06", "答复民意", "回信", "封"),
    K.INSPECT: KindInfo("D07", "视察", "视察"),
    K.RESEARCH: KindInfo("D08", "专题调研", "调研"),
    K.LAW_CHECK: KindInfo("D09", "执法检查", "执法检查"),
    K.OBSERVE_MEETING: KindInfo("D10", "列席会议", "列席会议"),
    K.DELIBERATE: KindInfo("D11", "议事协商", "开会议事"),
    K.ONSITE: KindInfo("D12", "进站会商", "进站会商"),
    K.LEGIS_COMMENT: KindInfo("D13", "立法意见", "提立法意见", "条"),
    K.PROJECT_WATCH: KindInfo("D14", "民生实事项目监督", "看民生项目"),
    K.SERVICE: KindInfo("D15", "为民服务", "为民服务"),
    K.PUBLICITY: KindInfo("D16", "宣讲普法", "宣讲"),
    K.TRAINING: KindInfo("D17", "学习培训", "学习"),
    K.GROUP_ACTIVITY: KindInfo("D18", "代表小组活动", "小组活动"),
    K.DUTY_REPORT: KindInfo("D19", "报告履职", "报告履职"),
    K.MEDIATION: KindInfo("D20", "矛盾调处", "调处"),
}
