"""A month, a quarter or a year: what figures are counted over."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from server.core import clock
from server.core.errors import InvalidInput

_CODE = re.compile(r"(20[2-9][0-9])(?:-(?:Q([1-4])|(0[1-9]|1[0-2])))?")


@dataclass(frozen=True, slots=True)
class Period:
    """`first` is its first day, `after` the day after its last."""

    code: str
    first: date
    after: date
    words: str

    @property
    def since(self) -> datetime:
        return clock.midnight(self.first)

    @property
    def before(self) -> datetime:
        return clock.midnight(self.after)


def parse(code: str | None) -> Period:
    """2026, 2026-Q4 or 2026-10; this month where nothing is said. Raises InvalidInput for anything else."""
    if code is None:
        return month_of(clock.today())
    found = _CODE.fullmatch(code)
    if found is None:
        raise InvalidInput.at("indicator.period", "时间写成 2026、2026-Q4 或 2026-10", "period")
    year = int(found[1])
    if found[3]:
        return month_of(date(year, int(found[3]), 1))
    return _quarter(year, int(found[2])) if found[2] else _year(year)


def this_year() -> str:
    return str(clock.today().year)


def month_of(day: date) -> Period:
    first = day.replace(day=1)
    return Period(f"{first:%Y-%m}", first, _later(first, 1), f"{first.year}年{first.month}月")


def month_before(period: Period, count: int = 1) -> Period:
    return month_of(_later(period.first, -count))


def offered() -> list[Period]:
    """What the console offers: the last twelve months, the quarters and years they lie in, the newest first."""
    today = clock.today()
    months = [month_of(_later(today.replace(day=1), -back)) for back in range(12)]
    quarters = {(month.first.year, (month.first.month + 2) // 3): None for month in months}
    years = {month.first.year: None for month in months}
    return [*months, *(_quarter(*key) for key in quarters), *map(_year, years)]


def _quarter(year: int, number: int) -> Period:
    first = date(year, 3 * number - 2, 1)
    return Period(f"{year}-Q{number}", first, _later(first, 3), f"{year}年第{'一二三四'[number - 1]}季度")


def _year(year: int) -> Period:
    return Period(str(year), date(year, 1, 1), date(year + 1, 1, 1), f"{year}年")


def _later(first: date, months: int) -> date:
    count = first.year * 12 + first.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)
