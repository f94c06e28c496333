"""What may be asked of the cabin, and how a screen goes out as JSON: exact numbers only where they are told."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from server.core.http import Out
from server.core.parsing import Query
from server.core.text import Text
from server.dashboard.shapes import Block, Chart, Crumb, Figure, Line, Matter, Screen, ScreenName


class FindScreen(Query):
    """`area` is a code or its short prefix; `period` 2026, 2026-Q4 or 2026-10, the year where nothing is said."""

    area: Annotated[Text, Field(pattern=r"^\d{2,12}$")] | None = None
    station: UUID | None = None
    period: Annotated[Text, Field(max_length=10)] | None = None


class DefinitionOut(Out):
    """口径 in words."""

    id: str
    name: str
    unit: str
    rule: str
    formula: str
    counts: str
    leaves_out: str
    sources: list[str]
    dimensions: list[str]


class CabinFigureOut(Out):
    """One number with its definition; `exceptions` is what keeps a rate from 100%."""

    id: str
    name: str
    value: str
    unit: str
    numerator: int | None
    denominator: int | None
    parts: str
    exceptions: int | None
    exceptions_words: str
    definition: DefinitionOut

    @classmethod
    def of(cls, one: Figure) -> CabinFigureOut:
        words = one.definition
        definition = DefinitionOut(
            id=words.id,
            name=words.name,
            unit=words.unit,
            rule=words.rule,
            formula=words.formula,
            counts=words.counts,
            leaves_out=words.leaves_out,
            sources=list(words.sources),
            dimensions=list(words.dimensions),
        )
        return cls(
            id=one.id,
            name=one.name,
            value=one.value,
            unit=one.unit,
            numerator=one.numerator,
            denominator=one.denominator,
            parts=one.parts,
            exceptions=one.exceptions,
            exceptions_words=one.exceptions_words,
            definition=definition,
        )


class LineOut(Out):
    """One row of a picture's table: what is shown, and the numbers, null where one is hidden or not yet."""

    name: str
    shown: list[str]
    numbers: list[float | None]

    @classmethod
    def of(cls, line: Line) -> LineOut:
        return cls(
            name=line.name,
            shown=[one.text for one in line.cells],
            numbers=[one.number for one in line.cells],
        )


class ChartOut(Out):
    id: str
    title: str
    note: str
    unit: str
    heads: list[str]
    lines: list[LineOut]

    @classmethod
    def of(cls, one: Chart) -> ChartOut:
        lines = [LineOut.of(line) for line in one.lines]
        return cls(
            id=one.id, title=one.title, note=one.note, unit=one.unit, heads=list(one.heads), lines=lines
        )


class MatterOut(Out):
    name: str
    count: int
    words: str

    @classmethod
    def of(cls, one: Matter) -> MatterOut:
        return cls(name=one.name, count=one.count, words=one.words)


class BlockOut(Out):
    id: str
    title: str
    hint: str
    figures: list[CabinFigureOut]
    charts: list[ChartOut]
    matters: list[MatterOut]

    @classmethod
    def of(cls, one: Block) -> BlockOut:
        return cls(
            id=one.id,
            title=one.title,
            hint=one.hint,
            figures=[CabinFigureOut.of(figure) for figure in one.figures],
            charts=[ChartOut.of(chart) for chart in one.charts],
            matters=[MatterOut.of(matter) for matter in one.matters],
        )


class CrumbOut(Out):
    name: str
    area: str | None
    station_id: str | None

    @classmethod
    def of(cls, one: Crumb) -> CrumbOut:
        return cls(name=one.name, area=one.area or None, station_id=one.station or None)


class ScreenOut(Out):
    name: ScreenName
    title: str
    place: CrumbOut
    trail: list[CrumbOut]
    below: list[CrumbOut]
    period: str
    as_of: datetime
    blocks: list[BlockOut]

    @classmethod
    def of(cls, screen: Screen) -> ScreenOut:
        return cls(
            name=screen.name,
            title=screen.title,
            place=CrumbOut.of(screen.place),
            trail=[CrumbOut.of(one) for one in screen.trail],
            below=[CrumbOut.of(one) for one in screen.below],
            period=screen.period,
            as_of=screen.as_of,
            blocks=[BlockOut.of(one) for one in screen.blocks],
        )
