"""The pictures as tables: of letters with small cells hidden, of what deputies and stations did as it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select

from server.areas.models import Area, AreaLevel
from server.core import clock
from server.core.db import db
from server.dashboard import masks
from server.dashboard.figures import Sheet
from server.dashboard.masks import BLANK, Family, city_of
from server.dashboard.models import Sum
from server.dashboard.places import Place
from server.dashboard.reading import by_place
from server.dashboard.shapes import Calendar, Cell, Composition, Funnel, HeatTable, Line, Rose, Series, Spread
from server.dashboard.sources import ALWAYS
from server.indicators.figures import FEW, SMALL

COUNTY, TOWN = 6, 9
UNSAID = "还没有分"
TOO_LOW = "村社区和站点件数少，图只画到镇街；数在上面，清单点得开。"
TOO_HIGH = "图按市、区县、镇街画。请从下面选一个市。"
Count = Callable[[list[str]], Mapping[str, Mapping[str, int]]]
"""How many of each word, of these areas."""
NOT_TOLD = "件数太少，写出来就能推算，这张表不写。"


def can_draw(place: Place) -> bool:
    """A city, a county, a town: what a breakdown is published of."""
    is_city = place.prefix == city_of(place.prefix)
    return place.station is None and (is_city or place.level in (AreaLevel.COUNTY, AreaLevel.TOWN))


def why_not(place: Place) -> str:
    is_high = place.station is None and place.level in (AreaLevel.PROVINCE, AreaLevel.CITY)
    return TOO_HIGH if is_high else TOO_LOW


def family(place: Place, metric: str, year: int) -> Family:
    """Masked the same whoever looks: what one may compute from another's page is hidden on both."""
    first, after = date(year, 1, 1), date(year + 1, 1, 1)
    return _masked(place, lambda places: by_place(places, metric, first, after))


def _masked(place: Place, count: Count, groups: Mapping[str, str] | None = None) -> Family:
    """Where no county has a small cell, counties do not hide each other's; elsewhere the whole city is masked at once."""
    city = city_of(place.prefix)
    counties, own = count(_areas(city, AreaLevel.COUNTY, COUNTY)), [city.ljust(TOWN, "0")]
    is_small = any(0 < n < SMALL for words in counties.values() for n in words.values())
    if is_small or any(0 < sum(words.values()) < masks.FEWEST for words in counties.values()):
        return masks.family(count([*_towns(city), *own]), groups)
    if place.prefix == city:
        whole = {prefix.ljust(TOWN, "0"): words for prefix, words in counties.items()}
        return masks.family({**whole, **count(own)}, groups)
    return masks.family(count(_towns(place.prefix[:COUNTY])), groups)


def _areas(prefix: str, level: AreaLevel, digits: int) -> list[str]:
    inside = (Area.code >= prefix, Area.code < prefix + ":", Area.level == level)
    found = select(func.left(Area.code, digits)).where(*inside)
    return list(db.session.scalars(found.order_by(Area.code)))


def _towns(prefix: str) -> list[str]:
    """With what belongs to a county itself."""
    return [*_areas(prefix, AreaLevel.COUNTY, TOWN), *_areas(prefix, AreaLevel.TOWN, TOWN)]


def cell(family: Family, area: str, word: str, link: str = "") -> Cell:
    text = family.shown(area, word)
    is_told = text not in (FEW, BLANK)
    return Cell(text, float(text.replace(",", "")) if is_told else None, link)


def composition(
    sheet: Sheet, key: str, title: str, words: Mapping[Any, str], metric: str = ""
) -> Composition:
    """Of the whole year, because parts of parts could be told from each other."""
    year, heads = sheet.period.first.year, ("", "件")
    if not can_draw(sheet.place):
        return Composition(key, title, why_not(sheet.place), "件", heads, ())
    found = family(sheet.place, metric or key, year)
    area = sheet.place.prefix
    lines = tuple(Line(name, (cell(found, area, word),)) for word, name in ({**words, "": UNSAID}).items())
    note = f"{year}年" if found.is_published else NOT_TOLD
    return Composition(key, title, note, "件", heads, tuple(one for one in lines if one.cells[0].text != "0"))


