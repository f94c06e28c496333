"""What a tenant asks of its deputies, and how they report: the parameters of 履职."""

from __future__ import annotations

from server.areas.kinds import Number, YesNo
from server.areas.parameters import Group, Parameter

RECEPTIONS, REPORT_YEARLY = "duty.receptions", "report.yearly"
REPORT_RATE_DAYS, REPORT_RESULT = "report.rating_days", "report.shows_result"
_F = Group.DUTY

PARAMETERS = (
    Parameter(
        RECEPTIONS,
        "请每位代表一年接待几次",
        "只给代表自己看做到没有，不比较、不排先后；写 0 就是不提。",
        _F,
        Number(0, 24, "次"),
        4,
        "R4-07",
    ),
    Parameter(REPORT_YEARLY, "每年报告一次履职", "不开就是每届至少一次。", _F, YesNo(), False, "R4-07"),
    Parameter(
        REPORT_RATE_DAYS,
        "报告以后，选民评议几天",
        "从报告那天算起；过了就收，不到 10 票不公布。",
        _F,
        Number(3, 30, "天"),
        7,
        "R4-07",
    ),
    Parameter(REPORT_RESULT, "评议结果随报告公布", "不开就只有代表本人看得到。", _F, YesNo(), True, "R4-07"),
)
