"""Reading what was counted: of an area as it is kept, of a village or a station as it is at this moment."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from fractions import Fraction

from sqlalchemy import func, or_, select

from server.areas.queries import county_prefix
from server.core import clock
from server.core.db import db
from server.dashboard import folding
from server.dashboard.counted import Counted, When
from server.dashboard.letters import SPANS
from server.dashboard.models import Fold, Sum
from server.dashboard.places import Place
from server.dashboard.sources import ALWAYS, SOURCES, Scope
from server.indicators.frames import Frame
from server.indicators.periods import Period

STANDING = ("open", "running", "paused")
"""Of today, however long ago it began."""
COUNTY = 6


class Numbers:
    """What was counted of one place, by metric, day and word."""

    def __init__(self, rows: Iterable[tuple[str, date, str, int]]) -> None:
        self._by: dict[str, Counter[tuple[date, str]]] = defaultdict(Counter)
        for metric, day, dim, count in rows:
            self._by[metric][day, dim] += count

    def total(self, metric: str, first: date, after: date, words: frozenset[str] = frozenset()) -> int:
        found = self._by[metric].items()
        return sum(n for (day, dim), n in found if first <= day < after and (not words or dim in words))

    def by_word(self, metric: str, first: date, after: date) -> Counter[str]:
        found: Counter[str] = Counter()
        for (day, dim), count in self._by[metric].items():
            if first <= day < after:
                found[dim] += count
        return found

    def by_day(self, metric: str) -> Counter[date]:
        found: Counter[date] = Counter()
        for (day, _), count in self._by[metric].items():
            found[day] += count
        return found

    def of(self, one: Counted, period: Period) -> tuple[int, int]:
        """How many were counted, and how many of them went as they should."""
        over, went = one.over, one.went
        if one.when is When.SPAN:
            over = went = f"{one.over}_{span_of(period)}"
        first, after = _bounds(one.when, period)
        whole = self.total(over, first, after, one.over_words)
        if one.id == "promise_rate":
            whole += self.total("promise_missed", first, after)
        if not one.is_rate:
            return whole, whole
        words = frozenset({"done"}) if one.when is When.SPAN else one.went_words
        return whole, self.total(went, first, after, words)

    def lights(self, frame: Frame) -> dict[str, int]:
        """What runs, by how much time is left (`lights.light`): by the calendar of the frame's county."""
        found = dict.fromkeys(("on_time", "due_soon", "late", "very_late"), 0)
        for (promised, fifth), count in self._by["running"].items():
            found[_light(frame, promised, int(fifth or 0))] += count
        return found

    def spread(self, metric: str, first: date, after: date) -> tuple[int, int, int] | None:
        """The middle, what nine of ten stay within, and of how many: computed from all of them, never added."""
        by_length = sorted((int(dim), n) for dim, n in self.by_word(metric, first, after).items() if dim)
        count = sum(n for _, n in by_length)
        if not count:
            return None
        return _within(by_length, Fraction(1, 2) * count), _within(by_length, Fraction(9, 10) * count), count


def _within(by_length: Sequence[tuple[int, int]], share: Fraction) -> int:
    passed = 0
    for length, count in by_length:
        passed += count
        if passed >= share:
            return length
    return by_length[-1][0]


def _light(frame: Frame, promised: date, fifth: int) -> str:
    if promised < frame.today:
        return "very_late" if promised <= frame.very_late else "late"
    soon = promised == frame.today or (fifth and promised <= frame.ahead[fifth - 1])
    return "due_soon" if soon else "on_time"


def span_of(period: Period) -> str:
    months = (period.after.year - period.first.year) * 12 + period.after.month - period.first.month
    return SPANS[(1, 3, 12).index(months)]


def _bounds(when: When, period: Period) -> tuple[date, date]:
    match when:
        case When.NOW:
            return ALWAYS, date(ALWAYS.year + 1, 1, 1)
        case When.DUE:
            return period.first, min(period.after, clock.today())
        case When.YEAR:
            return date(period.first.year, 1, 1), date(period.first.year + 1, 1, 1)
        case When.BEFORE:
            return date.min, period.after
        case _:
            return period.first, period.after


def read(place: Place, first: date, after: date) -> Numbers:
    """All numbers of a place between two days, with what stands today."""
    if not place.is_kept:
        return live(place)
    days = or_(Sum.day.between(first, after), Sum.day == ALWAYS, Sum.metric.in_(STANDING))
    found = select(Sum.metric, Sum.day, Sum.dim, Sum.count).where(Sum.place == place.prefix, days)
    return Numbers((row[0], row[1], row[2], row[3]) for row in db.session.execute(found))


def live(place: Place) -> Numbers:
    """Counted by the same statements, while one waits."""
    scope = Scope(place.prefix, station=place.station)
    rows = (row for source in SOURCES.values() for row in db.session.execute(source.statement(scope)))
    return Numbers((row[2], row[3], row[4], row[5]) for row in rows)


def lights(place: Place, numbers: Numbers) -> dict[str, int]:
    """Above the county every county by its own calendar."""
    if len(county_prefix(place.prefix)) == COUNTY:
        return numbers.lights(Frame(_today(), county_prefix(place.prefix).ljust(12, "0")))
    total: Counter[str] = Counter()
    for prefix, one in _running(place.prefix).items():
        total.update(one.lights(Frame(_today(), prefix.ljust(12, "0"))))
    return dict(total)


def _today() -> Period:
    return Period("", clock.today(), clock.today(), "")


def _running(prefix: str) -> dict[str, Numbers]:
    found = select(Sum.place, Sum.metric, Sum.day, Sum.dim, Sum.count).where(
        Sum.place >= prefix,
        Sum.place < prefix + ":",
        func.length(Sum.place) == COUNTY,
        Sum.metric == "running",
    )
    by_place: dict[str, list[tuple[str, date, str, int]]] = defaultdict(list)
    for place, metric, day, dim, count in db.session.execute(found):
        by_place[place].append((metric, day, dim, count))
    return {place: Numbers(rows) for place, rows in by_place.items()}


def by_place(places: Sequence[str], metric: str, first: date, after: date) -> dict[str, Counter[str]]:
    """One metric of several areas, by word: for tables of areas."""
    found = (
        select(Sum.place, Sum.dim, func.sum(Sum.count))
        .where(Sum.place.in_(places), Sum.metric == metric, Sum.day >= first, Sum.day < after)
        .group_by(Sum.place, Sum.dim)
    )
    counted: dict[str, Counter[str]] = {place: Counter() for place in places}
    for place, dim, count in db.session.execute(found):
        counted[place][dim] += int(count)
    return counted


def as_of(place: Place) -> datetime:
    """Of what is kept: the last fold; never long ago, because the fold comes round three times a minute."""
    known = db.session.get(Fold, folding.ONLY) if place.is_kept else None
    return clock.local(known.at) if known else clock.now()
