"""Screens made by hand, with every kind of picture and every kind of number, for the pages' own tests."""

from __future__ import annotations

from datetime import date, timedelta

from server.core import clock
from server.dashboard.shapes import (
    SCREEN_WORDS,
    Block,
    Calendar,
    Cell,
    Chart,
    Composition,
    Crumb,
    Definition,
    Figure,
    Funnel,
    HeatTable,
    Line,
    Matter,
    Rose,
    Screen,
    ScreenName,
    Series,
    Spread,
    Ticks,
)

TOWNS = (
    "富春街道",
    "春江街道",
    "鹿山街道",
    "东洲街道",
    "银湖街道",
    "万市镇",
    "洞桥镇",
    "渌渚镇",
    "永昌镇",
    "里山镇",
    "常绿镇",
    "场口镇",
)
CATEGORIES = (
    "住房与物业",
    "市政管网",
    "水电气热",
    "交通停车",
    "环境噪声",
    "市容城管",
    "教育托育",
    "医疗卫生",
    "养老社保",
    "农业农村",
    "公共安全",
    "其他",
)
COUNTY = Crumb("富阳区", "330111")
LINK = "/console/indicators/received"
RECEIVED = "4,286"


def shown(
    _: object, name: ScreenName, *, area: str | None = None, period: str | None = None, **__: object
) -> Screen:
    """In place of the service's verb."""
    place = COUNTY if area in (None, COUNTY.area) else Crumb(TOWNS[int(area[-3:]) - 1], area)
    return screen(name, place, period or "2026")


def screen(name: ScreenName, place: Crumb = COUNTY, period: str = "2026") -> Screen:
    below = tuple(Crumb(town, f"330111{number:03}") for number, town in enumerate(TOWNS, 1))
    trail = (COUNTY,) if place == COUNTY else (COUNTY, place)
    return Screen(
        name=name,
        title=SCREEN_WORDS[name],
        place=place,
        trail=trail,
        below=below if place == COUNTY else (),
        period=period,
        period_words=f"{period}年" if len(period) == 4 else period,
        periods=tuple(_periods()),
        as_of=clock.now(),
        blocks=BLOCKS[name]() if place == COUNTY else (),
    )


def _periods() -> list[tuple[str, str]]:
    today = clock.today()
    months = [(f"{today.year}-{month:02}", f"{today.year}年{month}月") for month in range(today.month, 0, -1)]
    quarter = (today.month + 2) // 3
    return [*months, (f"{today.year}-Q{quarter}", "本季"), (str(today.year), f"{today.year}年")]


def cell(number: float, link: str = LINK) -> Cell:
    return Cell("<5") if 0 < number < 5 else Cell(f"{number:,.0f}", number, link if number else "")


def figure(key: str, name: str, value: str, unit: str = "", *, small: bool = False, **more: object) -> Figure:
    told = Definition(
        key, name, unit, "O10", "已反馈的 ÷ 到期应反馈的", "逾期以后补的也算。", "撤回的、没到期的。"
    )
    link = "" if small else LINK
    return Figure(key, name, value, unit, told, clock.now(), rows_link=link, is_small=small, **more)  # type: ignore[arg-type]


def _rates() -> tuple[Figure, ...]:
    told = (
        ("feedback_rate", "反馈率", 3903, 3944),
        ("solution_rate", "解决率", 1786, 2618),
        ("satisfaction_rate", "满意率", 1204, 1392),
        ("participation_rate", "参评率", 1392, 3611),
    )
    return tuple(
        figure(
            key,
            name,
            f"{went * 1000 // over / 10}%",
            numerator=went,
            denominator=over,
            parts=f"{went:,} / {over:,}",
            exceptions=over - went,
            exceptions_words=f"{over - went:,} 件例外",
            exceptions_link=LINK,
        )
        for key, name, went, over in told
    )


def months() -> tuple[str, ...]:
    return tuple(f"{clock.today().year}-{month:02}" for month in range(1, clock.today().month + 1))


def series(names: tuple[str, ...]) -> Chart:
    heads = months()
    lines = tuple(
        Line(name, tuple(cell(120 + 37 * ((at * 5 + row * 3) % 9)) for at in range(len(heads))))
        for row, name in enumerate(names)
    )
    return Series("trend", "收到与办结", "件 / 月，这个月还没完", "件", ("月", *heads), lines)


