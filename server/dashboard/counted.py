"""How one figure is defined: a row of data that says which numbers it is made of, and its words (口径)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from server.dashboard.shapes import Definition
from server.indicators.definitions import DIMENSIONS


class When(StrEnum):
    """Which of the kept numbers a figure takes: of the period, of days of it that are over, of the year, of now."""

    PERIOD = "period"
    DUE = "due"
    SPAN = "span"
    YEAR = "year"
    BEFORE = "before"
    NOW = "now"


@dataclass(frozen=True, slots=True)
class Counted:
    """`over` is the metric that is counted, `went` of a rate the part of it; `words` keeps to some of its words."""

    id: str
    name: str
    unit: str
    rule: str
    formula: str
    over: str
    went: str = ""
    when: When = When.PERIOD
    over_words: frozenset[str] = frozenset()
    went_words: frozenset[str] = frozenset()
    counts: str = ""
    leaves_out: str = ""
    sources: tuple[str, ...] = ()
    exceptions: str = ""
    link: str = ""
    fewest: int = 0
    least: float = 0.0
    of_letters: bool = False

    @property
    def is_rate(self) -> bool:
        return bool(self.went)

    @property
    def definition(self) -> Definition:
        return Definition(
            self.id,
            self.name,
            self.unit,
            self.rule,
            self.formula,
            self.counts,
            self.leaves_out,
            self.sources,
            DIMENSIONS,
        )
