"""How numbers are counted: a source is a table, its leaves, and the marks that each of its rows leaves behind.

The same statement counts one leaf for the fold, everything for the rebuild, and a village or a station while one waits.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Date,
    FromClause,
    Select,
    String,
    case,
    cast,
    column,
    func,
    literal,
    null,
    select,
    true,
    type_coerce,
)
from sqlalchemy.dialects.postgresql import array

from server.core import clock
from server.indicators.frames import day_of

ALWAYS = date(2000, 1, 1)
"""The day of what is as it is, and has no day of its own."""
LEAF_DIGITS = 9
Found = Select[str, date, str, date, str, int]


class Grain(StrEnum):
    """How long a leaf of a source is; `always`: all rows of a place are one."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    ALWAYS = "always"


@dataclass(frozen=True, slots=True)
class Scope:
    """Which rows to count: those of an area, or of a station, that began between two days."""

    prefix: str = ""
    station: UUID | None = None
    since: date | None = None
    before: date | None = None

    @property
    def is_small(self) -> bool:
        """A village or a station: counted while one waits."""
        return self.station is not None or len(self.prefix) > LEAF_DIGITS

    def began(self, moment: Any) -> list[ColumnElement[bool]]:
        """Of a moment's column."""
        bounds = []
        if self.since:
            bounds.append(moment >= datetime.combine(self.since, time(), clock.ZONE))
        if self.before:
            bounds.append(moment < datetime.combine(self.before, time(), clock.ZONE))
        return bounds


@dataclass(frozen=True, slots=True)
class Mark:
    """One number that a row adds to: on which day, if any, and under which word."""

    metric: str
    day: Any
    dim: Any = None


@dataclass(frozen=True, slots=True)
class Source:
    key: str
    grain: Grain
    statement: Callable[[Scope], Found]
    by_county: bool = False
    """Counted by the county's own calendar and limits, so never two counties by one statement."""

    def after(self, cohort: date) -> date | None:
        """The day after the last one of a leaf."""
        months = {Grain.MONTH: 1, Grain.QUARTER: 3, Grain.YEAR: 12}.get(self.grain)
        if months is None:
            return None
        count = cohort.year * 12 + cohort.month - 1 + months
        return date(count // 12, count % 12 + 1, 1)

    def leaf(self, area: str, cohort: date) -> Scope:
        before = self.after(cohort)
        return Scope(area, since=cohort if before else None, before=before)


SOURCES: dict[str, Source] = {}


def source(
    key: str, grain: Grain, *, by_county: bool = False
) -> Callable[[Callable[[Scope], Found]], Source]:
    """Register the statement that counts a table."""

    def register(statement: Callable[[Scope], Found]) -> Source:
        SOURCES[key] = Source(key, grain, statement, by_county)
        return SOURCES[key]

    return register


def month_of(moment: Any) -> ColumnElement[date]:
    return start_of("month", moment)


def start_of(span: str, moment: Any) -> ColumnElement[date]:
    """The first day of the month, quarter or year of a moment, in China."""
    return cast(func.date_trunc(span, func.timezone(str(clock.ZONE), moment)), Date)


def day(moment: Any) -> ColumnElement[date]:
    return day_of(moment)


def when(condition: ColumnElement[bool], then: Any) -> ColumnElement[Any]:
    """Nothing where the condition does not hold, so that the row leaves no mark."""
    return case((condition, then), else_=null())


def always(condition: ColumnElement[bool]) -> ColumnElement[Any]:
    return when(condition, literal(ALWAYS, Date))


def counted(
    rows: FromClause,
    area: Any,
    cohort: ColumnElement[date] | None,
    marks: Sequence[Mark],
    *where: Any,
    number: ColumnElement[int] | None = None,
) -> Found:
    """One pass over the rows, however many marks each of them leaves."""
    metrics = cast(array([literal(one.metric, String) for one in marks]), ARRAY(String))
    days = array([cast(one.day, Date) for one in marks])
    empty = literal("", String)
    dims = array([cast(one.dim, String) if one.dim is not None else empty for one in marks])
    left = (
        func.unnest(metrics, days, dims)
        .table_valued(column("metric", String), column("day", Date), column("dim", String))
        .render_derived(name="one")
    )
    place = type_coerce(func.left(area, LEAF_DIGITS), String).label("area")
    began = (cohort if cohort is not None else literal(ALWAYS, Date)).label("cohort")
    dim = func.coalesce(left.c.dim, "").label("dim")
    found = select(
        place,
        began,
        left.c.metric,
        left.c.day,
        dim,
        (func.count() if number is None else number).label("count"),
    )
    kept = found.select_from(rows.join(left, true())).where(left.c.day.is_not(None), *where)
    return kept.group_by(place, began, left.c.metric, left.c.day, dim)
