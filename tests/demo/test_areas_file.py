"""The areas are real: counts of the source's own yearbook, every row under a parent that exists."""

from __future__ import annotations

import csv
import lzma
from collections import Counter
from pathlib import Path

import pytest

FILE = Path(__file__).parents[2] / "server/areas/data/areas.csv.xz"
WIDTHS = (2, 4, 6, 9, 12)


@pytest.fixture(scope="module")
def areas() -> dict[str, str]:
    with lzma.open(FILE, "rt", encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert len({row["code"] for row in rows}) == len(rows)
    return {row["code"]: row["name"] for row in rows}


def width(code: str) -> int:
    """How many digits of the code say something."""
    return next(size for size in WIDTHS if set(code[size:]) <= {"0"})


@pytest.mark.parametrize(
    ("prefix", "counties", "towns", "villages"),
    [
        ("50", 38, 1_031, 11_270),
        ("330111", 1, 24, 350),
        ("320311", 1, 16, 125),
        ("371325", 1, 12, 415),
        ("6203", 2, 18, 182),
    ],
)
def test_each_area_has_the_towns_and_villages_of_the_source(
    areas: dict[str, str], prefix: str, counties: int, towns: int, villages: int
) -> None:
    found = Counter(width(code) for code in areas if code.startswith(prefix))
    assert (found[6], found[9], found[12]) == (counties, towns, villages)


def test_codes_are_twelve_digits_in_order_and_names_are_clean(areas: dict[str, str]) -> None:
    assert list(areas) == sorted(areas)
    assert all(len(code) == 12 and code.isdigit() for code in areas)
    assert all(name and name == name.strip() for name in areas.values())


def test_every_area_hangs_under_a_province_of_the_file(areas: dict[str, str]) -> None:
    for code in areas:
        above = [size for size in WIDTHS if size < width(code)]
        parents = [code[:size].ljust(12, "0") in areas for size in above]
        assert not parents or parents[0], code
        assert width(code) < 9 or parents[-1], code


def test_the_yearbook_columns_that_are_no_places_were_left_out(areas: dict[str, str]) -> None:
    assert not {"市辖区", "县"} & set(areas.values())
    assert areas["500000000000"] == "重庆市"
    assert areas["330111000000"] == "富阳区"
