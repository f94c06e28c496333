"""Two charts of an analysis: what came and was concluded by month, and what it was about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from server.codes.lettering import Align
from server.papers.canvas import FIRST, SECOND, Canvas, bars, grid, round_up


def course(months: Sequence[Sequence[Any]]) -> bytes:
    """图 1: what came and what was concluded in the last months, each line named at its end."""
    canvas, left, right, top, bottom = Canvas(460), 90, 1250, 40, 390
    highest = round_up(max(max(came, ended) for _, came, ended in months))
    grid(canvas, highest, left, right, top, bottom)
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


def about(categories: Sequence[dict[str, Any]]) -> bytes:
    """图 2: how many letters of each category, in the order of the categories."""
    return bars([(row["name"], row["count"]) for row in categories if row["count"]], "这个月没有来信")
