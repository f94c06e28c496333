"""The big screen: a few sums of two screens, read from five metres; nobody's name, no single case, no address (§7)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from server.dashboard.shapes import Cell, Figure, Line, Matter, Screen
from server.dashboard.views import Picture, picture

FIGURES = ("received", "feedback_rate", "solution_rate", "satisfaction_rate")
MOST_MATTERS = 5
MOST_TOWNS = 24
MOST_PARTS = 8


@dataclass(frozen=True, slots=True)
class Town:
    """A place below and its sum; in the order of codes."""

    name: str
    cell: Cell
    shade: str


@dataclass(frozen=True, slots=True)
class Wall:
    figures: tuple[Figure, ...]
    trend: Picture | None
    matters: tuple[Matter, ...]
    parts: Picture | None
    towns: tuple[Town, ...]


def wall(overview: Screen, opinion: Screen) -> Wall:
    known = {one.id: one for told in (overview, opinion) for block in told.blocks for one in block.figures}
    drawn = [one for one in (*_drawn(opinion), *_drawn(overview)) if one.is_told]
    heat = next((one for one in _drawn(overview) if one.kind == "heat"), None)
    parts = next((one for one in drawn if one.kind == "tree"), None)
    matters = tuple(one for block in overview.blocks for one in block.matters if one.count)
    return Wall(
        tuple(known[key] for key in FIGURES if key in known),
        next((_short(one) for one in drawn if one.kind == "line"), None),
        matters[:MOST_MATTERS],
        parts and _fewer(parts),
        tuple(_towns(heat, overview)) if heat else (),
    )


def _drawn(told: Screen) -> list[Picture]:
    below = {one.name: "" for one in told.below}
    return [picture(one, 12, told.as_of, told.period, below) for block in told.blocks for one in block.charts]


def _fewer(parts: Picture) -> Picture:
    """The largest matters, as many as can be read from far away."""
    lines = sorted(parts.chart.lines, key=_number, reverse=True)[:MOST_PARTS]
    chart = type(parts.chart)(
        parts.chart.id, parts.chart.title, parts.chart.note, parts.chart.unit, parts.chart.heads, tuple(lines)
    )
    return replace(parts, chart=chart, ways=("",) * len(lines))


def _short(trend: Picture) -> Picture:
    """2026年1月 is 1月 here: the year stands above."""
    return replace(trend, heads=tuple(head.rpartition("年")[2] for head in trend.heads))


def _number(line: Line) -> float:
    return line.cells[0].number or 0


def _towns(heat: Picture, told: Screen) -> Iterator[Town]:
    """The last column of the heat table, of places alone."""
    if not heat.has_totals:
        return
    names = {one.name for one in told.below}
    lines = [line for line in heat.chart.lines if line.name in names and line.cells][:MOST_TOWNS]
    top = max((line.cells[-1].number or 0 for line in lines), default=0) or 1
    for line in lines:
        cell = line.cells[-1]
        step = min(5, max(1, int(-(-(cell.number or 0) * 5 // top))))
        yield Town(line.name, cell, "few" if cell.is_hidden else f"q{step}")
