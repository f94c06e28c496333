"""The four screens, each as blocks of figures and pictures. What does not exist in the data yet is not on them."""

from __future__ import annotations

from collections.abc import Callable

from server.activities.kinds import KINDS
from server.activities.purposes import ROLE_OF, ROLE_WORDS
from server.areas.categories import CATEGORIES
from server.core.actor import Actor
from server.dashboard import charts, matters, reading, ticks
from server.dashboard.figures import Sheet, figures, lights
from server.dashboard.shapes import Block, ScreenName
from server.deputies.models import LEVEL_NAMES
from server.duties.models import DutySource
from server.leads.kinds import LeadKind
from server.messages.kinds import KIND_WORDS, LEVEL_WORDS
from server.stations.models import KIND_NAMES

TOGETHER = ("feedback_rate", "solution_rate", "satisfaction_rate", "participation_rate")
"""Never one without the others (F12)."""
CHANNELS = {
    "deputy": "写给代表",
    "station": "写给站里",
    "counter": "当面说的",
    "phone": "电话说的",
    "visit": "走访听到的",
}
STEPS = {"accepted": "受理", "assigned": "交办", "answered": "答复", "rated": "评价", "concluded": "办结"}
RESULTS = {"A": "A 已解决", "B": "B 在解决", "C": "C 条件限制", "D": "D 留作参考"}
WAITS = {
    "hours_to_accept": ("受理", "小时"),
    "days_to_answer": ("答复", "个工作日"),
    "days_to_conclude": ("办结", "个工作日"),
}
SOURCES = {
    DutySource.SCAN: "扫码",
    DutySource.STAFF: "代登",
    DutySource.IMPORT: "系统汇入",
    DutySource.SELF: "补登",
}
LEAD_WORDS = {
    LeadKind.PROJECT_LEAD: "项目线索",
    LeadKind.TOPIC: "议题",
    LeadKind.WISH: "心愿",
    LeadKind.LEGIS_COMMENT: "立法意见",
}
DUTY_WORDS = {kind.value: info.name for kind, info in KINDS.items()}


def overview(actor: Actor, sheet: Sheet) -> tuple[Block, ...]:
    first = ("deputies", "stations", "licensed", "deputy_codes", "station_codes")
    work = ("offline_activities", "unfiled", "duties", "received", "concluded", "open")
    shining = reading.lights(sheet.place, sheet.numbers)
    paused = sum(sheet.numbers.by_day("paused").values())
    levels = charts.parts_now(sheet, "levels", "代表的五级", "deputy", LEVEL_NAMES, "名")
    kinds = charts.parts_now(sheet, "kinds", "家、站、点", "station", KIND_NAMES, "个")
    return (
        Block("people", "代表和站点", "", figures(sheet, first), (levels, kinds)),
        Block("work", "这段时间", "", figures(sheet, work)),
        Block(
            "lights", "在办的灯", "现在在办的，按剩下的时间分", lights(sheet, shining | {"paused": paused})
        ),
        Block("rates", "三率分开看", "答复了、解决了、满意了是三件事", figures(sheet, TOGETHER)),
        Block(
            "trend", "收到与办结", charts=(charts.trend(sheet, {"received": "收到", "concluded": "办结"}),)
        ),
        Block("kind", "诉求性质", charts=(charts.composition(sheet, "kind", "诉求性质", KIND_WORDS),)),
        Block("heat", "地区 × 类别", charts=(charts.heat(sheet, CATEGORIES),)),
        Block(
            "milestones",
            "三阶段里程碑",
            "",
            figures(sheet, ("milestone_1", "milestone_2", "milestone_3")),
        ),
        Block("alerts", "要补的", "谁能补，就发给了谁", matters=matters.alerts(actor, sheet.place)),
    )


def opinion(actor: Actor, sheet: Sheet) -> tuple[Block, ...]:
    paths = ("return_rate", "extension_rate", "rework_rate", "conversion_rate", "promise_rate")
    made = (
        charts.composition(sheet, "category", "群众在说什么", CATEGORIES),
        charts.composition(sheet, "channel", "从哪里来", CHANNELS),
        charts.composition(sheet, "level", "谁能办", LEVEL_WORDS),
        charts.composition(sheet, "result", "结果类别", RESULTS),
    )
    return (
        Block(
            "rates", "三率分开看", "", figures(sheet, ("acceptance_rate", "timely_feedback_rate", *TOGETHER))
        ),
        Block("funnel", "一件来信走到哪里", charts=(charts.funnel(sheet, STEPS),)),
        Block("made", "来信的构成", charts=made),
        Block("spread", "多久", charts=(charts.spread(sheet, WAITS),)),
        Block("paths", "办的过程", "", figures(sheet, paths)),
        Block("heat", "地区 × 类别", charts=(charts.heat(sheet, CATEGORIES),)),
        Block("hot", "同一件事，多人在说", "按最近发现的时间排", matters=matters.hot(actor, sheet.place)),
    )


def work(actor: Actor, sheet: Sheet) -> tuple[Block, ...]:
    people = ("coverage", "in_touch", "reported", "attended", "duties")
    stations = ("offline_activities", "online_activities", "receptions", "visits_held", "pledges_kept")
    asked = ("suggestions", "suggestions_in_time", "suggestions_solved", "suggestions_satisfied")
    kinds = charts.parts(sheet, "duty_kinds", "履职类型", "duty", DUTY_WORDS, "人次")
    sources = charts.parts(sheet, "duty_sources", "怎么登记的", "duty_source", SOURCES, "条")
    roles = charts.rose(sheet, ROLE_WORDS, {kind.value: role.value for kind, role in ROLE_OF.items()})
    return (
        Block("people", "代表履职", "", figures(sheet, people), (kinds,)),
        Block("stations", "站点活动", "", figures(sheet, stations), (roles, charts.calendar(sheet))),
        Block("ticks", "站点逐月", ticks.HINT, charts=(ticks.ticks(sheet),)),
        Block("suggestions", "代表建议", "", figures(sheet, asked)),
        Block("sources", "怎么登记的", "只用来看负担重不重；几种登记一样算", charts=(sources,)),
    )


def oversight(actor: Actor, sheet: Sheet) -> tuple[Block, ...]:
    """Today what became of leads, and whether things come back to who said them; more as features land."""
    leads = ("leads", "leads_answered", "leads_adopted")
    kinds = charts.parts(sheet, "lead_kinds", "线索的去向", "lead", LEAD_WORDS, "件")
    return (
        Block("leads", "线索和采纳", "", figures(sheet, leads), (kinds,)),
        Block("loop", "有没有回音", "", figures(sheet, ("feedback_rate", "rework_rate", "promise_rate"))),
    )


SCREENS: dict[ScreenName, Callable[[Actor, Sheet], tuple[Block, ...]]] = {
    ScreenName.OVERVIEW: overview,
    ScreenName.OPINION: opinion,
    ScreenName.WORK: work,
    ScreenName.OVERSIGHT: oversight,
}
