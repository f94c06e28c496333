"""The sheets that can be printed, as data: how many codes a page takes, where they stand, where it is cut and folded."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from itertools import product

from PIL import Image

from server.codes import cards
from server.codes.cards import mm
from server.codes.models import CodeKind, PrintFormat
from server.codes.pdf import Binder
from server.codes.poster_backdrop import DPI, LINE, PAGE, PAPER, backdrop
from server.codes.posters import PosterContent, desk, paint

Painter = Callable[[Image.Image, Sequence[PosterContent]], None]
ANY_KIND = frozenset(CodeKind)
_MARK = mm(4)


@dataclass(frozen=True, kw_only=True)
class Format:
    """`ground` is the page before any code is on it, shared by all pages; `paint` adds up to `per_page` codes."""

    name: str
    how: str
    per_page: int
    ground: Callable[[], Image.Image]
    paint: Painter
    kinds: frozenset[CodeKind] = ANY_KIND


@dataclass(frozen=True)
class Grid:
    """Equal cells from the left top corner on; `page` and `cell` in pixels."""

    page: tuple[int, int]
    cell: tuple[int, int]
    columns: int
    rows: int

    @property
    def left(self) -> int:
        return max(0, (self.page[0] - self.columns * self.cell[0]) // 2)

    @property
    def top(self) -> int:
        return max(0, (self.page[1] - self.rows * self.cell[1]) // 2)

    def corners(self) -> Iterator[tuple[int, int]]:
        """Row by row."""
        for row, column in product(range(self.rows), range(self.columns)):
            yield self.left + column * self.cell[0], self.top + row * self.cell[1]


TENTS = Grid((PAGE[1], PAGE[0]), (cards.TABLE_FACE[0], 2 * cards.TABLE_FACE[1]), 2, 1)
BADGES = Grid(PAGE, cards.BADGE, 2, 5)
STICKERS = Grid(PAGE, cards.STICKER, 3, 8)


def _plain(grid: Grid) -> Image.Image:
    return Image.new("RGB", grid.page, PAPER)


@cache
def _cut_page() -> Image.Image:
    """Marks in the margin where the badges are cut."""
    page, grid = _plain(BADGES), BADGES
    right, bottom = grid.left + grid.columns * grid.cell[0], grid.top + grid.rows * grid.cell[1]
    for column in range(grid.columns + 1):
        x = grid.left + column * grid.cell[0]
        for y in (grid.top - 2 * _MARK, bottom + _MARK):
            page.paste(LINE, (x - 1, y, x + 2, y + _MARK))
    for row in range(grid.rows + 1):
        y = grid.top + row * grid.cell[1]
        for x in (grid.left - 2 * _MARK, right + _MARK):
            page.paste(LINE, (x, y - 1, x + _MARK, y + 2))
    return page


@cache
def _tent_page() -> Image.Image:
    return _plain(TENTS)


@cache
def _sticker_page() -> Image.Image:
    """Blank: the labels of such a sheet are cut already."""
    return _plain(STICKERS)


def _paint_tents(page: Image.Image, contents: Sequence[PosterContent]) -> None:
    """Each twice, the upper one upside down: folded, both sides of the table read it."""
    for content, (left, top) in zip(contents, TENTS.corners(), strict=False):
        face = cards.table_face(content)
        page.paste(face.transpose(Image.Transpose.ROTATE_180), (left, top))
        page.paste(face, (left, top + face.height))
    _mark_tents(page)


def _mark_tents(page: Image.Image) -> None:
    """A line to cut down the middle, and marks to fold across: where the faces are empty."""
    (width, height), fold = page.size, cards.TABLE_FACE[1]
    for y in range(0, height, 2 * _MARK):
        page.paste(LINE, (width // 2 - 1, y, width // 2 + 2, y + _MARK))
    for x in (mm(6), width // 2 - 2 * _MARK, width // 2 + _MARK, width - mm(6) - _MARK):
        page.paste(LINE, (x, fold - 1, x + _MARK, fold + 2))


def _paint_cells(
    grid: Grid,
    face: Callable[[PosterContent], Image.Image],
    page: Image.Image,
    contents: Sequence[PosterContent],
) -> None:
    for content, corner in zip(contents, grid.corners(), strict=False):
        page.paste(face(content), corner)


def _paint_poster(scale: float, page: Image.Image, contents: Sequence[PosterContent]) -> None:
    paint(page, contents[0], scale)


FORMATS: dict[PrintFormat, Format] = {
    PrintFormat.A4: Format(
        name="A4 海报",
        how="A4 纸，一张一枚，贴墙上",
        per_page=1,
        ground=backdrop,
        paint=partial(_paint_poster, 1),
    ),
    PrintFormat.A3: Format(
        name="A3 海报",
        how="A3 纸，一张一枚，贴在大门口",
        per_page=1,
        ground=partial(backdrop, 2**0.5),
        paint=partial(_paint_poster, 2**0.5),
    ),
    PrintFormat.TABLE_CARD: Format(
        name="A6 桌牌",
        how="A4 纸横放，一张两枚，中间裁开，对折立在桌上",
        per_page=2,
        ground=_tent_page,
        paint=_paint_tents,
    ),
    PrintFormat.BADGE: Format(
        name="胸牌",
        how="A4 纸，一张十枚，90×54 毫米，沿角线裁开",
        per_page=10,
        ground=_cut_page,
        paint=partial(_paint_cells, BADGES, cards.badge),
        kinds=frozenset({CodeKind.DEPUTY}),
    ),
    PrintFormat.STICKERS: Format(
        name="贴纸",
        how="A4 标签纸，一张 24 枚，70×37 毫米",
        per_page=24,
        ground=_sticker_page,
        paint=partial(_paint_cells, STICKERS, cards.sticker),
    ),
}


def compose(format: PrintFormat, contents: Sequence[PosterContent], title: str) -> bytes:
    """A PDF at 300 dpi with these codes in their order; the same contents give the same bytes."""
    sheet, binder = FORMATS[format], Binder(DPI)
    for first in range(0, len(contents), sheet.per_page):
        with desk.sheet(sheet.ground()) as page:
            sheet.paint(page, contents[first : first + sheet.per_page])
            binder.add(page)
    return binder.bound(title)
