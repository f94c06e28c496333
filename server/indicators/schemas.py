"""What may be asked of the figures, and how they go out: exact beside what is shown."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from server.core import clock
from server.core.http import Out
from server.core.parsing import Query
from server.core.text import Text
from server.indicators.definitions import DIMENSIONS, Unit
from server.indicators.figures import Figure
from server.indicators.queries import Behind
from server.indicators.sheets import Sheet
from server.messages.life import MessageStatus


class FindFigures(Query):
    """`area` is a code or its short prefix; `period` 2026, 2026-Q4 or 2026-10."""

    area: Annotated[Text, Field(pattern=r"^\d{2,12}$")] | None = None
    station: UUID | None = None
    period: Annotated[Text, Field(max_length=10)] | None = None


class FindBehind(FindFigures):
    page: Annotated[int, Field(ge=1, le=500)] = 1


class FigureOut(Out):
    """One figure with its definition. `value` is exact, null where a percentage may not be shown."""

    id: str
    name: str
    unit: Unit
    rule: str
    formula: str
    counts: str
    leaves_out: str
    sources: list[str]
    dimensions: list[str]
    numerator: int | None
    denominator: int | None
    exceptions: int | None
    value: float | None
    shown: str
    is_small: bool

    @classmethod
    def of(cls, figure: Figure) -> FigureOut:
        one, is_told = figure.indicator, not figure.is_small
        return cls(
            id=one.id,
            name=one.name,
            unit=one.unit,
            rule=one.rule,
            formula=one.formula,
            counts=one.counts,
            leaves_out=one.leaves_out,
            sources=list(one.sources),
            dimensions=list(DIMENSIONS),
            numerator=figure.numerator if is_told else None,
            denominator=figure.denominator if is_told else None,
            exceptions=figure.exceptions if is_told and one.is_rate else None,
            value=float(figure.value) if figure.value is not None else None,
            shown=figure.shown,
            is_small=figure.is_small,
        )


class PartOut(Out):
    """An area or a station of the place, in the order of codes."""

    name: str
    area: str | None
    station_id: UUID | None
    shown: dict[str, str]


class FiguresOut(Out):
    place: str
    period: str
    as_of: datetime
    items: list[FigureOut]
    parts: list[PartOut]

    @classmethod
    def of(cls, sheet: Sheet) -> FiguresOut:
        parts = [
            PartOut(
                name=line.part.name,
                area=line.part.area or None,
                station_id=line.part.station,
                shown={key: figure.shown for key, figure in line.figures.items()},
            )
            for line in sheet.lines
        ]
        items = [FigureOut.of(figure) for figure in sheet.figures.values()]
        as_of = clock.local(sheet.as_of)
        return cls(place=sheet.place.name, period=sheet.period.code, as_of=as_of, items=items, parts=parts)


class BehindOut(Out):
    """A letter behind a figure: which one, where it stands; what it says is read on its own page."""

    id: UUID
    number: str
    station_name: str
    status: MessageStatus
    promised_on: date
    created_at: datetime

    @classmethod
    def of(cls, behind: Behind) -> BehindOut:
        message = behind.message
        return cls(
            id=message.id,
            number=message.number,
            station_name=behind.station_name,
            status=message.status_now,
            promised_on=message.promised_on,
            created_at=clock.local(message.created_at),
        )
