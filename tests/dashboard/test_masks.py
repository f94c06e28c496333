"""A solver that knows every published view, and what the signs mean, finds no hidden cell: always two worlds fit."""

from __future__ import annotations

import random
from collections.abc import Iterator

import numpy as np
import pytest
from scipy.optimize import LinearConstraint, milp

from server.dashboard.masks import BLANK, Family
from server.indicators.figures import FEW

WORDS = ("C01", "C02", "C03", "C04", "")
MONTHS = tuple(f"{month:02}" for month in range(1, 7))
QUARTERS = tuple((month, str((int(month) + 2) // 3)) for month in MONTHS)


def drawn(chance: random.Random, words: tuple[str, ...]) -> Family:
    """A small city: two or three counties of a few towns, mostly with few letters."""
    towns = {
        f"33011{county}00{town}": {word: _count(chance) for word in words}
        for county in range(1, chance.randrange(2, 4))
        for town in range(1, chance.randrange(2, 6))
    }
    rows = tuple((town, tuple(counts.items())) for town, counts in towns.items())
    return Family(rows, QUARTERS if words is MONTHS else ())


def _count(chance: random.Random) -> int:
    return chance.choice((0, 0, 1, 2, 3, 4, 5, 6, 8, 12, 30))


class Solver:
    """Towns' cells are unknown; every published number of an area, and every total that is told, is an equation."""

    def __init__(self, family: Family, words: tuple[str, ...]) -> None:
        self.family = family
        self.keys = [(town, word) for town in family.towns for word in words]
        self.rows: list[list[float]] = []
        self.least: list[float] = []
        self.most: list[float] = []
        areas = sorted({area for town in family.towns for area in family.line(town)})
        for area in areas:
            for word in words:
                self._sign(area, word)
            for group in self._groups(words):
                total = sum(family.count((area, word)) for word in group)
                self._equation(area, group, total, total)

    def _groups(self, words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        """What is told as one: the whole line, and of months every quarter."""
        yield words
        if words is MONTHS:
            yield from (words[at : at + 3] for at in range(0, len(words), 3))

    def _sign(self, area: str, word: str) -> None:
        shown = self.family.shown(area, word)
        if area in self.family.closed:
            self._equation(area, (word,), 0, 10_000)
        elif shown == FEW:
            self._equation(area, (word,), 1, 4)
        elif shown == BLANK:
            self._equation(area, (word,), 5, 10_000)
        else:
            self._equation(area, (word,), int(shown), int(shown))

    def _equation(self, area: str, words: tuple[str, ...], least: int, most: int) -> None:
        self.rows.append([float(town.startswith(area) and word in words) for town, word in self.keys])
        self.least.append(least)
        self.most.append(most)

    def bounds(self, area: str, word: str) -> tuple[int, int]:
        """The least and the most that a cell may be in any world."""
        wanted = np.array([float(town.startswith(area) and one == word) for town, one in self.keys])
        fits = LinearConstraint(np.array(self.rows), np.array(self.least), np.array(self.most))
        found = [
            milp(sign * wanted, constraints=fits, integrality=np.ones(len(self.keys))).fun * sign
            for sign in (1, -1)
        ]
        return round(found[0]), round(found[1])


@pytest.mark.parametrize("words", [WORDS, MONTHS], ids=["by word", "by month"])
def test_no_hidden_cell_is_recovered(words: tuple[str, ...]) -> None:
    chance, tried, published = random.Random(5), 0, 0
    for _ in range(12):
        family = drawn(chance, words)
        small = {key for key, count in family.cells.items() if 0 < count < 5}
        assert small <= family.hidden
        published += family.is_published
        if not family.is_published:
            assert family.shown(*next(iter(family.cells))) == BLANK
            continue
        solver = Solver(family, words)
        # of an area that tells nothing, what is not small is no secret
        told = {key for key in family.hidden if key[0] not in family.closed}
        for area, word in [*sorted(small)[::2], *sorted(told - small)[::4]]:
            least, most = solver.bounds(area, word)
            assert least < most, (area, word, least)
            assert least <= family.count((area, word)) <= most
            tried += 1
    assert tried > 40
    assert published > 9


def test_what_is_hidden_without_need_stays_little() -> None:
    """A city of forty towns with usual numbers: the small ones, and not many beside them."""
    chance = random.Random(3)
    rows = tuple(
        (
            f"3301{10 + town // 20}{town % 20:03}",
            tuple((f"C{n:02}", int(chance.expovariate(1 / 9))) for n in range(18)),
        )
        for town in range(40)
    )
    family = Family(rows)
    small = sum(0 < count < 5 for count in family.cells.values())
    assert family.is_published
    assert len(family.hidden) < 1.35 * small
