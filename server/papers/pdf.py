"""A paper as PDF: real letters that can be read aloud, searched and copied; the font is embedded, as much as is used."""

from __future__ import annotations

import logging
from importlib.resources import as_file
from io import BytesIO
from itertools import pairwise

from fpdf import FPDF
from fpdf.enums import TextMode

from server.codes.lettering import FONT, lines_of
from server.papers.shapes import Figures, Heading, Paper, Paragraph, Picture, Piece, Table

MEDIA = "application/pdf"
LEFT, TOP, WIDTH, BOTTOM = 27.0, 24.0, 158.0, 22.0
_POINT = 25.4 / 72
_INK, _GREY, _LINE = (0, 0, 0), (75, 82, 90), (170, 170, 170)
_BODY, _SMALL = 12.0, 9.5
# the font's own library tells every table that it leaves out
logging.getLogger("fontTools").setLevel(logging.WARNING)


class _Sheet(FPDF):
    """A4 with a foot on every page; everything is set in lines that never begin with a comma."""

    def __init__(self, foot: str) -> None:
        super().__init__(format="A4")
        self.foot = foot
        with as_file(FONT) as path:
            self.add_font("song", "", path)
        self.set_margins(LEFT, TOP)
        self.set_auto_page_break(True, BOTTOM)
        self.set_lang("zh-CN")

    def footer(self) -> None:
        self.set_y(-15)
        self.pen(_SMALL)
        self.cell(WIDTH, 5, f"{self.foot}　第 {self.page_no()} 页", align="C")

    def pen(self, size: float, colour: tuple[int, int, int] = _GREY, *, is_bold: bool = False) -> None:
        """The font has one weight: what is bold gets a thin stroke around it."""
        self.set_font("song", size=size)
        self.set_text_color(*colour)
        self.set_draw_color(*colour)
        self.set_line_width(size * 0.012)
        self.text_mode = TextMode.FILL_STROKE if is_bold else TextMode.FILL
        if not is_bold:
            # the library says it only when the stroke begins, and not when it ends
            self._out("0 Tr")

    def words(
        self,
        words: str,
        size: float,
        colour: tuple[int, int, int] = _INK,
        *,
        align: str = "L",
        leading: float = 1.5,
        is_bold: bool = False,
        indent: str = "",
    ) -> None:
        self.pen(size, colour, is_bold=is_bold)
        for line in lines_of(words, WIDTH - self.get_string_width(indent), size * _POINT):
            self.set_x(LEFT)
            self.cell(
                WIDTH, size * _POINT * leading, indent + line, align=align, new_x="LMARGIN", new_y="NEXT"
            )
            indent = ""

    def room_for(self, height: float) -> None:
        if self.get_y() + height > self.h - BOTTOM:
            self.add_page()


def compose(paper: Paper) -> bytes:
    made = _Sheet(paper.foot)
    made.set_title("".join(paper.titles))
    made.set_author(paper.author)
    made.add_page()
    for line in paper.titles:
        made.words(line, 20, align="C", leading=1.4, is_bold=True)
    made.words(paper.below, _SMALL, _GREY, align="C", leading=2)
    made.ln(3)
    for piece in paper.pieces:
        _piece(made, piece)
    for line in paper.signed:
        made.words(line, _BODY, align="R")
    if paper.small:
        made.ln(4)
        made.words(paper.small, _SMALL, _GREY)
    return bytes(made.output())


def _piece(made: _Sheet, piece: Piece) -> None:
    match piece:
        case Heading(words):
            made.room_for(30)
            made.ln(3)
            made.words(words, 14, leading=1.7, is_bold=True)
        case Paragraph(words):
            made.words(words, _BODY, leading=1.65, indent="　　")
        case Table():
            _table(made, piece)
        case Picture():
            _picture(made, piece)
        case Figures():
            _figures(made, piece)


def _picture(made: _Sheet, picture: Picture) -> None:
    made.ln(3)
    made.room_for(60)
    made.words(picture.caption, _SMALL, _GREY, align="C", is_bold=True)
    made.image(BytesIO(picture.png), x=LEFT, w=WIDTH, alt_text=picture.caption)
    made.ln(2)


def _figures(made: _Sheet, figures: Figures) -> None:
    made.room_for(26)
    width, top = WIDTH / len(figures.found), made.get_y() + 1
    for number, figure in enumerate(figures.found):
        left = LEFT + width * number
        made.pen(_SMALL, _LINE)
        made.rect(left, top, width, 21)
        for words, size, at in ((figure.name, _SMALL, 1.5), (figure.shown, 16, 7), (figure.under, 8, 15.5)):
            made.pen(size, _GREY if size < 16 else _INK, is_bold=size == 16)
            made.set_xy(left + 1, top + at)
            made.cell(width - 2, 5, words)
    made.set_xy(LEFT, top + 24)


def _table(made: _Sheet, table: Table) -> None:
    made.ln(3)
    made.room_for(30)
    made.words(table.title, _SMALL, _GREY, align="C", is_bold=True)
    edges = _edges(table)
    _row(made, table.headings, table, edges, is_head=True)
    for row in table.rows:
        if _row_height(row, edges) + made.get_y() > made.h - BOTTOM:
            made.add_page()
            _row(made, table.headings, table, edges, is_head=True)
        _row(made, row, table, edges, is_head=False)
    made.ln(3)


def _edges(table: Table) -> list[float]:
    """Words share what numbers leave over."""
    count = len(table.headings)
    if table.is_words or count < 2:
        return [LEFT + WIDTH * at / count for at in range(count + 1)]
    first = max(45.0, WIDTH - 26.0 * (count - 1))
    rest = (WIDTH - first) / (count - 1)
    return [LEFT, *(LEFT + first + rest * at for at in range(count))]


def _wrapped(row: tuple[str, ...], edges: list[float]) -> list[list[str]]:
    sides = pairwise(edges)
    return [lines_of(words, b - a - 3, _SMALL * _POINT) for words, (a, b) in zip(row, sides, strict=True)]


def _row_height(row: tuple[str, ...], edges: list[float]) -> float:
    return 2 + 5 * max(1, *(len(lines) for lines in _wrapped(row, edges)))


def _row(made: _Sheet, row: tuple[str, ...], table: Table, edges: list[float], *, is_head: bool) -> None:
    top, height = made.get_y(), _row_height(row, edges)
    for number, (lines, (left, right)) in enumerate(zip(_wrapped(row, edges), pairwise(edges), strict=True)):
        made.pen(_SMALL, _LINE)
        made.rect(left, top, right - left, height)
        made.pen(_SMALL, _INK, is_bold=is_head)
        is_left = number == 0 or table.is_words
        for at, line in enumerate(lines):
            made.set_xy(left + 1.5, top + 1 + 5 * at)
            made.cell(right - left - 3, 5, line, align="L" if is_left else "R")
    made.set_xy(LEFT, top + height)
