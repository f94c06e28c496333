"""Two charts as pictures: what came and was concluded by month, and what it was about. Drawn large, made smaller.

Drawn with the posters' font, so that Word shows the same characters on every computer.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from itertools import pairwise
from typing import Any

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


def course(months: Sequence[Sequence[Any]]) -> bytes:
    """图 1: what came and what was concluded in the last months, each line named at its end."""
    canvas, left, right, top, bottom = Canvas(460), 90, 1250, 40, 390
    highest = _round_up(max(max(came, ended) for _, came, ended in months))
    _grid(canvas, highest, left, right, top, bottom)
    step = (right - left) / (len(months) - 1)
    places = [left + number * step for number in range(len(months))]
    for x, (code, *_) in zip(places, months, strict=True):
        canvas.text(f"{int(code[5:])}月", x - 60, bottom + 34, 120, Align.MIDDLE)

    def height(count: int) -> float:
        return bottom - (bottom - top) * count / highest

    came = [(x, height(month[1])) for x, month in zip(places, months, strict=True)]
    ended = [(x, height(month[2])) for x, month in zip(places, months, strict=True)]
    canvas.line(came, FIRST, 5)
    canvas.dashes(ended, SECOND)
    for x, y in ended:
        canvas.square(x, y, SECOND)
    for x, y in came:
        canvas.dot(x, y, FIRST)
    upper, lower = _apart(came[-1][1], ended[-1][1])
    canvas.text(f"收到 {months[-1][1]}", right + 26, upper, 220, fill=FIRST, is_bold=True)
    canvas.text(f"办结 {months[-1][2]}", right + 26, lower, 220, fill=SECOND, is_bold=True)
    return canvas.png()


def _apart(first: float, second: float) -> tuple[float, float]:
    """Two labels that do not lie on each other."""
    if abs(first - second) >= 42:
        return first, second
    middle = (first + second) / 2
    return (middle - 21, middle + 21) if first <= second else (middle + 21, middle - 21)


def _grid(canvas: Canvas, highest: int, left: int, right: int, top: int, bottom: int) -> None:
    parts = next(count for count in (4, 5, 2, 1) if highest % count == 0)
    for part in range(parts + 1):
        y = bottom - (bottom - top) * part / parts
        canvas.line([(left, y), (right, y)], GREY if part == 0 else LINE, 2)
        canvas.text(str(highest * part // parts), 0, y, left - 16, Align.RIGHT)


def _round_up(count: int) -> int:
    """The next of 1, 2, 5, 10, 20, 50 …"""
    scale = 1
    while True:
        for step in _STEPS:
            if step * scale >= max(count, 1):
                return step * scale
        scale *= 10


def about(categories: Sequence[dict[str, Any]]) -> bytes:
    """图 2: how many letters of each category, in the order of the categories."""
    rows = [row for row in categories if row["count"]]
    canvas = Canvas(max(120, 30 + 62 * len(rows)))
    longest = max((row["count"] for row in rows), default=1)
    for number, row in enumerate(rows):
        middle = 45 + 62 * number
        width = max(4, 880 * row["count"] / longest)
        canvas.text(row["name"], 0, middle, 400, Align.RIGHT, fill=INK)
        canvas.bar(424, middle - 19, width, 38, FIRST)
        canvas.text(str(row["count"]), 424 + width + 16, middle, 150, fill=INK, is_bold=True)
    if not rows:
        canvas.text("这个月没有来信", 0, 60, WIDTH, Align.MIDDLE)
    return canvas.png()
