"""A figure as it may be shown: rounded down, without a percentage where too few took part, small cells hidden."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from server.core.text import share_words
from server.indicators.definitions import INDICATORS, LIGHTS, PARTICIPATION, Indicator

SMALL = 5
"""Cells of fewer letters than this are not shown to whoever may not read the letters."""
FEW = "<5"

Counts = Mapping[str, tuple[int, int]]
"""By indicator: how many were counted over, and how many of them went as they should."""


@dataclass(frozen=True, slots=True)
class Figure:
    """`numerator` of a count is the count itself. `is_open`: its reader may read the letters behind it.

    `is_held` back: what is left of it without the reader's own part would be too few.
    """

    indicator: Indicator
    numerator: int
    denominator: int
    has_sample: bool = True
    is_open: bool = True
    is_held: bool = False

    @property
    def exceptions(self) -> int:
        return self.denominator - self.numerator

    @property
    def is_small(self) -> bool:
        """Something behind it is too few to be told."""
        return self.is_held or (not self.is_open and _has_few(self.numerator, self.denominator))

    @property
    def value(self) -> Fraction | None:
        """The exact rate; nothing where nothing was counted, and where it would say more than it may."""
        is_told = self.indicator.is_rate and self.has_sample and not self.is_small
        return Fraction(self.numerator, self.denominator) if is_told and self.denominator else None

    @property
    def shown(self) -> str:
        """99.2%, or a number where a percentage would mislead."""
        if self.is_small:
            return FEW if self.denominator < SMALL else "—"
        if not self.indicator.is_rate:
            return f"{self.numerator:,}"
        if self.value is not None:
            return percent(self.value)
        return f"{self.numerator:,} 件" if self.denominator else "—"

    @property
    def parts(self) -> str:
        """388 / 391."""
        return "件数太少，不写" if self.is_small else f"{self.numerator:,} / {self.denominator:,}"

    @property
    def exceptions_shown(self) -> str:
        """31 件没有按时受理; 无例外."""
        if self.is_small:
            return ""
        return f"{self.exceptions:,} 件{self.indicator.exceptions}" if self.exceptions else "无例外"


def _has_few(numerator: int, denominator: int) -> bool:
    return any(0 < part < SMALL for part in (numerator, denominator, denominator - numerator))


def percent(value: Fraction) -> str:
    """Rounded down to a tenth, so that only what has no exception is 100%."""
    return "100%" if value == 1 else str(share_words(value.numerator, value.denominator))


def figures(counts: Counts, *, is_open: bool = True, rest: Counts | None = None) -> dict[str, Figure]:
    """Every indicator of a place, in the order of their definitions. `rest`: the place without the reader's own part."""
    found = {key: _figure(indicator, counts, is_open, rest or {}) for key, indicator in INDICATORS.items()}
    return found | _held_back([found[key] for key in LIGHTS])


def _held_back(lights: list[Figure]) -> dict[str, Figure]:
    """What is open less all lights but one would tell that one: beside a small light the next smallest is not told."""
    there = sorted((one for one in lights if one.numerator), key=lambda one: one.numerator)
    if sum(one.is_small for one in there) != 1 or len(there) < 2:
        return {}
    following = next(one for one in there if not one.is_small)
    return {following.indicator.id: replace(following, is_held=True)}


def _figure(indicator: Indicator, counts: Counts, is_open: bool, rest: Counts) -> Figure:
    over, went = counts.get(indicator.id, (0, 0))
    invited, took_part = counts.get(PARTICIPATION, (0, 0))
    is_enough = over >= indicator.fewest and took_part >= indicator.least * invited
    others_over, others_went = rest.get(indicator.id, (0, 0))
    return Figure(indicator, went, over, is_enough, is_open, _has_few(others_went, others_over))