def funnel(sheet: Sheet, steps: Mapping[str, str]) -> Funnel:
    year, heads = sheet.period.first.year, ("", "件")
    title = "一件来信走到哪里"
    if not can_draw(sheet.place):
        return Funnel("reached", title, why_not(sheet.place), "件", heads, ())
    came, found = family(sheet.place, "received", year), family(sheet.place, "reached", year)
    area = sheet.place.prefix
    first = Line("提交", (cell(came, area, ""),))
    rest = (Line(name, (cell(found, area, step),)) for step, name in steps.items())
    return Funnel("reached", title, f"{year}年提交的来信", "件", heads, (first, *rest))


def heat(sheet: Sheet, words: Mapping[Any, str]) -> HeatTable:
    """What lies directly in the place, by what people write about; areas in the order of their codes."""
    place, year = sheet.place, sheet.period.first.year
    title = "地区 × 类别"
    heads = ("地区", *words.values(), UNSAID, "合计")
    if not can_draw(place) or place.level is AreaLevel.TOWN:
        return HeatTable("heat", title, TOO_LOW, "件", heads, ())
    found = family(place, "category", year)
    lines = tuple(_heat_line(found, one, name, [*words, ""]) for one, name in _inside(place, found))
    whole = _heat_line(found, place.prefix, "合计", [*words, ""])
    note = f"{year}年提交的来信；少于 5 件写 <5，能推算出来的写 —"
    return HeatTable("heat", title, note if found.is_published else NOT_TOLD, "件", heads, (*lines, whole))


def _heat_line(found: Family, area: str, name: str, words: list[str]) -> Line:
    link = f"/console/dashboard/opinion?area={area}"
    return Line(name, (*(cell(found, area, word) for word in words), _total(found, area, words)), link)


def _total(found: Family, area: str, words: list[str]) -> Cell:
    """The totals of lines are part of what the masks take for known."""
    place = area if len(area) >= COUNTY else found.root
    count = sum(found.count((place, word)) for word in words)
    if not found.is_published:
        return Cell(BLANK)
    return Cell(FEW) if 0 < count < SMALL else Cell(f"{count:,}", count)


def _inside(place: Place, found: Family) -> list[tuple[str, str]]:
    """And what is the place's own, if there is any."""
    is_city = place.level is not AreaLevel.COUNTY
    level, digits = (AreaLevel.COUNTY, COUNTY) if is_city else (AreaLevel.TOWN, TOWN)
    inside_of = (Area.code >= place.prefix, Area.code < place.prefix + ":", Area.level == level)
    rows = db.session.execute(select(Area.code, Area.name).where(*inside_of).order_by(Area.code))
    inside = [(code[:digits], name) for code, name in rows]
    own = place.prefix.ljust(digits, "0")
    has_own = any(area == own and count for (area, _), count in found.cells.items())
    return [(own, "本级"), *inside] if has_own else inside


def trend(sheet: Sheet, lines: Mapping[str, str]) -> Series:
    """By the month of the year; a shift stays in its quarter, because quarters are told too."""
    place, year = sheet.place, sheet.period.first.year
    months = [date(year, month, 1) for month in range(1, 13)]
    heads = ("月", *(f"{one:%Y-%m}" for one in months))
    if not can_draw(place):
        return Series("trend", "收到与办结", why_not(place), "件", heads, ())
    drawn = tuple(_trend_line(place, metric, name, months) for metric, name in lines.items())
    now = clock.today()
    note = f"{now.month} 月到 {now.day} 日为止" if now.year == year else ""
    return Series("trend", "收到与办结", note, "件", heads, drawn)


