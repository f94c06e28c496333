"""Working days by China's calendar."""

from __future__ import annotations

from datetime import date

import pytest

from server.core import workdays


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2026, 11, 20), 1, date(2026, 11, 23)),  # Friday → Monday
        (date(2026, 9, 30), 1, date(2026, 10, 8)),  # across National Day
        (date(2026, 10, 9), 1, date(2026, 10, 10)),  # a Saturday that is worked
        (date(2026, 11, 23), 3, date(2026, 11, 26)),
        (date(2027, 3, 5), 1, date(2027, 3, 8)),  # a year without a calendar: Monday to Friday
    ],
)
def test_the_next_working_day(day: date, count: int, expected: date) -> None:
    assert workdays.after(day, count) == expected


def test_days_between_count_backwards_too() -> None:
    assert workdays.between(date(2026, 11, 20), date(2026, 11, 24)) == 2
    assert workdays.between(date(2026, 11, 24), date(2026, 11, 20)) == -2
    assert workdays.between(date(2026, 11, 21), date(2026, 11, 22)) == 0
