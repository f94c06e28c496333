"""Which reports there are, what they are called, and the period that each is written for."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from server.indicators.periods import Period, parse


class FilingKind(StrEnum):
    """固定报表: what an area's office has at the beginning of a quarter or a half-year."""

    STATIONS = "stations"
    SIX_STANDARDS = "six_standards"
    SUGGESTIONS = "suggestions"


KIND_WORDS = {
    FilingKind.STATIONS: "季度站点评估",
    FilingKind.SIX_STANDARDS: "六化自检表",
    FilingKind.SUGGESTIONS: "半年建议办理情况",
}
OTHER_WORDS = {"analysis": "月度社情民意分析", "report": "年度履职报告"}
"""Reports of other features: finished there, found here too."""
ALL_WORDS: dict[str, str] = {kind.value: words for kind, words in KIND_WORDS.items()} | OTHER_WORDS


def last_period(kind: FilingKind, today: date) -> Period:
    """The quarter, or the half-year, that was over before today."""
    if kind is FilingKind.SUGGESTIONS:
        return half(today.year, 1) if today.month > 6 else half(today.year - 1, 2)
    number = (today.month - 1) // 3
    return parse(f"{today.year}-Q{number}") if number else parse(f"{today.year - 1}-Q4")


def half(year: int, number: int) -> Period:
    first, after = date(year, 6 * number - 5, 1), date(year + number - 1, 13 - 6 * number, 1)
    return Period(f"{year}-H{number}", first, after, f"{year}年{'上下'[number - 1]}半年")


def period_of(code: str) -> Period:
    year, _, number = code.partition("-H")
    return half(int(year), int(number)) if number else parse(code)
