"""What is cut out and stood on a table, worn or stuck on: small faces with a code, drawn at the poster's resolution."""

from __future__ import annotations

from collections.abc import Iterator

from PIL import Image

from server.codes.lettering import Align, Box, Lettering, letter, printable
from server.codes.poster_backdrop import (
    DPI,
    FRAUD_WARNING,
    INK,
    INK_2,
    NAVY,
    ON_NAVY,
    PAPER,
    pill,
    rounded_plate,
)
from server.codes.posters import HEADINGS, PosterContent, PosterKind
from server.codes.qr import qr_picture, short_id

FRAUD_LINE = "".join(FRAUD_WARNING)
SHORT_FRAUD_LINE = "不要钱、不问验证码和银行卡"
DO = "打开微信，扫一扫"


def mm(millimetres: float) -> int:
    """Pixels at the resolution of print."""
    return round(millimetres * DPI / 25.4)


TABLE_FACE = (mm(148.5), mm(105))
BADGE = (mm(90), mm(54))
STICKER = (mm(70), mm(37))

_PLATE = Box(95, 95, TABLE_FACE[0] - 190, 230)
_TABLE_CODE, _BADGE_CODE, _STICKER_CODE = (
    Box(95, 350, 690, 690),
    Box(40, 40, 490, 490),
    Box(46, 30, 332, 332),
)
_RIGHT = Box(830, 350, TABLE_FACE[0] - 925, 690)


def table_face(content: PosterContent) -> Image.Image:
    """One side of a card that stands: 148.5 × 105 mm."""
    face = Image.new("RGB", TABLE_FACE, PAPER)
    face.paste(NAVY, (_PLATE.left, _PLATE.top), rounded_plate(_PLATE.width, _PLATE.height))
    _fill(face, content, _TABLE_CODE, table_letterings(content))
    if content.is_demo:
        _label(face, Box(_PLATE.left + _PLATE.width - 190, _PLATE.top + 78, 150, 74), PAPER, NAVY)
    return face


def table_letterings(content: PosterContent) -> Iterator[Lettering]:
    room = Box(_PLATE.left + 200, _PLATE.top + 20, _PLATE.width - 400, _PLATE.height - 40)
    yield letter(HEADINGS[content.kind], room, 128, ON_NAVY, is_bold=True, align=Align.MIDDLE)
    yield from _who(content, _RIGHT, 120)
    yield letter(_number(content), Box(95, 1040, 690, 54), 38, INK_2, align=Align.MIDDLE)
    yield letter(FRAUD_LINE, Box(95, 1094, TABLE_FACE[0] - 190, 60), 38, INK, align=Align.MIDDLE)


def badge(content: PosterContent) -> Image.Image:
    """What a deputy wears: 90 × 54 mm."""
    face = Image.new("RGB", BADGE, PAPER)
    face.paste(NAVY, (0, 0, BADGE[0], 22))
    _fill(face, content, _BADGE_CODE, badge_letterings(content))
    if content.is_demo:
        _label(face, Box(BADGE[0] - 170, 40, 130, 56), NAVY, PAPER)
    return face


def badge_letterings(content: PosterContent) -> Iterator[Lettering]:
    yield from _who(content, Box(560, 100, BADGE[0] - 600, 400), 96)
    yield letter(_number(content), Box(40, 524, 490, 46), 34, INK_2, align=Align.MIDDLE)
    yield letter(SHORT_FRAUD_LINE, Box(560, 524, BADGE[0] - 600, 46), 30, INK_2)


def sticker(content: PosterContent) -> Image.Image:
    """For a place where there is little room, or over a code that got damaged: 70 × 37 mm."""
    face = Image.new("RGB", STICKER, PAPER)
    _fill(face, content, _STICKER_CODE, sticker_letterings(content))
    if content.is_demo:
        _label(face, Box(STICKER[0] - 140, 368, 94, 42), NAVY, PAPER)
    return face


def sticker_letterings(content: PosterContent) -> Iterator[Lettering]:
    width, is_personal = STICKER[0] - 446, content.kind is PosterKind.DEPUTY
    whose = content.deputy if is_personal and printable(content.deputy) else content.station
    yield letter(HEADINGS[content.kind], Box(400, 40, width, 100), 50, NAVY, is_bold=True)
    yield letter(whose, Box(400, 144, width, 110), 44, INK)
    yield letter(DO, Box(400, 258, width, 48), 34, INK_2)
    yield letter(SHORT_FRAUD_LINE, Box(400, 308, width, 48), 28, INK_2)
    yield letter(_number(content), Box(46, 364, 420, 44), 34, INK_2)


def _who(content: PosterContent, box: Box, size: int) -> Iterator[Lettering]:
    """Whose code it is, where, and what to do; what is not known leaves its place to the others."""
    names = [(content.station, 3, size * 2 // 3, NAVY, True)]
    if content.kind is PosterKind.DEPUTY and printable(content.deputy):
        names = [
            (content.deputy, 3, size, NAVY, True),
            (content.deputy_title, 1, size // 2, INK, False),
            (content.station, 2, size // 2, INK, False),
        ]
    lines = [*names, (DO, 1, size // 2, INK, False), (content.phone, 1, size // 2, INK, False)]
    shown = [line for line in lines if printable(line[0])]
    whole, top = sum(line[1] for line in shown), box.top
    for text, share, height, fill, is_bold in shown:
        part = Box(box.left, top, box.width, box.height * share // whole)
        yield letter(text, part, height, fill, is_bold=is_bold)
        top += part.height


def _number(content: PosterContent) -> str:
    return f"编号 {short_id(content.url)}"


def _fill(face: Image.Image, content: PosterContent, box: Box, letterings: Iterator[Lettering]) -> None:
    """The code in the middle of its box, and what is written around it."""
    code = qr_picture(content.url, box.width)
    spare = box.width - code.width
    face.paste(code, (box.left + spare // 2, box.top + spare // 2))
    for lettering in letterings:
        lettering.draw(face)


def _label(face: Image.Image, box: Box, ground: str, ink: str) -> None:
    """The demonstration says so on everything that is printed."""
    face.paste(ground, (box.left, box.top), pill(box.width, box.height))
    letter("示范", box, box.height * 2 // 3, ink, is_bold=True, align=Align.MIDDLE).draw(face)
