"""Every figure of the four screens as a row of data: what it is called, which numbers it is made of, its words (口径).

Figures about letters take their words from the indicators, so that a thing has one definition; to add another, add a row.
"""

from __future__ import annotations

from server.dashboard.counted import Counted, When
from server.dashboard.register_definitions import REGISTERS
from server.dashboard.work_definitions import OVERSIGHT, WORK
from server.indicators.definitions import INDICATORS, Unit


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


_D = When.DUE
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
FIGURES = {one.id: one for one in (*LETTERS, *PATHS, *REGISTERS, *WORK, *OVERSIGHT)}
"""Everything that has a number and a definition, in the order in which it is explained."""
PARTICIPATION = "participation_rate"
