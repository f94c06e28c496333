"""Every figure of the four screens as a row of data: what it is called, which numbers it is made of, its words (口径).

Figures about letters take their words from the indicators, so that a thing has one definition; to add another, add a row.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from server.dashboard.shapes import Definition
from server.indicators.definitions import DIMENSIONS, INDICATORS, Unit


class When(StrEnum):
    """Which of the kept numbers a figure takes: of the period, of days of it that are over, of the year, of now."""

    PERIOD = "period"
    DUE = "due"
    SPAN = "span"
    YEAR = "year"
    BEFORE = "before"
    NOW = "now"


@dataclass(frozen=True, slots=True)
class Counted:
    """`over` is the metric that is counted, `went` of a rate the part of it; `words` keeps to some of its words."""

    id: str
    name: str
    unit: str
    rule: str
    formula: str
    over: str
    went: str = ""
    when: When = When.PERIOD
    over_words: frozenset[str] = frozenset()
    went_words: frozenset[str] = frozenset()
    counts: str = ""
    leaves_out: str = ""
    sources: tuple[str, ...] = ()
    exceptions: str = ""
    link: str = ""
    fewest: int = 0
    least: float = 0.0
    of_letters: bool = False

    @property
    def is_rate(self) -> bool:
        return bool(self.went)

    @property
    def definition(self) -> Definition:
        return Definition(
            self.id,
            self.name,
            self.unit,
            self.rule,
            self.formula,
            self.counts,
            self.leaves_out,
            self.sources,
            DIMENSIONS,
        )


def _letter(key: str, over: str, went: str = "", when: When = When.PERIOD) -> Counted:
    """As the indicators define it."""
    one = INDICATORS[key]
    return Counted(
        key,
        one.name,
        "%" if one.unit is Unit.PERCENT else "件",
        one.rule,
        one.formula,
        over,
        went,
        when,
        counts=one.counts,
        leaves_out=one.leaves_out,
        sources=one.sources,
        exceptions=one.exceptions,
        link=f"/console/indicators/{key}",
        fewest=one.fewest,
        least=one.least,
        of_letters=True,
    )


_DONE, _OFFLINE, _ONLINE = frozenset({"done"}), frozenset({"offline"}), frozenset({"online"})
_P, _N, _D, _Y = When.PERIOD, When.NOW, When.DUE, When.YEAR
LETTERS = (
    _letter("acceptance_rate", "submitted", "accepted_in_time"),
    _letter("feedback_rate", "owed", "heard", _D),
    _letter("timely_feedback_rate", "owed", "heard_in_time", _D),
    _letter("solution_rate", "matter", "solved"),
    _letter("satisfaction_rate", "rated", "satisfied"),
    _letter("participation_rate", "asked", "took_part"),
    _letter("rework_rate", "poor", "poor", When.SPAN),
    _letter("conversion_rate", "accepted", "converted"),
    _letter("received", "received"),
    _letter("accepted", "accepted"),
    _letter("answered", "answered"),
    _letter("concluded", "concluded"),
    _letter("open", "open", "", When.BEFORE),
)
PATHS = (
    Counted(
        "return_rate",
        "退回率",
        "%",
        "O9",
        "被单位退回过的 ÷ 交办过的",
        "assigned",
        "returned",
        counts="提交那天在这段时间里、交给过单位的来信；一件退几次只算一件。",
        sources=("messages.created_at", "assignments.returned_at"),
        of_letters=True,
    ),
    Counted(
        "extension_rate",
        "延期率",
        "%",
        "O10",
        "批准过延期的 ÷ 交办过的",
        "assigned",
        "extended",
        counts="提交那天在这段时间里、交给过单位的来信；每件只能延一次。",
        sources=("messages.created_at", "assignment_extensions.verdict"),
        of_letters=True,
    ),
    Counted(
        "promise_rate",
        "B 类兑现率",
        "%",
        "O17",
        "兑现并回填的 ÷ 到了承诺日的",
        "promise",
        "promise_kept",
        _D,
        counts="承诺日在这段时间里并且已经过了的；到日子没有回填、又打开接着办的，算没有兑现。",
        sources=("messages.fulfil_on", "messages.fulfilled_at", "message_steps.action"),
        exceptions="没有兑现",
        of_letters=True,
    ),
)
REGISTERS = (
    Counted(
        "deputies",
        "在任代表",
        "名",
        "R1-03",
        "登记在这里、今天在任的代表",
        "deputy",
        when=_N,
        counts="按登记所在的地区算：上级代表登记在上级。一人一条登记，只算一次。",
        leaves_out="任期没到或已经离任的。",
        sources=("deputies.term_from", "deputies.term_to", "deputies.level"),
        link="/console/deputies",
    ),
    Counted(
        "stations",
        "家站点",
        "个",
        "R2-03",
        "状态是“运行”的家、站、点",
        "station",
        when=_N,
        leaves_out="筹建、在建、停用、撤销的。",
        sources=("stations.licence", "stations.kind"),
        link="/console/stations",
    ),
    Counted(
        "licensed",
        "授过牌",
        "个",
        "R2-03",
        "登记了授牌日期的站点",
        "licensed",
        when=_N,
        sources=("stations.licensed_on",),
        link="/console/stations",
    ),
    Counted(
        "deputy_codes",
        "代表码覆盖",
        "%",
        "R2-01",
        "有有效代表码的 ÷ 在任代表",
        "deputy",
        "deputy_code",
        _N,
        leaves_out="离任代表的码。",
        sources=("codes.status", "deputies.term_to"),
        exceptions="没有有效的码",
        link="/console/codes",
    ),
    Counted(
        "station_codes",
        "站点码覆盖",
        "%",
        "R2-01",
        "有有效站点码的 ÷ 运行的站点",
        "station",
        "station_code",
        _N,
        sources=("codes.status", "stations.licence"),
        exceptions="没有有效的码",
        link="/console/codes",
    ),
    Counted(
        "milestone_1",
        "第一步：接入",
        "%",
        "R4-04",
        "做完的 ÷ 运行的站点",
        "station",
        "milestone",
        _N,
        went_words=frozenset({"1"}),
        sources=("milestones.step",),
        exceptions="还没有做完",
        link="/console/stations",
    ),
    Counted(
        "milestone_2",
        "第二步：常态",
        "%",
        "R4-04",
        "做完的 ÷ 运行的站点",
        "station",
        "milestone",
        _N,
        went_words=frozenset({"2"}),
        sources=("milestones.step",),
        exceptions="还没有做完",
        link="/console/stations",
    ),
    Counted(
        "milestone_3",
        "第三步：同步",
        "%",
        "R4-04",
        "做完的 ÷ 运行的站点",
        "station",
        "milestone",
        _N,
        went_words=frozenset({"3"}),
        sources=("milestones.step",),
        exceptions="还没有做完",
        link="/console/stations",
    ),
)
WORK = (
    Counted(
        "offline_activities",
        "线下活动",
        "场",
        "R4-10",
        "开始那天在这段时间里、已归档的线下活动",
        "activity_place",
        over_words=_OFFLINE,
        leaves_out="线上的另计，不抵线下；没有归档的不算。",
        sources=("activities.status", "activities.is_online"),
    ),
    Counted(
        "online_activities",
        "线上活动",
        "场",
        "R4-10",
        "开始那天在这段时间里、已归档的线上活动",
        "activity_place",
        over_words=_ONLINE,
        sources=("activities.status", "activities.is_online"),
    ),
    Counted(
        "unfiled",
        "待归档",
        "场",
        "R4-10",
        "办完了、还没有归档的活动",
        "unfiled",
        sources=("activities.status",),
    ),
    Counted(
        "duties",
        "参与人次",
        "人次",
        "R4-10",
        "这段时间里已核实的履职记录",
        "duty",
        counts="扫码、代登、汇入、补登一样算；封存的也算。",
        leaves_out="待核实、没核实、作废的。",
        sources=("duties.status", "duties.at"),
    ),
    Counted(
        "receptions",
        "接待场次",
        "场",
        "R2-05",
        "已归档的接待选民活动",
        "activity",
        over_words=frozenset({"receive_voters"}),
        sources=("activities.kind", "activities.status"),
    ),
    Counted(
        "attended",
        "列席",
        "人次",
        "R1-03",
        "已核实的列席会议记录",
        "duty",
        over_words=frozenset({"observe_meeting"}),
        sources=("duties.kind",),
    ),
    Counted(
        "coverage",
        "全年参与覆盖",
        "%",
        "R4-10",
        "当年有线下履职记录的代表 ÷ 在任满 90 天的代表",
        "to_take_part",
        "has_taken_part",
        _Y,
        counts="按人算，一人一年只算一次；当年最后一天或今天在任、任职满 90 天的。",
        leaves_out="只有线上记录的，不算参与。不出名单榜，提醒先发给本人。",
        sources=("duties.kind", "duties.status", "deputies.term_from"),
        exceptions="还没有线下履职",
        link="/console/coverage",
    ),
    Counted(
        "in_touch",
        "固定联系达标",
        "%",
        "R4-09",
        "联系够数的代表 ÷ 应达标的代表",
        "to_be_in_touch",
        "in_touch",
        _N,
        counts="同意了的才算；直接选举的联系选民，间接选举的联系基层代表；任职满 30 天起算。",
        sources=("contact_links.status", "deputies.level"),
        exceptions="还不够",
        link="/console/contacts",
    ),
    Counted(
        "reported",
        "报到率",
        "%",
        "R2-04",
        "本届已报到的 ÷ 在任代表",
        "deputy",
        "reported",
        _N,
        sources=("contact_arrivals.term_from",),
        exceptions="还没有报到",
        link="/console/contacts",
    ),
    Counted(
        "suggestions",
        "代表建议",
        "件",
        "S1",
        "这段时间里提交的建议",
        "suggestion",
        leaves_out="草稿、联名中和撤回的。",
        sources=("suggestions.submitted_at",),
        link="/console/suggestions",
    ),
    Counted(
        "suggestions_in_time",
        "建议按期答复率",
        "%",
        "S7",
        "主办单位按期签发书面答复的 ÷ 到期的",
        "suggestion_due",
        "suggestion_in_time",
        _D,
        sources=("suggestion_units.due_on", "suggestion_replies.signed_at"),
        exceptions="没有按期答复",
        link="/console/suggestions",
    ),
    Counted(
        "suggestions_solved",
        "建议 A 类率",
        "%",
        "S7",
        "最后一次答复是 A 类的 ÷ 有答复的",
        "suggestion_result",
        "suggestion_result",
        went_words=frozenset({"A"}),
        sources=("suggestion_replies.result",),
        link="/console/suggestions",
    ),
    Counted(
        "suggestions_satisfied",
        "建议满意率",
        "%",
        "S10",
        "领衔代表满意和基本满意的 ÷ 评价过的",
        "suggestion_rated",
        "suggestion_satisfied",
        leaves_out="还没有评价的。样本不到 10 件只写数量。",
        sources=("suggestion_evaluations.result",),
        exceptions="不满意",
        link="/console/suggestions",
        fewest=10,
    ),
    Counted(
        "visits_held",
        "进站会商完成率",
        "%",
        "R2-16",
        "办了的 ÷ 计划日子到了的",
        "visit_due",
        "visit_held",
        _D,
        sources=("visits.planned_on", "visits.status"),
        exceptions="还没有办",
        link="/console/visits",
    ),
    Counted(
        "pledges_kept",
        "进站承诺兑现率",
        "%",
        "R2-17",
        "按期兑现的 ÷ 到期的承诺",
        "pledge",
        "pledge_kept",
        _D,
        sources=("visit_issues.due_on", "visit_issues.kept_on"),
        exceptions="到期没有兑现",
        link="/console/visits",
    ),
)
OVERSIGHT = (
    Counted(
        "leads",
        "线索",
        "件",
        "X1",
        "这段时间里转来的项目线索、议题、心愿、立法意见",
        "lead",
        sources=("leads.created_at", "leads.kind"),
        link="/console/leads",
    ),
    Counted(
        "leads_answered",
        "线索反馈率",
        "%",
        "X6",
        "定了采纳不采纳的 ÷ 到期的",
        "lead_due",
        "lead_decided",
        _D,
        sources=("leads.due_on", "leads.decided_at"),
        exceptions="到期还没有定",
        link="/console/leads",
    ),
    Counted(
        "leads_adopted",
        "线索采纳率",
        "%",
        "X2",
        "采纳和部分采纳的 ÷ 定了的",
        "lead_answered",
        "lead_adopted",
        sources=("leads.adopted",),
        exceptions="没有采纳，都写了理由",
        link="/console/leads",
    ),
)
FIGURES = {one.id: one for one in (*LETTERS, *PATHS, *REGISTERS, *WORK, *OVERSIGHT)}
"""Everything that has a number and a definition, in the order in which it is explained."""
PARTICIPATION = "participation_rate"
