"""One figure as it is shown: rounded down, without a percentage where too few took part, with its way to the rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from server.core.actor import Actor
from server.core.permissions import Permission as P
from server.dashboard.counted import Counted
from server.dashboard.definitions import FIGURES, PARTICIPATION
from server.dashboard.places import Place
from server.dashboard.reading import Numbers
from server.dashboard.shapes import Definition, Figure
from server.indicators.definitions import DIMENSIONS, INDICATORS, LIGHTS
from server.indicators.figures import percent
from server.indicators.periods import Period

ROWS = {
    "/console/deputies": P.REGISTER_READ,
    "/console/stations": P.REGISTER_READ,
    "/console/coverage": P.REGISTER_READ,
    "/console/codes": P.CODE_MANAGE,
    "/console/contacts": P.CONTACT_READ,
    "/console/suggestions": P.SUGGESTION_READ,
    "/console/visits": P.VISIT_READ,
    "/console/leads": P.LEAD_READ,
}
"""By page of rows, who may open it."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a screen is made from: the numbers of one place, in one period, as of one moment."""

    place: Place
    period: Period
    numbers: Numbers
    as_of: datetime
    reader: Actor

    def link(self, one: str) -> str:
        """Lists of letters take the place and the period; registers know the reader's own place themselves.

        Empty where the reader may see the number, but not its rows.
        """
        if one.startswith("/console/indicators/"):
            return f"{one}?{self.place.query}&period={self.period.code}"
        return one if one and self.reader.may(ROWS[one]) else ""


def figures(sheet: Sheet, keys: Iterable[str]) -> tuple[Figure, ...]:
    return tuple(figure(sheet, FIGURES[key]) for key in keys)


def figure(sheet: Sheet, one: Counted) -> Figure:
    over, went = sheet.numbers.of(one, sheet.period)
    exceptions = over - went if one.is_rate and one.exceptions else None
    link = sheet.link(one.link)
    return Figure(
        one.id,
        one.name,
        _value(sheet, one, over, went),
        "" if one.is_rate else one.unit,
        one.definition,
        sheet.as_of,
        numerator=went,
        denominator=over,
        parts=f"{went:,} / {over:,}" if one.is_rate else "",
        exceptions=exceptions,
        exceptions_words=_exceptions(one, exceptions, over),
        exceptions_link=link if exceptions else "",
        rows_link=link,
    )


def _value(sheet: Sheet, one: Counted, over: int, went: int) -> str:
    if not one.is_rate:
        return f"{over:,}"
    if not over:
        return "—"
    return percent(Fraction(went, over)) if _is_enough(sheet, one, over) else f"{went:,}"


def _is_enough(sheet: Sheet, one: Counted, over: int) -> bool:
    """Of satisfaction only numbers, below ten or where fewer than three of ten took part (F12)."""
    if not one.least:
        return over >= one.fewest
    invited, took_part = sheet.numbers.of(FIGURES[PARTICIPATION], sheet.period)
    return over >= one.fewest and took_part >= one.least * invited


def _exceptions(one: Counted, exceptions: int | None, over: int) -> str:
    if exceptions is None or not over:
        return ""
    return f"{exceptions:,} 例外：{one.exceptions}" if exceptions else "无例外"


def lights(sheet: Sheet, shining: dict[str, int]) -> tuple[Figure, ...]:
    """What runs now, by its light."""
    return tuple(_lamp(sheet, key, shining.get(key, 0)) for key in LIGHTS)


def _lamp(sheet: Sheet, key: str, count: int) -> Figure:
    one = INDICATORS[key]
    words = Definition(
        one.id, one.name, "件", one.rule, one.formula, sources=one.sources, dimensions=DIMENSIONS
    )
    link = sheet.link(f"/console/indicators/{key}")
    return Figure(
        key,
        one.name,
        f"{count:,}",
        "件",
        words,
        sheet.as_of,
        numerator=count,
        denominator=count,
        rows_link=link,
    )