def composition(key: str, title: str, names: tuple[str, ...]) -> Chart:
    lines = tuple(
        Line(name, (cell(1840 // (number + 1) // (1 + number // 6 * 30)),))
        for number, name in enumerate(names)
    )
    return Composition(key, title, "件", "件", ("哪一项", "件数"), lines)


def heat() -> Chart:
    rows = [
        [(town * 13 + category * 7) % 71 for category in range(len(CATEGORIES))] for town in range(len(TOWNS))
    ]
    lines = [Line(name, tuple(map(cell, (*row, sum(row))))) for name, row in zip(TOWNS, rows, strict=True)]
    sums = [sum(column) for column in zip(*rows, strict=True)]
    return HeatTable(
        "towns",
        "镇街 × 类别",
        "今年提交的件，按行政区划代码排列",
        "件",
        ("镇街", *CATEGORIES, "合计"),
        (*lines, Line("合计", tuple(map(cell, (*sums, sum(sums)))))),
    )


def calendar() -> Chart:
    first = date(clock.today().year, 1, 1)
    months = []
    for month in range(1, clock.today().month + 1):
        begins = first.replace(month=month)
        cells = [begins + timedelta(days=day) for day in range(31)]
        months.append(
            Line(
                f"{begins:%Y-%m}",
                tuple(
                    Cell("")
                    if day.month != month
                    else cell(5 + day.toordinal() * 7 % 23 if day.weekday() < 5 else 0)
                    for day in cells
                ),
            )
        )
    return Calendar(
        "days", "哪天有活动", "线下、已归档", "场", ("月", *(str(day) for day in range(1, 32))), tuple(months)
    )


def ticks() -> Chart:
    heads = months()
    lines = tuple(
        Line(town, tuple(Cell(f"{9 + (at + row) % 2}/10", 9 + (at + row) % 2) for at in range(len(heads))))
        for row, town in enumerate(TOWNS)
    )
    return Ticks(
        "stations",
        "站点逐月",
        "家每季、联络点每月至少 1 次线下活动；按区划代码排",
        "个",
        ("镇街", *heads),
        lines,
    )


def spread() -> Chart:
    told = (("咨询", 1, 3, 3), ("求助", 4, 9, 7), ("建议", 5, 11, 7), ("投诉", 9, 18, 15))
    lines = tuple(Line(name, tuple(Cell(str(one), one) for one in rest)) for name, *rest in told)
    return Spread("took", "多久", "工作日", "工作日", ("性质", "中位", "九成在内", "期限"), lines)


def rose() -> Chart:
    told = (("宣传站", 412), ("连心桥", 1186), ("民意窗", 538), ("监督岗", 466), ("服务厅", 312))
    return Rose(
        "roles",
        "五大作用",
        "线下活动，面积按场次",
        "场",
        ("作用", "场次"),
        tuple(Line(name, (cell(count),)) for name, count in told),
    )


def funnel() -> Chart:
    told = (("征集", 214), ("初选", 96), ("候选", 24), ("确定", 10), ("完成", 6), ("评议", 5))
    return Funnel(
        "steps",
        "项目走到哪一步",
        "个",
        "个",
        ("步骤", "个数"),
        tuple(Line(name, (cell(count),)) for name, count in told),
    )


def overview() -> tuple[Block, ...]:
    basics = (
        figure(
            "deputies",
            "在任代表",
            "288",
            "人",
            parts="应有 291，缺额 3",
            exceptions=3,
            exceptions_words="3 个缺额",
            exceptions_link=LINK,
        ),
        figure("stations", "家站点", "374", "个", parts="家 24 · 联络点 350"),
        figure(
            "codes",
            "代表码有效",
            "98.6%",
            numerator=284,
            denominator=288,
            parts="284 / 288",
            exceptions=4,
            exceptions_words="4 例外",
            exceptions_link=LINK,
        ),
        figure("activities", "线下活动", "2,914", "场", parts="11,620 人次参加"),
        figure("received", "民意件", RECEIVED, "件", parts="办结 3,611 · 在办 548"),
        figure("paused", "停着", "<5", "件", small=True),
    )
    matters = tuple(
        Matter(name, count, "已发：站长", LINK)
        for name, count in (
            ("特急超过 2 小时未响应", 1),
            ("逾期超过 5 个工作日", 7),
            ("承诺日已过没有回填", 6),
            ("本月还没有线下活动", 21),
        )
    )
    kinds = composition("kinds", "诉求性质", ("求助", "建议", "投诉", "咨询", "心愿", "感谢", "立法意见"))
    return (
        Block("basics", "基本情况", figures=basics),
        Block(
            "rates",
            "三率分开看",
            "答复了、解决了、满意了是三件事；有例外时不进位到 100%",
            figures=_rates(),
            charts=(series(("收到", "办结")), kinds),
        ),
        Block("towns", "各地", charts=(heat(),), matters=matters),
    )


def opinion() -> tuple[Block, ...]:
    return (
        Block(
            "what",
            "群众在说什么",
            charts=(composition("categories", "群众在说什么", CATEGORIES), series(CATEGORIES[:9])),
        ),
        Block(
            "how",
            "多久、从哪里来",
            figures=_rates()[:3],
            charts=(
                spread(),
                composition("channels", "从哪里来", ("站点码", "代表码", "接待日", "走访", "热线转入")),
            ),
        ),
    )


def work() -> tuple[Block, ...]:
    return (Block("work", "履职", figures=_rates(), charts=(ticks(), rose(), calendar())),)


def oversight() -> tuple[Block, ...]:
    return (Block("steps", "民生实事", charts=(funnel(),)),)


BLOCKS = {
    ScreenName.OVERVIEW: overview,
    ScreenName.OPINION: opinion,
    ScreenName.WORK: work,
    ScreenName.OVERSIGHT: oversight,
}
