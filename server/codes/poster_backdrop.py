"""What every poster has in common, drawn once per process: plate, river hills, card, warning."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import cache

from PIL import Image, ImageDraw

from server.codes.lettering import Align, Box, Lettering, letter

PAGE = (2480, 3508)  # A4 at 300 dpi
DPI = 300
MARGIN = 110
PLATE = Box(MARGIN, MARGIN, PAGE[0] - 2 * MARGIN, 1520)
CARD = Box(645, 944, 1190, 1190)
RULE_TOP = 2720
WARNING = Box(MARGIN, 3016, PAGE[0] - 2 * MARGIN, 216)
DISCS = [Box(MARGIN + 40, 2196 + 178 * number, 116, 116) for number in range(3)]
STEPS = [Box(MARGIN + 200, disc.top - 16, PAGE[0] - 2 * MARGIN - 230, disc.height + 32) for disc in DISCS]
STEP_SIZE = 92

# Colours of the design tokens; each pair also stands apart when printed in grey.
INK, INK_2, LINE, HAIRLINE, PAPER = "#1f2328", "#57606a", "#868b92", "#c9c5bd", "#ffffff"
NAVY, ON_NAVY, ON_NAVY_2 = "#1d486f", "#ffffff", "#d3e1ee"
WARN, WARN_SOFT = "#8a5a00", "#fff4db"

FIRST_STEP = "打开微信，点右上角的“＋”，再点“扫一扫”"
FRAUD_WARNING = ("本码只打开代表联络站，不要钱、不问验证码和银行卡。", "接到转账要求，打 96110。")

_FINE = 2  # shapes are drawn this much larger and brought down, for smooth edges


@cache
def backdrop(scale: float = 1) -> Image.Image:
    """The page before anything of one station is on it; copy it, it is shared."""
    page = _shapes()
    if scale != 1:
        page = page.resize((math.ceil(PAGE[0] * scale), round(PAGE[1] * scale)), Image.Resampling.BICUBIC)
    for lettering in common_words():
        lettering.scaled(scale).draw(page)
    return page


def _shapes() -> Image.Image:
    page = Image.new("RGB", PAGE, PAPER)
    page.paste(_plate(), (PLATE.left, PLATE.top), _rounded(PLATE.width, PLATE.height, 72))
    _frame(page, CARD, radius=56, edge=LINE, fill=PAPER)
    _frame(page, WARNING, radius=40, edge=WARN, fill=WARN_SOFT)
    page.paste(HAIRLINE, (MARGIN + 40, RULE_TOP, PAGE[0] - MARGIN - 40, RULE_TOP + 3))
    for disc in DISCS:
        _frame(page, disc, radius=disc.width // 2, edge=NAVY, fill=NAVY)
    _paste_shield(page, Box(WARNING.left + 60, WARNING.top + 40, 116, 136))
    return page


def common_words() -> Iterator[Lettering]:
    """The numbers of the steps, the first step, and how to tell a fraud."""
    for number, disc in enumerate(DISCS, 1):
        yield letter(str(number), disc, 84, PAPER, is_bold=True, align=Align.MIDDLE)
    yield letter(FIRST_STEP, STEPS[0], STEP_SIZE, INK)
    half = (WARNING.height - 24) // 2
    for row, line in enumerate(FRAUD_WARNING):
        place = Box(WARNING.left + 230, WARNING.top + 12 + row * half, WARNING.width - 280, half)
        yield letter(line, place, 72, INK, is_bold=row == 1)


@cache
def rounded_plate(width: int, height: int) -> Image.Image:
    """A mask with the corners of the large plate, for small cards."""
    return _rounded(width, height, 36)


@cache
def pill(width: int, height: int) -> Image.Image:
    return _rounded(width, height, height // 2)


def _plate() -> Image.Image:
    plate = Image.new("RGB", (PLATE.width * _FINE, PLATE.height * _FINE), NAVY)
    for base, swing, phase, length in ((420, 74, 0.4, 1.9), (300, 60, 2.5, 2.4), (170, 26, 1.0, 1.6)):
        _lighten(plate, _hill(plate.size, base * _FINE, swing * _FINE, phase, length))
    draw = ImageDraw.Draw(plate)
    _water(draw)
    _boat(draw, 1995, 1400)
    inset = 24 * _FINE
    edge = (inset, inset, plate.width - inset, plate.height - inset)
    draw.rounded_rectangle(edge, radius=52 * _FINE, outline="#5a7c9b", width=3 * _FINE)
    return plate.reduce(_FINE)


def _hill(size: tuple[int, int], base: int, swing: int, phase: float, length: float) -> Image.Image:
    """A mask: one long calm wave across the plate, filled down to its foot."""
    mask = Image.new("L", size)
    width, height = size
    ridge = [
        (x, height - base - swing * (math.sin(turn) + 0.4 * math.sin(2.1 * turn + 1)))
        for x in range(0, width + 16, 16)
        for turn in (phase + length * 2 * math.pi * x / width,)
    ]
    ImageDraw.Draw(mask).polygon([(0, height), *ridge, (width, height)], fill=round(255 * 0.09))
    return mask


def _lighten(image: Image.Image, mask: Image.Image) -> None:
    image.paste("#ffffff", (0, 0), mask)


def _water(draw: ImageDraw.ImageDraw) -> None:
    for left, top, length in ((150, 1450, 260), (330, 1400, 130), (1800, 1462, 230), (1905, 1428, 180)):
        line = [(left * _FINE, top * _FINE), ((left + length) * _FINE, top * _FINE)]
        draw.line(line, fill="#8aa3ba", width=4 * _FINE)


def _boat(draw: ImageDraw.ImageDraw, x: int, y: int) -> None:
    def at(*points: tuple[int, int]) -> list[tuple[int, int]]:
        return [((x + dx) * _FINE, (y + dy) * _FINE) for dx, dy in points]

    draw.chord([*at((-54, -34))[0], *at((54, 18))[0]], 0, 180, fill="#8aa3ba")
    draw.line(at((0, -8), (0, -74)), fill="#8aa3ba", width=4 * _FINE)
    draw.polygon(at((6, -70), (36, -22), (6, -22)), fill="#8aa3ba")


def _paste_shield(page: Image.Image, box: Box) -> None:
    """A shield with a tick: the sign people know from a safety notice."""
    mask = Image.new("L", (box.width * 4, box.height * 4))
    draw, (width, height) = ImageDraw.Draw(mask), mask.size

    def at(*points: tuple[float, float]) -> list[tuple[float, float]]:
        return [(x * width, y * height) for x, y in points]

    shoulders = at((0.5, 0.0), (0.98, 0.16), (0.98, 0.5), (0.86, 0.76), (0.5, 1.0))
    draw.polygon([*shoulders, *((width - x, y) for x, y in reversed(shoulders))], fill=255)
    draw.line(at((0.27, 0.5), (0.44, 0.65), (0.74, 0.33)), fill=0, width=width // 9, joint="curve")
    page.paste(WARN, (box.left, box.top), mask.reduce(4))


def _frame(page: Image.Image, box: Box, *, radius: int, edge: str, fill: str) -> None:
    page.paste(edge, (box.left, box.top), _rounded(box.width, box.height, radius))
    inner = _rounded(box.width - 6, box.height - 6, radius - 3)
    page.paste(fill, (box.left + 3, box.top + 3), inner)


def _rounded(width: int, height: int, radius: int) -> Image.Image:
    mask = Image.new("L", (width * _FINE, height * _FINE))
    box = (0, 0, width * _FINE - 1, height * _FINE - 1)
    ImageDraw.Draw(mask).rounded_rectangle(box, radius=radius * _FINE, fill=255)
    return mask.reduce(_FINE)
