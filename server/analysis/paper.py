"""An analysis as it is read: the same headings, words, tables and pictures on the screen and in Word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count
from typing import Any

from server.analysis import charts, queries
from server.analysis.models import ADDRESSEE_WORDS, Analysis, Point, Version
from server.analysis.writing import SECTIONS
from server.core.db import db
from server.core.errors import NotFound
from server.indicators.definitions import INDICATORS, TOGETHER
from server.papers.marks import Section, sections
from server.papers.shapes import Table
from server.stations.models import Station

NO_ANSWER = "还没有结果"
CHARTS = {"months": "图 1 近十二个月收到与办结（件）", "about": "图 2 本月来信说的是什么（件）"}


@dataclass(frozen=True, slots=True)
class Part:
    """One section with what stands under its words."""

    section: Section
    has_rates: bool = False
    matters: list[str] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    charts: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Reading:
    analysis: Analysis
    station: Station
    versions: list[Version]
    points: list[Point]
    parts: list[Part]

    @property
    def as_of(self) -> datetime:
        return datetime.fromisoformat(self.analysis.figures["as_of"])

    @property
    def rates(self) -> list[dict[str, str]]:
        found: list[dict[str, str]] = self.analysis.figures["rates"]
        return found

    @property
    def edited(self) -> int:
        return sum(part.section.is_edited for part in self.parts)

    @property
    def definitions(self) -> str:
        """口径, from the one place where it stands."""
        formulas = (f"{INDICATORS[key].name} = {INDICATORS[key].formula}" for key in TOGETHER)
        return (
            "；".join(formulas)
            + "。没有评价的不算满意，比率向下取到 0.1，有例外时不写 100%。样本不到 10 件或参评率不到 30%，满意率只写数量。"
            "本分析不排列单位和个人的先后，不写能认出人的内容。"
        )


def paper(analysis: Analysis) -> Reading:
    station = db.session.get_one(Station, analysis.station_id)
    versions, points = queries.versions(analysis.id), queries.points(analysis.id)
    read = sections(SECTIONS, analysis.figures["marks"], versions[-1].texts, versions[0].texts)
    parts = _numbered([_part(one, analysis.figures, points) for one in read])
    return Reading(analysis, station, versions, points, parts)


def _numbered(parts: list[Part]) -> list[Part]:
    """表 1, 表 2 … in the order in which they stand, whichever of them there are."""
    numbers = count(1)
    return [
        replace(one, tables=[replace(t, title=f"表 {next(numbers)} {t.title}") for t in one.tables])
        for one in parts
    ]


def _part(section: Section, figures: dict[str, Any], points: Sequence[Point]) -> Part:
    match section.key:
        case "handling":
            return Part(section, True, tables=_about(figures), charts=["months", "about"])
        case "hot":
            return Part(section, matters=[_matter(one) for one in figures["hot"]])
        case "went":
            return Part(section, tables=_where(figures))
        case "asked":
            return Part(section, tables=_asked(points))
        case _:
            return Part(section)


def _about(figures: dict[str, Any]) -> list[Table]:
    headings = ("类别", "上月", "本月", "已解决", "在解决", "条件限制", "在办")
    keys = ("before", "count", "solved", "promised", "limited", "open")
    rows = [(str(row["name"]), *(str(row[key]) for key in keys)) for row in figures["categories"]]
    sorts = [("性质", figures["kinds"]), ("紧急程度", figures["urgencies"])]
    tables = [Table("各类来信（件）", headings, rows)] if rows else []
    for name, counted in sorts:
        if counted:
            rows = [(str(words), str(count)) for words, count in counted]
            tables.append(Table(f"来信的{name}（件）", (name, "件"), rows))
    return tables


def _matter(one: dict[str, Any]) -> str:
    return f"{one['what']}：30 天内 {one['count']} 件，再往前 90 天月均 {one['monthly']} 件。"


def _where(figures: dict[str, Any]) -> list[Table]:
    went = [(str(words), str(count)) for words, count in figures["went"]]
    earlier = [(one["to"], one["text"], one["outcome"] or NO_ANSWER) for one in figures["earlier"]]
    tables = [Table("本月来信的去向（件）", ("去向", "件"), went)] if went else []
    if earlier:
        tables.append(Table("以前报送的事", ("哪次报的", "什么事", "后来怎样"), earlier, True))
    return tables


def _asked(points: Sequence[Point]) -> list[Table]:
    rows = [(ADDRESSEE_WORDS[one.addressee], one.text, _outcome(one)) for one in points]
    return [Table("报送的事", ("报给", "什么事", "后来怎样"), rows, True)] if rows else []


def _outcome(one: Point) -> str:
    return f"{one.outcome}（{one.answered_by}）" if one.outcome else NO_ANSWER


def chart(analysis: Analysis, name: str) -> bytes:
    """Raises NotFound for a picture that an analysis does not have."""
    match name:
        case "months":
            return charts.course(analysis.figures["months"])
        case "about":
            return charts.about(analysis.figures["categories"])
        case _:
            raise NotFound("analysis.no_chart", "没有这张图。")
