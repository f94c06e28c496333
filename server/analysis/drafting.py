"""A station's month as figures to be kept: those of the indicators, and what the letters themselves say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from server.analysis import facts, queries
from server.analysis.facts import Letter, Matter
from server.analysis.models import ADDRESSEE_WORDS
from server.areas.categories import CATEGORIES
from server.core import clock
from server.core.text import day_words
from server.indicators.definitions import COUNTS, PARTICIPATION, RATES, TOGETHER
from server.indicators.figures import Counts, Figure, figures
from server.indicators.periods import Period, month_before
from server.messages.kinds import KIND_WORDS, URGENCY_WORDS
from server.messages.models import ResultClass
from server.stations.models import Station

UNSORTED = "还没有分类"
MAIN_ONES = 4
FEW = 5


def draft(station: Station, month: Period, counts: Counts, last_year: int | None) -> dict[str, Any]:
    """Everything that the analysis shows as numbers, ready to be kept."""
    shown = figures(counts)
    both = facts.letters(station.id, month)
    now = [one for one in both if one.created_at >= month.since]
    before = [one for one in both if one.created_at < month.since]
    hot, kept = facts.hot(station.id, month), facts.promises(station.id, month)
    earlier = _earlier(station.id, month)
    found: dict[str, Any] = {
        "as_of": clock.now().isoformat(timespec="minutes"),
        "station": station.name,
        "month": month.words,
        "indicators": {key: [one.numerator, one.denominator] for key, one in shown.items()},
        "rates": [_rate(shown[key]) for key in TOGETHER],
        "categories": _categories(now, before),
        "kinds": _named((one.kind for one in now), KIND_WORDS),
        "urgencies": _named((one.urgency for one in now), URGENCY_WORDS),
        "months": facts.course(station.id, month),
        "hot": [_matter(one) for one in hot],
        "went": facts.went(now),
        "earlier": earlier,
    }
    found["marks"] = _marks(month, shown, now, before, last_year) | {
        "集中反映": str(len(hot)),
        "反复反映": _few(facts.repeated(station.id, month)),
        "承诺到期": str(kept[0]),
        "承诺兑现": str(kept[1]),
        "以前报送": str(len(earlier)),
        "有结果": str(sum(bool(one["outcome"]) for one in earlier)),
    }
    return found


def _rate(one: Figure) -> dict[str, str]:
    """As on the screen: name, what is shown, and out of what."""
    return {"name": one.indicator.name, "shown": one.shown, "parts": one.parts, "left": one.exceptions_shown}


def _categories(now: Sequence[Letter], before: Sequence[Letter]) -> list[dict[str, Any]]:
    """By code; a category that nobody wrote about in either month is left out."""
    earlier = Counter(one.category for one in before)
    rows = []
    for code in (*CATEGORIES, None):
        mine = [one for one in now if one.category == code]
        if not mine and not earlier[code]:  # type: ignore[index]
            continue
        results = Counter(one.result for one in mine if not facts.is_open(one))
        rows.append(
            {
                "name": CATEGORIES[code] if code else UNSORTED,
                "before": earlier[code],  # type: ignore[index]
                "count": len(mine),
                "solved": results[ResultClass.A],
                "promised": results[ResultClass.B],
                "limited": results[ResultClass.C],
                "open": sum(facts.is_open(one) for one in mine),
            }
        )
    return rows


def _named(values: Iterable[Any], words: dict[Any, str]) -> list[list[Any]]:
    counted = Counter(values)
    return [[word, counted[one]] for one, word in [*words.items(), (None, UNSORTED)] if counted[one]]


def _matter(one: Matter) -> dict[str, Any]:
    where = f"{one.place} " if one.place else ""
    what = f"{where}{CATEGORIES[one.category]}"
    return {"what": what, "count": one.count, "monthly": f"{one.monthly:.1f}"}


def _earlier(station_id: UUID, month: Period) -> list[dict[str, str]]:
    """What was passed up in the three months before, and what became of it."""
    since = month_before(month, 3).first
    return [
        {
            "text": point.text,
            "to": f"{analysis.month.month}月报{ADDRESSEE_WORDS[point.addressee]}",
            "outcome": point.outcome,
        }
        for analysis, point in queries.passed_up(station_id, since, month.first)
    ]


def _marks(
    month: Period,
    shown: dict[str, Figure],
    now: Sequence[Letter],
    before: Sequence[Letter],
    last_year: int | None,
) -> dict[str, str]:
    """What stands in the words for a number, by the name that a person sees while editing."""
    received = shown["received"].numerator
    marks = {shown[key].indicator.name: shown[key].shown for key in (*RATES, *COUNTS)}
    marks |= {
        "月份": f"{month.first.month}月",
        "比上月": _than(received, len(before), "上月"),
        "比去年": _than(received, last_year, "去年同月") if last_year is not None else "去年同月没有记录",
        "主要类别": _main(now),
        "应反馈": str(shown["feedback_rate"].denominator),
        "没反馈": str(shown["feedback_rate"].exceptions),
        "有评价": str(shown["satisfaction_rate"].denominator),
        "满意": str(shown["satisfaction_rate"].numerator),
        "不满意": str(shown["satisfaction_rate"].exceptions),
        "未评价": str(shown[PARTICIPATION].exceptions),
        "超期": str(shown["late"].numerator + shown["very_late"].numerator),
        "截至": f" {day_words(clock.today())} {clock.now():%H:%M}",
    }
    return marks


def _than(count: int, other: int, when: str) -> str:
    """比上月多 3 件; 和上月一样."""
    if count == other:
        return f"和{when}一样"
    return f"比{when}{'多' if count > other else '少'} {abs(count - other)} 件"


def _main(now: Sequence[Letter]) -> str:
    """The categories most written about, the largest first; of the same size by code."""
    counted = Counter(one.category for one in now if one.category)
    named = sorted(counted.items(), key=lambda one: (-one[1], one[0]))[:MAIN_ONES]
    return "、".join(f"{CATEGORIES[code]}（{count} 件）" for code, count in named) or "还没有分类的"


def _few(count: int) -> str:
    return f"不到 {FEW}" if 0 < count < FEW else str(count)
