"""What a tenant may set: every key with its words, its bounds, its default and the rule it comes from."""

from __future__ import annotations

import re
from datetime import date

from server.areas import duty_catalogue
from server.areas.catalogue_stations import STATION_WORK
from server.areas.kinds import Day, Days, Lines, Number, Words, YesNo
from server.areas.parameters import Group, Parameter

ACCEPT_DAYS, ANSWER_DAYS, RATE_DAYS = "deadline.accept_days", "deadline.answer_days", "rating.days"
CONSULT_DAYS, HANDLE_DAYS, COMPLAINT_DAYS = "unit.consult_days", "unit.handle_days", "unit.complaint_days"
LEAD_DAYS, OUTSIDE_DAYS = "deadline.lead_days", "unit.outside_days"
URGENT_DAYS, SIGN_DAYS, RETURN_DAYS, EXTEND_DAYS, REVIEW_DAYS = (
    "unit.urgent_days",
    "unit.sign_days",
    "unit.return_days",
    "unit.extend_days",
    "unit.review_days",
)
SUPPLEMENT_DAYS = "deadline.supplement_days"
CLOSED_DAYS, WORKED_DAYS = "calendar.closed_days", "calendar.worked_days"
REPLY_DAYS, REASSIGN_DAYS = "alert.reply_days", "alert.reassign_days"
GATHER_COUNT, GATHER_TIMES = "alert.gather_count", "alert.gather_times"
REPEAT_COUNT, FOLLOWER_COUNT = "alert.repeat_count", "alert.follower_count"
DANGER_HOURS, URGENT_HOURS = "alert.danger_hours", "alert.urgent_hours"
VISIT_DAYS, VISITS_PUBLIC = "alert.visit_days", "station.visits_public"
CONTACT_DAY, CONTACT_DAY_MOVES = "contact_day", "contact_day.moves_with_holidays"
COUNTY_DEPUTY, TOWNSHIP_DEPUTY = "words.county_deputy", "words.township_deputy"
TALK_DAYS = "alert.talk_days"
MILESTONES = ("station.milestone_1", "station.milestone_2", "station.milestone_3")

_D, _C, _S, _W, _Y = Group.DEADLINE, Group.CALENDAR, Group.STATION, Group.WORDS, Group.DICTIONARY
_A = Group.ALERT
_WORKDAYS = Number(1, 30, "个工作日")
_LINKS = Number(1, 50, "位")
_TITLE = Words(2, 20)

