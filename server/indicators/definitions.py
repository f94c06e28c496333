"""The one place where every figure is defined: what it is called, what is counted, over what, and from where.

To add a figure, add a row. Conditions stand on the table of letters, beside which its rating is read.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement

from server.indicators import conditions as that
from server.indicators.frames import Frame

Condition = Callable[[Frame], ColumnElement[bool]]
DIMENSIONS = ("area", "station", "period")


class Unit(StrEnum):
    PERCENT = "percent"
    LETTERS = "letters"


@dataclass(frozen=True, slots=True)
class Indicator:
    """One definition. A rate has both conditions, a count only the first; its exceptions are what lies between them.

    Below `fewest` in the denominator, or where fewer than `least` took part, only numbers are shown.
    """

    id: str
    name: str
    unit: Unit
    rule: str
    formula: str
    counts: str
    leaves_out: str
    sources: tuple[str, ...]
    denominator: Condition
    numerator: Condition | None = None
    exceptions: str = ""
    fewest: int = 0
    least: float = 0.0

    @property
    def is_rate(self) -> bool:
        return self.numerator is not None


_RATES = (
    Indicator(
        "acceptance_rate",
        "受理率",
        Unit.PERCENT,
        "O3",
        "1 个工作日内受理的 ÷ 提交的",
        "提交那天在这段时间里的来信；期限各地可以另定，等来信人补充的日子不算。",
        "还没到期的；没受理就撤回的、待补充的、并到别件里的。不予受理的算在分母里。",
        ("messages.created_at", "messages.accepted_at", "messages.appealed_at", "message_steps.at"),
        that.was_submitted,
        that.was_accepted_in_time,
        "没有按时受理",
    ),
    Indicator(
        "feedback_rate",
        "反馈率",
        Unit.PERCENT,
        "O10",
        "已反馈的 ÷ 到期应反馈的",
        "答应的日子在这段时间里并且已经过了的；逾期以后补的也算反馈，不予受理、写明该找谁的也算。",
        "待补充、撤回、没到期、待受理、并到别件里的；没答复就转出去、还没有结果的。",
        ("messages.promised_on", "messages.status", "messages.answered_at"),
        that.was_owed,
        that.is_heard,
        "到期没有反馈",
    ),
    Indicator(
        "timely_feedback_rate",
        "按期反馈率",
        Unit.PERCENT,
        "O10",
        "按期反馈的 ÷ 到期应反馈的",
        "分母同反馈率；答复那天不晚于答应的日子。批准延期的按延后的日子，再办的按再办的日子。",
        "同反馈率。",
        ("messages.promised_on", "messages.answered_at", "messages.rejected_at"),
        that.was_owed,
        that.was_heard_in_time,
        "没有按期反馈",
    ),
    Indicator(
        "solution_rate",
        "解决率",
        Unit.PERCENT,
        "O11",
        "结果是 A 类的 ÷ 办结的",
        "办结那天在这段时间里的；结果看最后一次答复，没有标结果的不算 A 类。",
        "不予受理、撤回、咨询类；并案的只算主件。",
        ("messages.concluded_at", "messages.kind", "message_steps.result"),
        that.was_a_matter,
        that.is_solved,
        "办结而不是 A 类",
    ),
    Indicator(
        "satisfaction_rate",
        "满意率",
        Unit.PERCENT,
        "F12",
        "满意和基本满意 ÷ 有评价的",
        "最后一次答复在这段时间里的，评价以改过的为准；并案的，主件的答复就是每位来信人的答复，各评各的，一封信算一次，算在来信的站。样本不到 10 件，或参评率不到 30%，只写数量。",
        "没有评价的，不算满意也不算不满意；再答复以后还没有重新评的；撤回的。",
        ("messages.answered_at", "message_ratings.reply", "message_arrangements.other_id"),
        that.was_rated,
        that.is_satisfied,
        "评为不满意",
        fewest=10,
        least=0.3,
    ),
    Indicator(
        "participation_rate",
        "参评率",
        Unit.PERCENT,
        "F12",
        "有评价的 ÷ 应评价的",
        "最后一次答复在这段时间里，已经评价，或过了评价的日子办结的；并案的，每位来信人算一次，日子看主件。",
        "还在等评价的；撤回的。",
        (
            "messages.answered_at",
            "messages.status",
            "message_ratings.message_id",
            "message_arrangements.other_id",
        ),
        that.was_to_be_rated,
        that.is_rated,
        "没有评价",
    ),
    Indicator(
        "rework_rate",
        "再办完成率",
        Unit.PERCENT,
        "O12",
        "再办以后办结的 ÷ 评为不满意的",
        "在这段时间里评过不满意的，一件评几次只算一件；并案的，谁不满意都算主件一件。",
        "并到别件里的；人大机关抽查退回的不算来信人不满意。",
        ("messages.reworks", "messages.status", "message_steps.action"),
        that.was_found_poor,
        that.is_concluded,
        "还在再办",
    ),
    Indicator(
        "conversion_rate",
        "转化率",
        Unit.PERCENT,
        "O14",
        "转出去的 ÷ 受理的",
        "受理那天在这段时间里的；转成代表建议、项目线索、议题、心愿、立法意见都算。",
        "没有受理的。",
        ("messages.accepted_at", "message_steps.action"),
        that.was_accepted,
        that.was_converted,
        "没有转出去",
    ),
)


def _count(key: str, name: str, rule: str, formula: str, source: str, counted: Condition) -> Indicator:
    sources = (f"messages.{source}",)
    return Indicator(key, name, Unit.LETTERS, rule, formula, "", "", sources, counted, exceptions=name)


_COUNTS = (
    _count("received", "收到", "O1", "提交那天在这段时间里的来信", "created_at", that.was_received),
    _count("accepted", "受理", "O3", "受理那天在这段时间里的来信", "accepted_at", that.was_accepted),
    _count("answered", "答复", "O6", "最后一次答复在这段时间里的来信", "answered_at", that.was_answered),
    _count("concluded", "办结", "O11", "办结那天在这段时间里的来信", "concluded_at", that.was_concluded),
    _count("open", "在办", "O11", "这段时间里或以前来的，现在还没有办结", "status", that.is_open),
    _count("on_time", "正常", "O10", "还有时间的", "promised_on", that.is_on_time),
    _count(
        "due_soon", "快到期", "W01", "今天到期，或单位只剩最后五分之一时间的", "promised_on", that.is_due_soon
    ),
    _count("late", "逾期", "W02", "过了答应的日子，5 个工作日以内", "promised_on", that.is_late),
    _count("very_late", "严重逾期", "W02", "过了答应的日子 5 个工作日以上", "promised_on", that.is_very_late),
    _count("paused", "停着", "O4", "等来信人补充，不算期限", "awaited_until", that.is_paused),
)
INDICATORS = {indicator.id: indicator for indicator in (*_RATES, *_COUNTS)}
"""In the order in which they are shown."""
RATES = tuple(indicator.id for indicator in _RATES)
COUNTS = tuple(indicator.id for indicator in _COUNTS)
PARTICIPATION = "participation_rate"
LIGHTS = ("on_time", "due_soon", "late", "very_late", "paused")
TOGETHER = ("feedback_rate", "solution_rate", "satisfaction_rate", "participation_rate")
"""Always shown side by side, never one without the others (F12)."""
