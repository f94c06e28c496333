"""A screen as the page needs it: how each picture is drawn, how wide it stands, what it says to who cannot see it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from server.core import clock
from server.dashboard.shapes import Block, Cell, Chart, Line, Screen

MOST_LINES = 4
"""More lines than this cannot be told apart: each then has a small line of its own in a table."""
MOST_BARS = 11
"""More parts than this are areas of a square rather than bars."""
SHADES = 5
SPANS = {"line": 8, "tree": 8, "trends": 4, "bars": 4, "funnel": 6, "rose": 4, "spread": 6, "days": 8}
SPANS |= {"heat": 12, "ticks": 12, "empty": 4}
TOTAL = "合计"
MATTERS = 3
DRAWN = {"funnel": "funnel", "rose": "rose", "spread": "spread", "calendar": "days"}
TONES = {"feedback_rate": "c1", "solution_rate": "c2", "satisfaction_rate": "c3", "participation_rate": "c6"}
"""The four rates keep their colours everywhere."""
LAMPS = {"on_time": "g", "due_soon": "y", "late": "r", "very_late": "b", "paused": "p"}


@dataclass(frozen=True, slots=True)
class Picture:
    """One chart, drawn as `kind` over so many of twelve columns. `open_from`: the first month that is not over.

    `ways`: where the lines lead, of those that lead anywhere.
    """

    chart: Chart
    kind: str
    span: int
    says: str
    heads: tuple[str, ...]
    year: int
    open_from: int | None = None
    top: float = 0.0
    is_of_places: bool = False
    ways: tuple[str, ...] = ()

    @property
    def is_told(self) -> bool:
        """Whether there is anything to draw: where every cell is held back, words say so."""
        return any(cell.number is not None for line in self.chart.lines for cell in line.cells)

    @property
    def has_totals(self) -> bool:
        return self.heads[-1] == TOTAL

    @property
    def units(self) -> Counter[str]:
        """What follows the numbers of its first column: 个工作日 and 小时 cannot stand on one axis."""
        return Counter(_unit(line) for line in self.chart.lines if line.cells)

    def is_aside(self, line: Line) -> bool:
        """Told in the table alone."""
        return self.kind == "spread" and _unit(line) != self.units.most_common(1)[0][0]

    @property
    def rows(self) -> Iterator[tuple[Line, str]]:
        return zip(self.chart.lines, self.ways, strict=True)

    def shade(self, cell: Cell) -> str:
        """How strong a cell is, from q1 to q5; nothing is pale, what is not told hatched."""
        if cell.is_hidden:
            return "lt"
        if not cell.number:
            return "zero"
        return f"q{min(SHADES, int(-(-cell.number * SHADES // max(self.top, 1))))}"


@dataclass(slots=True)
class Shelf:
    """What stands together on the page: figures under one heading, pictures, and what waits."""

    block: Block | None
    charts: list[Chart] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    waiting: Block | None = None
    waiting_span: int = 0

    @property
    def in_row(self) -> int:
        """How many figures stand side by side: no row with one alone where it can be helped."""
        count = len(self.block.figures) if self.block else 0
        if count <= 6:
            return max(count, 1)
        return next(one for one in (6, 5, 4) if count % one == 0 or one == 4)


def shelves(screen: Screen, below: Mapping[str, str]) -> list[Shelf]:
    """Only what has something to tell; pictures stand under the figures before them, what waits beside the heat table."""
    made: list[Shelf] = []
    for block in screen.blocks:
        if block.figures or (block.charts and not made):
            made.append(Shelf(block if block.figures else None))
        if block.charts:
            made[-1].charts.extend(block.charts)
    for block in (one for one in screen.blocks if one.matters):
        beside = (
            one for one in made if not one.waiting and any(_kind(chart) == "heat" for chart in one.charts)
        )
        shelf = next(beside, None) or _new(made)
        shelf.waiting = block
    for shelf in made:
        _arrange(shelf, screen, below)
    return made


def _is_tall(chart: Chart) -> bool:
    return _kind(chart) == "heat" and chart.has_data


def _new(made: list[Shelf]) -> Shelf:
    made.append(Shelf(None))
    return made[-1]


def _arrange(shelf: Shelf, screen: Screen, below: Mapping[str, str]) -> None:
    """How wide everything stands."""
    kinds = [_kind(chart) if chart.has_data else "empty" for chart in shelf.charts]
    wished = [SPANS[kind] for kind in kinds]
    if shelf.waiting:
        wished = [9 if kind == "heat" else span for kind, span in zip(kinds, wished, strict=True)] + [MATTERS]
    spans = list(packed(wished))
    shelf.waiting_span = spans[-1] if shelf.waiting else 0
    asked = zip(shelf.charts, spans[: len(kinds)], strict=True)
    shelf.pictures = [picture(chart, span, screen.as_of, screen.period, below) for chart, span in asked]


def packed(wished: Sequence[int], columns: int = 12) -> Iterator[int]:
    """Rows of twelve columns: what would stay empty in a row goes to the widest of it."""
    row: list[int] = []
    for span in [*wished, columns]:
        if sum(row) + span > columns:
            if row:
                widest = row.index(max(row))
                row[widest] += columns - sum(row)
            yield from row
            row = []
        row.append(span)


def picture(chart: Chart, span: int, as_of: datetime, period: str, below: Mapping[str, str]) -> Picture:
    kind = _kind(chart)
    is_of_places = kind in ("heat", "ticks") or any(line.name in below for line in chart.lines)
    return Picture(
        chart,
        kind,
        span,
        says(chart, kind, tells_most=not is_of_places),
        tuple(_month(head) for head in chart.heads) if kind in ("line", "trends") else chart.heads,
        int(period[:4]),
        _open(chart, as_of, period),
        _top(chart, kind),
        is_of_places,
        tuple(below.get(line.name, line.link) for line in chart.lines),
    )


def _kind(chart: Chart) -> str:
    kind = getattr(chart, "kind", "composition")
    if kind == "series":
        return "line" if len(chart.lines) <= MOST_LINES else "trends"
    if kind == "composition":
        return "bars" if len(chart.lines) <= MOST_BARS else "tree"
    return DRAWN.get(kind, kind)


def _open(chart: Chart, as_of: datetime, period: str) -> int | None:
    """Which of its months is going on: it is drawn dotted."""
    now = clock.local(as_of)
    if str(now.year) != period[:4]:
        return None
    found = (at for at, head in enumerate(chart.heads[1:]) if head in (f"{now:%Y-%m}", f"{now.month}月"))
    return next(found, None)


def _top(chart: Chart, kind: str) -> float:
    """The most that a cell says, the totals of a heat table aside."""
    is_heat = kind == "heat" and len(chart.lines) > 1
    lines = chart.lines[:-1] if is_heat else chart.lines
    told = len(chart.heads) - 1 - (is_heat and chart.heads[-1] == TOTAL)
    cells = (cell for line in lines for cell in line.cells[:told])
    return max((cell.number for cell in cells if cell.number is not None), default=0)


def _month(head: str) -> str:
    """2026-01 is told with its year, 2026-10 without."""
    year, dash, month = head.partition("-")
    if not dash or not (year + month).isdigit():
        return head
    return f"{year}年1月" if month == "01" else f"{int(month)}月"


def says(chart: Chart, kind: str, *, tells_most: bool) -> str:
    """The title and the main fact. Places are never told by who has most (F01)."""
    if not chart.has_data:
        return f"{chart.title}，这段时间没有"
    fact = _peaks(chart) if kind == "line" else _largest(chart) if kind in ("bars", "tree", "rose") else ""
    is_told = fact and tells_most
    return f"{chart.title}，{fact}" if is_told else f"{chart.title}，共 {len(chart.lines)} 行，数在下面的表里"


def _peaks(chart: Chart) -> str:
    told = []
    for line in chart.lines:
        best = max(_known(line), key=lambda pair: pair[1].number or 0, default=None)
        if best:
            told.append(f"{line.name}最高是 {_month(chart.heads[best[0] + 1])} {best[1].text} {chart.unit}")
    return "；".join(told)


def _largest(chart: Chart) -> str:
    known = [line for line in chart.lines if line.cells and line.cells[0].number]
    best = max(known, key=lambda line: line.cells[0].number or 0, default=None)
    return f"{best.name} {best.cells[0].text} {chart.unit}，共 {len(chart.lines)} 项" if best else ""


def _unit(line: Line) -> str:
    return line.cells[0].text.lstrip("0123456789,. ") if line.cells else ""


def _known(line: Line) -> list[tuple[int, Cell]]:
    return [(index, cell) for index, cell in enumerate(line.cells) if cell.number is not None]


def spark(line: Line, width: int = 84, height: int = 22) -> str:
    """The points of a small line, from zero at the bottom."""
    known = _known(line)
    top = max((cell.number or 0 for _, cell in known), default=0) or 1
    step = width / max(len(line.cells) - 1, 1)
    points = (
        (2 + index * step, height - 2 - (cell.number or 0) / top * (height - 5)) for index, cell in known
    )
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def tick_tone(cell: Cell, is_now: bool) -> str:
    """Held as it should be, still to come, or not; never a place."""
    held, slash, asked = cell.text.replace(",", "").partition("/")
    is_done = held.strip() == asked.strip() if slash else cell.text in ("有", "✔")
    return "y" if is_done else "p" if is_now else "x"