_PARAMETERS = (
    Parameter(
        ACCEPT_DAYS, "多久之内受理", "来信写明“哪天前有人看”，从提交的第二天数起。", _D, _WORKDAYS, 1, "O3"
    ),
    Parameter(
        ANSWER_DAYS, "受理后多久之内答复", "受理时答应来信人的日子，当场能答的都算。", _D, _WORKDAYS, 3, "O6"
    ),
    Parameter(
        SUPPLEMENT_DAYS,
        "请来信人补充，等多久",
        "过了这些天没有补，先收起来；来信人和站里都可以随时恢复。等的日子不算在期限里。",
        _D,
        Number(3, 30, "天"),
        7,
        "O4",
    ),
    Parameter(
        RATE_DAYS,
        "多久不评价就收尾",
        "答复以后过了这些天还没有评价，按“未评价”办结，不算满意。",
        _D,
        Number(5, 60, "天"),
        15,
        "O11",
    ),
    Parameter(CONSULT_DAYS, "单位答复咨询，多久", "从交办的第二天数起。", _D, _WORKDAYS, 3, "O10"),
    Parameter(HANDLE_DAYS, "单位办求助、建议和其他，多久", "从交办的第二天数起。", _D, _WORKDAYS, 7, "O10"),
    Parameter(COMPLAINT_DAYS, "单位办投诉，多久", "从交办的第二天数起。", _D, _WORKDAYS, 15, "O10"),
    Parameter(
        URGENT_DAYS,
        "单位办紧急的事，多久",
        "紧急（U2）的上限；特急（U1）一律一个工作日。",
        _D,
        _WORKDAYS,
        3,
        "O10",
    ),
    Parameter(
        REVIEW_DAYS,
        "交办的人多久之内看答复",
        "答得不好退回再办；来信人说了满意就不用看。",
        _D,
        _WORKDAYS,
        1,
        "§5.2",
    ),
    Parameter(SIGN_DAYS, "单位多久之内签收", "过了就提醒负责人。", _D, _WORKDAYS, 1, "O8"),
    Parameter(
        RETURN_DAYS,
        "单位多久之内可以退回",
        "退回要写明该归谁；退回两次由区县人大机关指定。",
        _D,
        _WORKDAYS,
        2,
        "O9",
    ),
    Parameter(
        EXTEND_DAYS,
        "最多延期几个工作日",
        "只能延一次，理由来信人看得到。",
        _D,
        Number(1, 10, "个工作日"),
        10,
        "O10",
    ),
    Parameter(LEAD_DAYS, "线索多久之内定", "转给另一级的，重新数。", _D, _WORKDAYS, 15, "X6"),
    Parameter(OUTSIDE_DAYS, "单位再办外面转来的，多久", "没通过的，重新数。", _D, _WORKDAYS, 7, "R2-26"),
    Parameter(
        CONTACT_DAY,
        "代表联系群众固定日",
        "每月的哪一天，各站按它排接待。",
        _C,
        Number(1, 28, "日"),
        5,
        "R2-02",
    ),
    Parameter(
        CONTACT_DAY_MOVES, "固定日遇到放假就顺延", "顺延到放假后的第一个工作日。", _C, YesNo(), True, "R2-02"
    ),
    Parameter(
        CLOSED_DAYS,
        "本地另外放假的日子",
        "国务院放假安排之外，本地不上班的日子，每行一天。数工作日时跳过。",
        _C,
        Days(60),
        [],
        "O3",
    ),
    Parameter(
        WORKED_DAYS, "本地另外上班的日子", "本来放假、本地却上班的日子，每行一天。", _C, Days(60), [], "O3"
    ),
    Parameter(
        MILESTONES[0], "第一步建成的期限", "统一联网的数据管理舱基本建成。", _S, Day(), "2023-12-31", "R4-04"
    ),
    Parameter(
        MILESTONES[1], "第二步建成的期限", "实体站点优化布局、拓展功能。", _S, Day(), "2024-06-30", "R4-04"
    ),
    Parameter(MILESTONES[2], "第三步建成的期限", "全面建成、规范运行。", _S, Day(), "2025-12-31", "R4-04"),
    Parameter(
        "station.inactive_scan_days",
        "码多久没人扫就提醒站长",
        "只请站长去看看码还在不在墙上，不作考核。",
        _S,
        Number(30, 365, "天"),
        90,
        "W20",
    ),
    Parameter(
        VISITS_PUBLIC,
        "进站会商给大家看",
        "打开以后，站里放行过的进站，居民看得到来的是谁、问题和答应的事。",
        _S,
        YesNo(),
        False,
        "R4-08",
    ),
    Parameter(
        "links.minimum_direct",
        "直接选举的代表至少联系几位群众",
        "区县、乡镇人大代表固定联系的人数。",
        _S,
        _LINKS,
        5,
        "W03",
    ),
    Parameter(
        "links.minimum_indirect",
        "间接选举的代表至少联系几位群众",
        "市以上人大代表固定联系的人数。",
        _S,
        _LINKS,
        3,
        "W03",
    ),
    Parameter(
        COUNTY_DEPUTY,
        "本级人大代表怎么称呼",
        "写在名片、海报和名册上，像：县人大代表。",
        _W,
        _TITLE,
        "区人大代表",
        "R4-21",
    ),
    Parameter(
        TOWNSHIP_DEPUTY,
        "乡镇人大代表怎么称呼",
        "像：乡人大代表、镇人大代表。",
        _W,
        _TITLE,
        "镇人大代表",
        "R4-21",
    ),
    Parameter(
        "contact.platform_phone",
        "平台自己的电话",
        "对这个平台有意见、用不来的人打这个号；写单位的座机，不写个人手机。",
        _W,
        Words(0, 30, re.compile(r"^(?!1\d{10}$)[0-9 ()（）转-]*$"), "请写座机号，像 0571-63000000"),
        "",
        "F09",
    ),
    Parameter(
        "dictionary.duty_articles",
        "履职清单",
        "本地的代表履职事项，每行一条，最多二十条。",
        _Y,
        Lines(20, 60),
        [],
        "R0-06",
    ),
    Parameter(REPLY_DAYS, "代表多久没答复就提醒本人", "从受理的第二天数起。", _A, _WORKDAYS, 3, "W06"),
    Parameter(
        REASSIGN_DAYS,
        "代表多久没答复就请站长来定",
        "站长可以自己答复，或请镇街交办。",
        _A,
        _WORKDAYS,
        5,
        "W06",
    ),
    Parameter(
        GATHER_COUNT,
        "同一个村社区 30 天里同类几件算集聚",
        "还要不少于平时的几倍，见下一项。",
        _A,
        Number(3, 100, "件"),
        5,
        "W08",
    ),
    Parameter(
        GATHER_TIMES, "集聚是平时的几倍", "平时是再往前 90 天的月平均。", _A, Number(1, 10, "倍"), 2, "W08"
    ),
    Parameter(
        REPEAT_COUNT,
        "同一个人 90 天里同一件事写几次",
        "请镇街看看为什么没有办好。",
        _A,
        Number(2, 20, "次"),
        3,
        "W09",
    ),
    Parameter(
        FOLLOWER_COUNT,
        "几个人一起反映算苗头",
        "来信人和点了“我也遇到”的人都算。",
        _A,
        Number(5, 200, "人"),
        10,
        "W10",
    ),
    Parameter(
        VISIT_DAYS,
        "进站过了打算的日子几天就提醒",
        "提醒要来的单位；不是登记的单位的，提醒列计划的人。",
        _A,
        Number(1, 60, "天"),
        7,
        "W12",
    ),
    Parameter(TALK_DAYS, "会商以后多久没有结论就提醒", "只提醒一次。", _A, _WORKDAYS, 10, "R2-24"),
    Parameter(
        DANGER_HOURS, "特急的几小时没回应", "按钟点算，夜里和放假也算。", _A, Number(1, 24, "小时"), 2, "W19"
    ),
    Parameter(
        URGENT_HOURS, "紧急的几小时没回应", "按钟点算，夜里和放假也算。", _A, Number(1, 72, "小时"), 24, "W19"
    ),
)
PARAMETERS: dict[str, Parameter] = {
    one.key: one for one in (*_PARAMETERS, *STATION_WORK, *duty_catalogue.PARAMETERS)
}


def default_number(key: str) -> int:
    """What a number is where no tenant has said otherwise."""
    value: int = PARAMETERS[key].default
    return value


def as_day(value: str) -> date:
    return date.fromisoformat(value)