def _trend_line(place: Place, metric: str, name: str, months: list[date]) -> Line:
    groups = {f"{one:%m}": str((one.month + 2) // 3) for one in months}
    found = _masked(place, lambda places: _months(places, metric, months[0].year), groups)
    this = clock.today().replace(day=1)
    cells = (cell(found, place.prefix, f"{one:%m}") if one <= this else Cell("") for one in months)
    return Line(name, tuple(cells))


def _months(places: list[str], metric: str, year: int) -> dict[str, Counter[str]]:
    month = func.to_char(Sum.day, "MM")
    found = (
        select(Sum.place, month, func.sum(Sum.count))
        .where(
            Sum.place.in_(places),
            Sum.metric == metric,
            Sum.day >= date(year, 1, 1),
            Sum.day < date(year + 1, 1, 1),
        )
        .group_by(Sum.place, month)
    )
    counted: dict[str, Counter[str]] = {place: Counter() for place in places}
    for place, word, count in db.session.execute(found):
        counted[place][word] += int(count)
    return counted


def plain(numbers: Counter[str], words: Mapping[Any, str]) -> tuple[Line, ...]:
    """What is no secret: one line a word, in the order of the words."""
    return tuple(
        Line(name, (Cell(f"{numbers[word]:,}", numbers[word]),))
        for word, name in words.items()
        if numbers[word]
    )


def parts(
    sheet: Sheet, key: str, title: str, metric: str, words: Mapping[Any, str], unit: str
) -> Composition:
    found = sheet.numbers.by_word(metric, sheet.period.first, sheet.period.after)
    return Composition(key, title, sheet.period.words, unit, ("", unit), plain(found, words))


def rose(sheet: Sheet, groups: Mapping[Any, str], group_of: Mapping[str, str]) -> Rose:
    found: Counter[str] = Counter()
    for kind, count in sheet.numbers.by_word("activity", sheet.period.first, sheet.period.after).items():
        found[group_of[kind]] += count
    lines = tuple(Line(name, (Cell(f"{found[key]:,}", found[key]),)) for key, name in groups.items())
    return Rose("roles", "五大作用", f"{sheet.period.words}归档的活动", "场", ("", "场"), lines)


def calendar(sheet: Sheet) -> Calendar:
    year, held = sheet.period.first.year, sheet.numbers.by_day("activity_day")
    lines = tuple(_month(date(year, month, 1), held) for month in range(1, 13))
    heads = ("月", *(str(number) for number in range(1, 32)))
    return Calendar("calendar", "活动日历", f"{year}年归档的活动", "场", heads, lines)


def _month(first: date, held: Counter[date]) -> Line:
    days = [first + timedelta(days=step) for step in range(31)]
    cells = (Cell(str(held[day]), held[day]) if day.month == first.month else Cell("") for day in days)
    return Line(f"{first.month}月", tuple(cells))


def spread(sheet: Sheet, waits: Mapping[str, tuple[str, str]]) -> Spread:
    """The middle and nine of ten, never a mean; of fewer than ten nothing."""
    lines = []
    for metric, (name, unit) in waits.items():
        found = sheet.numbers.spread(metric, sheet.period.first, sheet.period.after)
        if found is not None and found[2] >= 10:
            cells = tuple(Cell(f"{n:,} {unit}", n) for n in found[:2])
            lines.append(Line(name, (*cells, Cell(f"{found[2]:,} 件", found[2]))))
    heads = ("", "一半在这以内", "九成在这以内", "一共")
    note = "中位数和九成位，不是平均；不到 10 件不写"
    return Spread("spread", "多久", note, "", heads, tuple(lines))


def parts_now(
    sheet: Sheet, key: str, title: str, metric: str, words: Mapping[Any, str], unit: str
) -> Composition:
    """As it is today, whatever the period."""
    found = sheet.numbers.by_word(metric, ALWAYS, ALWAYS + timedelta(days=1))
    return Composition(key, title, "今天", unit, ("", unit), plain(found, words))
