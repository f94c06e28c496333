"""Chinese text set into a box: it wraps and then shrinks until all of it stands inside, and is never cut."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from importlib.resources import as_file, files

from PIL import Image, ImageDraw, ImageFont

LEADING = 1.28  # line height in sizes
_BASE = 100  # widths are measured once at this size and scaled: setting a text then costs no font work
_SHRINK = 0.96
_BASELINE = 0.38  # of the size, from the middle of a Chinese character down to its baseline
_STROKE = 0.018  # of the size, around each side of a stroke: the font has one weight only
_SLACK = 1.005  # hinting makes a line a hair wider than its scaled measure
# A number with its dashes and blanks, or a Latin word, stays whole; a mark of punctuation stays with its neighbour.
_TOKEN = re.compile(
    r"[“‘（《「【(]*(?:\d+(?:[ –—:：.\-]+\d+)*|[A-Za-z0-9]+|.)[，。、；：？！”’）》」】,.;:?!)…]*", re.DOTALL
)
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn"}


@dataclass(frozen=True)
class Box:
    """Pixels of the page."""

    left: int
    top: int
    width: int
    height: int

    def scaled(self, by: float) -> Box:
        return Box(*(round(side * by) for side in (self.left, self.top, self.width, self.height)))


class Align(StrEnum):
    LEFT = "l"
    MIDDLE = "m"
    RIGHT = "r"


@dataclass(frozen=True)
class Lettering:
    """A text as it will stand: lines from the top, font size in pixels."""

    lines: tuple[str, ...]
    size: int
    box: Box
    fill: str
    is_bold: bool
    align: Align

    def scaled(self, by: float) -> Lettering:
        """The same setting on a larger page."""
        return replace(self, size=math.floor(self.size * by), box=self.box.scaled(by))

    def draw(self, page: Image.Image) -> None:
        """In the vertical middle of its box."""
        stamp = _stamp(self.lines, self.size, self.is_bold, self.align)
        spare = self.box.width - stamp.width
        left = self.box.left + {Align.LEFT: 0, Align.MIDDLE: spare // 2, Align.RIGHT: spare}[self.align]
        page.paste(self.fill, (left, self.box.top + (self.box.height - stamp.height) // 2), stamp)


def letter(
    text: str, box: Box, size: int, fill: str, *, is_bold: bool = False, align: Align = Align.LEFT
) -> Lettering:
    """`text` in `box` at `size` pixels, or as much smaller as it takes."""
    visible = printable(text)
    while (lines := _lines_that_fit(visible, box, size, is_bold)) is None:
        size = math.floor(size * _SHRINK)
    if align is Align.MIDDLE and len(lines) > 1:
        lines = _balanced(visible, len(lines), _room(box, size, is_bold))
    return Lettering(lines, size, box, fill, is_bold, align)


@lru_cache(maxsize=64)
def _stamp(lines: tuple[str, ...], size: int, is_bold: bool, align: Align) -> Image.Image:
    """The mask of a text. Kept, since most of a poster's words are those of the poster before it."""
    stroke, leading = size * _STROKE if is_bold else 0, size * LEADING
    width = math.ceil(max(map(_width, lines), default=0) * size * _SLACK / _BASE + 2 * stroke)
    stamp = Image.new("L", (width, math.ceil(leading * len(lines))))
    draw = ImageDraw.Draw(stamp)
    x = {Align.LEFT: stroke, Align.MIDDLE: width / 2, Align.RIGHT: width - stroke}[align]
    for number, line in enumerate(lines):
        at = (x, (number + 0.5) * leading + size * _BASELINE)
        draw.text(at, line, fill=255, font=_font(size), anchor=f"{align}s", stroke_width=stroke)
    return stamp


def printable(text: str) -> str:
    """One line without control characters and half characters, which a font cannot draw."""
    seen = "".join(c if c.isspace() or unicodedata.category(c) not in _INVISIBLE else "" for c in text)
    return " ".join(seen.split())


def lines_of(text: str, width: float, size: float) -> list[str]:
    """`text` in lines no longer than `width` at `size`, both in one unit."""
    return list(_wrapped(printable(text), width * _BASE / (size * _SLACK)))


def _room(box: Box, size: int, is_bold: bool) -> float:
    """The width a line has, in pixels of the measuring size."""
    return (box.width - (2 * size * _STROKE if is_bold else 0)) * _BASE / (size * _SLACK)


def _lines_that_fit(text: str, box: Box, size: int, is_bold: bool) -> tuple[str, ...] | None:
    most = int(box.height // (size * LEADING))
    if most == 0 and size > 1:
        return None
    lines = tuple(_wrapped(text, _room(box, size, is_bold)))
    return lines if len(lines) <= most or size <= 1 else None


def _balanced(text: str, count: int, room: float) -> tuple[str, ...]:
    """Lines of about one length: the narrowest setting that needs no further line."""
    low, high = room / count, room
    for _ in range(8):
        middle = (low + high) / 2
        low, high = (low, middle) if len(list(_wrapped(text, middle))) <= count else (middle, high)
    return tuple(_wrapped(text, high))


def _wrapped(text: str, room: float) -> Iterator[str]:
    line = ""
    for piece in _pieces(text, room):
        if line and _width((line + piece).rstrip()) > room:
            yield line.rstrip()
            line = piece.lstrip()
        else:
            line += piece
    if line.strip():
        yield line.rstrip()


def _pieces(text: str, room: float) -> Iterator[str]:
    """What may not be parted, unless it is wider than a whole line."""
    for token in _TOKEN.findall(text):
        if _width(token) > room:
            yield from token
        else:
            yield token


def _width(text: str) -> float:
    return sum(map(_advance, text))


@lru_cache(maxsize=8192)
def _advance(character: str) -> float:
    return _font(_BASE).getlength(character)


FONT = files("pylopdf_fonts_zh_cn") / "NotoSansSC-Regular.otf"


@lru_cache(maxsize=128)
def _font(size: int) -> ImageFont.FreeTypeFont:
    with as_file(FONT) as path:
        return ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)
