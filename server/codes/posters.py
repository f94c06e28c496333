"""The sheet on the wall: one A4 page with the code, how to scan it, whom to call, and how to tell a fraud."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from threading import Lock

from PIL import Image

from server.codes.lettering import Align, Box, Lettering, letter, printable
from server.codes.poster_backdrop import (
    CARD,
    INK,
    INK_2,
    MARGIN,
    NAVY,
    ON_NAVY,
    ON_NAVY_2,
    PAGE,
    PAPER,
    PLATE,
    STEP_SIZE,
    STEPS,
    pill,
)
from server.codes.qr import qr_picture, short_id

_WIDTH = PAGE[0] - 2 * MARGIN
_SIGN = Box(PLATE.left + 100, PLATE.top + 70, PLATE.width - 200, CARD.top - PLATE.top - 100)
_CONTACT = Box(MARGIN + 40, 2748, _WIDTH - 80, 232)
_FOOT = Box(MARGIN + 40, 3262, _WIDTH - 80, 120)
_DEMO = Box(PLATE.left + PLATE.width - 310, PLATE.top + 70, 240, 84)
_GAP = 26


class PosterKind(StrEnum):
    STATION = "station"
    DEPUTY = "deputy"
    DUTY = "duty"


@dataclass(frozen=True, kw_only=True)
class PosterContent:
    """`url` is what the code holds. Any text but that may be empty; its place is then given to the others."""

    kind: PosterKind
    url: str
    station: str
    title: str = ""
    area: str = ""
    address: str = ""
    deputy: str = ""
    deputy_title: str = ""
    liaison: str = ""
    phone: str = ""
    open_hours: str = ""
    organiser: str = ""
    is_demo: bool = False


HEADINGS = {
    PosterKind.STATION: "扫一扫，找代表",
    PosterKind.DEPUTY: "扫一扫，写给代表",
    PosterKind.DUTY: "代表扫一扫，履职记下来",
}
SECOND_STEP = {
    PosterKind.STATION: "对准上面的码，看清站名，写下您的事",
    PosterKind.DEPUTY: "对准上面的码，看清代表的名字，写下您的事",
    PosterKind.DUTY: "对准上面的码，看看活动对不对，点一下就记好",
}
CALL_INSTEAD = "没有微信？打下面的电话，联络员替您记"
COME_INSTEAD = "没有微信？到站里来，当面说，联络员替您记"


class _Desk:
    """One sheet a size, wiped and used again: fresh memory for 8.7 million pixels costs more than all the painting."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._sheets: dict[tuple[int, int], Image.Image] = {}

    @contextmanager
    def sheet(self, ground: Image.Image) -> Iterator[Image.Image]:
        """A copy of `ground` to paint on, for this thread alone until it is done."""
        with self._lock:
            if ground.size not in self._sheets:
                self._sheets[ground.size] = Image.new("RGB", ground.size)
            page = self._sheets[ground.size]
            page.paste(ground)
            yield page


desk = _Desk()


def paint(page: Image.Image, content: PosterContent, scale: float = 1) -> None:
    """Everything that differs from the backdrop, onto a copy of it."""
    card = CARD.scaled(scale)
    code = qr_picture(content.url, card.width - round(40 * scale))
    page.paste(
        code, (card.left + (card.width - code.width) // 2, card.top + (card.height - code.height) // 2)
    )
    if content.is_demo:
        label = _DEMO.scaled(scale)
        page.paste(PAPER, (label.left, label.top), pill(label.width, label.height))
    for lettering in letterings(content):
        lettering.scaled(scale).draw(page)


def letterings(content: PosterContent) -> Iterator[Lettering]:
    """Every text that is not on the backdrop, each in a box of its own."""
    yield from _sign(content)
    yield from _steps(content)
    yield from _contact(content)
    yield from _foot(content)
    if content.is_demo:
        yield letter("示范", _DEMO, 60, NAVY, is_bold=True, align=Align.MIDDLE)


def _sign(content: PosterContent) -> Iterator[Lettering]:
    """What stands on the plate: where, what to do, who, and the address."""
    names, where = [(content.station, 236, 112, ON_NAVY, True)], [content.address]
    if content.kind is PosterKind.DEPUTY and content.deputy:
        names = [(content.deputy, 150, 120, ON_NAVY, True), (content.deputy_title, 90, 72, ON_NAVY, False)]
        where = [content.station, content.address]
    parts = [
        (content.area, 86, 68, ON_NAVY_2, False),
        (content.title or HEADINGS[content.kind], 276, 214, ON_NAVY, True),
        *names,
        ("，".join(filter(None, where)), 120, 64, ON_NAVY_2, False),
    ]
    shown = [part for part in parts if printable(part[0])]
    boxes = _stacked(_SIGN, [part[1] for part in shown])
    if content.is_demo:
        boxes[0] = _between_the_corners(boxes[0])
    for (text, _, size, fill, is_bold), box in zip(shown, boxes, strict=True):
        yield letter(text, box, size, fill, is_bold=is_bold, align=Align.MIDDLE)


def _between_the_corners(box: Box) -> Box:
    """The top line leaves the corner to the demonstration's label."""
    return Box(box.left + _DEMO.width, box.top, box.width - 2 * _DEMO.width, box.height)


def _stacked(box: Box, heights: Sequence[int]) -> list[Box]:
    """Boxes one below the other, in the middle, with a little air if there is some; lower ones where there is not."""
    scale = min(1, box.height / sum(heights))
    lower = [int(height * scale) for height in heights]
    air = min(_GAP, (box.height - sum(lower)) // len(lower))
    top = box.top + (box.height - sum(lower) - air * (len(lower) - 1)) // 2
    boxes = []
    for height in lower:
        boxes.append(Box(box.left, top, box.width, height))
        top += height + air
    return boxes


def _steps(content: PosterContent) -> Iterator[Lettering]:
    """The second and third: the first is the same for everybody and stands on the backdrop."""
    last = CALL_INSTEAD if printable(content.phone) else COME_INSTEAD
    for place, text in zip(STEPS[1:], (SECOND_STEP[content.kind], last), strict=True):
        yield letter(text, place, STEP_SIZE, INK)


def _contact(content: PosterContent) -> Iterator[Lettering]:
    """Label above, what to read from afar below; one of the two alone takes the whole width."""
    caller = f"打电话找联络员 {content.liaison}" if printable(content.liaison) else "打电话"
    shown = [
        (label, text, size)
        for label, text, size in ((caller, content.phone, 112), ("开门时间", content.open_hours, 76))
        if printable(text)
    ] or [("到站里来", content.address or content.station, 76)]
    for number, (label, text, size) in enumerate(shown):
        width = _CONTACT.width // len(shown)
        left, inner = _CONTACT.left + number * width, width - 40
        yield letter(label, Box(left, _CONTACT.top, inner, 70), 50, INK_2)
        yield letter(
            text, Box(left, _CONTACT.top + 70, inner, _CONTACT.height - 70), size, NAVY, is_bold=True
        )


def _foot(content: PosterContent) -> Iterator[Lettering]:
    id_width = 480
    if by := printable(content.organiser):
        yield letter(
            f"{by}主办", Box(_FOOT.left, _FOOT.top, _FOOT.width - id_width - 60, _FOOT.height), 48, INK_2
        )
    place = Box(_FOOT.left + _FOOT.width - id_width, _FOOT.top, id_width, _FOOT.height)
    yield letter(f"编号 {short_id(content.url)}", place, 48, INK_2, align=Align.RIGHT)
