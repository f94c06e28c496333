"""A canvas for the drawn people: smooth shapes through a few points, the right half of which is often enough."""

from __future__ import annotations

from collections.abc import Sequence

from PIL import Image, ImageColor, ImageDraw

SIZE = 360, 480
FINE = 2
"""Drawn twice as large and then made smaller: that is what rounds the edges."""
MIDDLE = SIZE[0] // 2

Point = tuple[float, float]


class Sketch:
    """A canvas of SIZE with smooth shapes; what belongs to the head is as wide as the head."""

    def __init__(self, width: float, is_turned: bool, ground: str) -> None:
        self.image = Image.new("RGB", (SIZE[0] * FINE, SIZE[1] * FINE), ground)
        self.draw = ImageDraw.Draw(self.image)
        self._stretch = -width if is_turned else width

    def blob(self, points: Sequence[Point], fill: str, *, is_head: bool = True) -> None:
        """A closed shape through the points."""
        self.draw.polygon(self._placed(_closed(points), is_head), fill=fill)

    def corners(self, points: Sequence[Point], fill: str) -> None:
        self.draw.polygon(self._placed(points, is_head=False), fill=fill)

    def stroke(self, points: Sequence[Point], fill: str, width: float, *, is_head: bool = True) -> None:
        """A round-ended line that bends through three points, or runs straight through two."""
        placed = self._placed(_bent(points), is_head)
        self.draw.line(placed, fill=fill, width=round(width * FINE), joint="curve")
        for x, y in (placed[0], placed[-1]):
            half = width * FINE / 2
            self.draw.ellipse((x - half, y - half, x + half, y + half), fill=fill)

    def oval(self, at: Point, rx: float, ry: float, fill: str) -> None:
        ((x, y),) = self._placed([at], is_head=True)
        self.draw.ellipse((x - rx * FINE, y - ry * FINE, x + rx * FINE, y + ry * FINE), fill=fill)

    def ring(self, at: Point, rx: float, ry: float, line: str) -> None:
        ((x, y),) = self._placed([at], is_head=True)
        box = (x - rx * FINE, y - ry * FINE, x + rx * FINE, y + ry * FINE)
        self.draw.rounded_rectangle(box, radius=14 * FINE, outline=line, width=3 * FINE)

    def _placed(self, points: Sequence[Point], is_head: bool) -> list[Point]:
        stretch = self._stretch if is_head else 1
        return [((MIDDLE + (x - MIDDLE) * stretch) * FINE, y * FINE) for x, y in points]


def _closed(points: Sequence[Point], steps: int = 8) -> list[Point]:
    """A Catmull-Rom curve through all points and back to the first."""
    made: list[Point] = []
    count = len(points)
    for at in range(count):
        a, b, c, d = (points[(at + shift) % count] for shift in (-1, 0, 1, 2))
        made += [
            (_between(a[0], b[0], c[0], d[0], t), _between(a[1], b[1], c[1], d[1], t)) for t in _parts(steps)
        ]
    return made


def _between(a: float, b: float, c: float, d: float, t: float) -> float:
    return 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)


def _parts(steps: int) -> list[float]:
    return [step / steps for step in range(steps)]


def _bent(points: Sequence[Point]) -> list[Point]:
    if len(points) == 2:
        return list(points)
    (ax, ay), (bx, by), (cx, cy) = points
    # the middle one lies on the line, so the handle is as far again
    hx, hy = 2 * bx - (ax + cx) / 2, 2 * by - (ay + cy) / 2
    made = [
        (
            (1 - t) ** 2 * ax + 2 * t * (1 - t) * hx + t**2 * cx,
            (1 - t) ** 2 * ay + 2 * t * (1 - t) * hy + t**2 * cy,
        )
        for t in _parts(10)
    ]
    return [*made, (cx, cy)]


def mixed(colour: str, other: str, share: float) -> str:
    pairs = zip(ImageColor.getrgb(colour), ImageColor.getrgb(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def both(points: Sequence[Point]) -> tuple[list[Point], list[Point]]:
    """The shape on the right and its mirror on the left."""
    return list(points), [(2 * MIDDLE - x, y) for x, y in points]


def whole(half: Sequence[Point]) -> list[Point]:
    """Right half, from the middle line to the middle line, closed by its mirror."""
    right, left = both(half)
    return [*right, *reversed(left[1:-1])]
