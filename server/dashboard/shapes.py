"""What a screen is made of: figures with their definitions, and pictures that are tables first.

Every picture gives `table`, so that nobody needs to see it, and what is drawn is what is written.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ScreenName(StrEnum):
    OVERVIEW = "overview"
    OPINION = "opinion"
    WORK = "work"
    OVERSIGHT = "oversight"


SCREEN_WORDS = {
    ScreenName.OVERVIEW: "总览",
    ScreenName.OPINION: "民意",
    ScreenName.WORK: "履职与站点",
    ScreenName.OVERSIGHT: "决策监督",
}


@dataclass(frozen=True, slots=True)
class Crumb:
    """One place on the way, or one to go on to: an area by its prefix, or a station."""

    name: str
    area: str = ""
    station: str = ""


@dataclass(frozen=True, slots=True)
class Definition:
    """口径 in words; `formula` is one line, the rest what counts and what does not."""

    id: str
    name: str
    unit: str
    rule: str
    formula: str
    counts: str = ""
    leaves_out: str = ""
    sources: tuple[str, ...] = ()
    dimensions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """One number. `parts` is 已反馈 3,903 / 应反馈 3,944; `exceptions` what keeps it from 100%, or None where nothing can.

    `value` is what is shown; numerator and denominator are the exact numbers, None where they may not be told.
    """

    id: str
    name: str
    value: str
    unit: str
    definition: Definition
    as_of: datetime
    numerator: int | None = None
    denominator: int | None = None
    parts: str = ""
    exceptions: int | None = None
    exceptions_words: str = ""
    exceptions_link: str = ""
    rows_link: str = ""
    is_small: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A number in a table. A hidden one is `<5` or `—`: its number is known to nobody who looks."""

    text: str
    number: float | None = None
    link: str = ""

    @property
    def is_hidden(self) -> bool:
        return self.number is None and self.text != ""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table, or one line of a chart."""

    name: str
    cells: tuple[Cell, ...]
    link: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """The same numbers for reading and copying. `heads` names the first column too."""

    heads: tuple[str, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """`note` says what is left out or not over yet. An empty chart has no lines."""

    id: str
    title: str
    note: str
    unit: str
    heads: tuple[str, ...]
    lines: tuple[Line, ...]

    @property
    def table(self) -> Table:
        return Table(self.heads, self.lines)

    @property
    def has_data(self) -> bool:
        return any(cell.text not in ("", "0") for line in self.lines for cell in line.cells)


class Series(Chart):
    """Over time: heads after the first are months (2026-10), one line each; `open_from` is the first that is not over."""

    kind = "series"


class Composition(Chart):
    """Parts of a whole: one line a part, its one cell the number."""

    kind = "composition"


class HeatTable(Chart):
    """Areas in the order of their codes down, what is counted across, a last line and column of totals."""

    kind = "heat"


class Funnel(Chart):
    """Steps on a way: one line a step, its cell how many came that far."""

    kind = "funnel"


class Rose(Chart):
    """A few equals around a centre; the area carries the number."""

    kind = "rose"


class Calendar(Chart):
    """Days of a year: one line a month, its cells the days, empty beyond its end."""

    kind = "calendar"


class Ticks(Chart):
    """Areas or stations down, months across: 54/54, or ✔ ✘ of a single station."""

    kind = "ticks"


class Spread(Chart):
    """How long it took: the middle and what nine of ten stay within, and the limit."""

    kind = "spread"


@dataclass(frozen=True, slots=True)
class Matter:
    """Something that waits, with the way to it: what an alert found, or what is to be done."""

    name: str
    count: int
    words: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """Figures and pictures that are read together, under one heading."""

    id: str
    title: str
    hint: str = ""
    figures: tuple[Figure, ...] = ()
    charts: tuple[Chart, ...] = ()
    matters: tuple[Matter, ...] = ()


@dataclass(frozen=True, slots=True)
class Screen:
    """One of the four screens, of one place in one period, as of one moment."""

    name: ScreenName
    title: str
    place: Crumb
    trail: tuple[Crumb, ...]
    """From the reader's own place down to this one."""
    below: tuple[Crumb, ...]
    """Where a click leads further down, in the order of codes and names."""
    period: str
    period_words: str
    periods: tuple[tuple[str, str], ...]
    as_of: datetime
    blocks: tuple[Block, ...]

    def block(self, key: str) -> Block:
        return next(one for one in self.blocks if one.id == key)
