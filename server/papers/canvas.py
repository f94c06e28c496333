"""Charts as pictures for papers: drawn large, made smaller.

Drawn with the posters' font, so that Word shows the same characters on every computer.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from itertools import pairwise

from PIL import Image, ImageDraw

from server.codes.lettering import Align, Box, letter

INK, GREY, LINE, FIRST, SECOND, PAPER = "#16181b", "#4b525a", "#d9d9d9", "#1f4e79", "#2a8074", "#ffffff"
WIDTH = 1500
FINE = 2
"""Drawn so many times as large, for smooth edges."""
_LETTERS = 30
_STEPS = (1, 2, 5)

Points = list[tuple[float, float]]


class Canvas:
    """A white page on which everything is said in the pixels of the finished picture."""

    def __init__(self, height: int) -> None:
        self.height = height
        self._page = Image.new("RGB", (WIDTH * FINE, height * FINE), PAPER)
        self._draw = ImageDraw.Draw(self._page)

    def line(self, points: Points, colour: str, width: int = 2) -> None:
        self._draw.line([(x * FINE, y * FINE) for x, y in points], colour, width * FINE, joint="curve")

    def dashes(self, points: Points, colour: str) -> None:
        """The second line differs by more than its colour."""
        for (x, y), (to_x, to_y) in pairwise(points):
            count = max(1, round(((to_x - x) ** 2 + (to_y - y) ** 2) ** 0.5 / 24))
            for part in range(count):
                start, end = part / count, (part + 0.55) / count
                ends = [(x + (to_x - x) * at, y + (to_y - y) * at) for at in (start, end)]
                self.line(ends, colour, 4)

    def dot(self, x: float, y: float, colour: str) -> None:
        self._draw.ellipse([(side * FINE) for side in (x - 8, y - 8, x + 8, y + 8)], colour)

    def square(self, x: float, y: float, colour: str) -> None:
        self.bar(x - 7, y - 7, 14, 14, colour)

    def bar(self, left: float, top: float, width: float, height: float, colour: str) -> None:
        sides = (left, top, left + width, top + height)
        self._draw.rectangle([side * FINE for side in sides], colour)

    def text(
        self,
        words: str,
        left: float,
        middle: float,
        width: float,
        align: Align = Align.LEFT,
        *,
        fill: str = GREY,
        is_bold: bool = False,
    ) -> None:
        box = Box(round(left * FINE), round((middle - 24) * FINE), round(width * FINE), 48 * FINE)
        letter(words, box, _LETTERS * FINE, fill, is_bold=is_bold, align=align).draw(self._page)

    def png(self) -> bytes:
        out = BytesIO()
        small = self._page.resize((WIDTH, self.height), Image.Resampling.LANCZOS)
        small.quantize(64).save(out, "PNG", optimize=True)
        return out.getvalue()


def grid(canvas: Canvas, highest: int, left: int, right: int, top: int, bottom: int) -> None:
    """Lines across, each with its number."""
    parts = next(count for count in (4, 5, 2, 1) if highest % count == 0)
    for part in range(parts + 1):
        y = bottom - (bottom - top) * part / parts
        canvas.line([(left, y), (right, y)], GREY if part == 0 else LINE, 2)
        canvas.text(str(highest * part // parts), 0, y, left - 16, Align.RIGHT)


def round_up(count: int) -> int:
    """The next of 1, 2, 5, 10, 20, 50 …"""
    scale = 1
    while True:
        for step in _STEPS:
            if step * scale >= max(count, 1):
                return step * scale
        scale *= 10


def bars(rows: Sequence[tuple[str, int]], nothing: str) -> bytes:
    """One bar a row, in the order in which they come, never by length (F01)."""
    canvas = Canvas(max(120, 30 + 62 * len(rows)))
    longest = max((count for _, count in rows), default=1)
    for number, (name, count) in enumerate(rows):
        middle = 45 + 62 * number
        width = max(4, 880 * count / longest)
        canvas.text(name, 0, middle, 400, Align.RIGHT, fill=INK)
        canvas.bar(424, middle - 19, width, 38, FIRST)
        canvas.text(str(count), 424 + width + 16, middle, 150, fill=INK, is_bold=True)
    if not rows:
        canvas.text(nothing, 0, 60, WIDTH, Align.MIDDLE)
    return canvas.png()


def columns(months: Sequence[int]) -> bytes:
    """A column a month, its number on top."""
    canvas, left, right, top, bottom = Canvas(400), 70, 1480, 40, 340
    highest = round_up(max(months))
    grid(canvas, highest, left, right, top, bottom)
    step = (right - left) / len(months)
    for number, count in enumerate(months):
        height = (bottom - top) * count / highest
        if count:
            canvas.bar(left + step * (number + 0.22), bottom - height, step * 0.56, height, FIRST)
        canvas.text(f"{number + 1}月", left + step * number, bottom + 34, step, Align.MIDDLE)
        shown = str(count) if count else ""
        canvas.text(shown, left + step * number, bottom - height - 22, step, Align.MIDDLE, fill=INK)
    return canvas.png()
