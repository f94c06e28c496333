"""A paper as a Word document: A4 by the usual look of official papers, every number and picture inside."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from docx import Document
from docx.document import Document as Paperwork
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph as Line
from docx.text.run import Run

from server.papers.shapes import Figures, Heading, Paper, Paragraph, Picture, Piece, Table

BODY, HEADING, TITLE = "仿宋", "黑体", "宋体"
GREY = RGBColor(0x4B, 0x52, 0x5A)
MEDIA = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_MARGINS = {"top_margin": 24, "bottom_margin": 20, "left_margin": 27, "right_margin": 25}
PICTURE = Mm(155)


def compose(paper: Paper) -> bytes:
    made = Document()
    _set_up(made, paper)
    _head(made, paper)
    for piece in paper.pieces:
        _piece(made, piece)
    if paper.signed:
        line = made.add_paragraph("\n".join(paper.signed))
        line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    if paper.small:
        _small(made.add_paragraph(), paper.small)
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def _set_up(made: Paperwork, paper: Paper) -> None:
    page = made.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    for side, width in _MARGINS.items():
        setattr(page, side, Mm(width))
    made.core_properties.title = "".join(paper.titles)
    made.core_properties.author = paper.author
    normal: Any = made.styles["Normal"]
    normal.font.size = Pt(12)
    _face(normal.element, BODY)
    heading: Any = made.styles["Heading 1"]
    heading.font.size, heading.font.color.rgb = Pt(14), RGBColor(0, 0, 0)
    _face(heading.element, HEADING)
    foot = page.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _small(foot, f"{paper.foot}　第 ")
    _page_number(foot)
    _small(foot, " 页")


def _face(element: Any, name: str) -> None:
    """Chinese characters follow the East Asian face, letters and digits the other; both are named."""
    fonts = element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for kind in ("ascii", "hAnsi", "eastAsia"):
        fonts.set(qn(f"w:{kind}"), name)


def _head(made: Paperwork, paper: Paper) -> None:
    for line in paper.titles:
        title = made.add_paragraph()
        title.alignment = WD_ALIGN_PARAGRAPH.CENTER
        title.paragraph_format.space_after = Pt(0)
        run = title.add_run(line)
        run.bold, run.font.size = True, Pt(20)
        _face(run._element, TITLE)
    below = made.add_paragraph()
    below.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _small(below, paper.below)


def _piece(made: Paperwork, piece: Piece) -> None:
    match piece:
        case Heading(words):
            made.add_heading(words, level=1)
        case Paragraph(words):
            line = made.add_paragraph(words)
            line.paragraph_format.first_line_indent = Pt(24)
            line.paragraph_format.line_spacing = 1.5
            line.paragraph_format.space_after = Pt(4)
        case Table():
            _table(made, piece)
        case Picture():
            _picture(made, piece)
        case Figures():
            _figures(made, piece)


def _picture(made: Paperwork, picture: Picture) -> None:
    _caption(made, picture.caption)
    line = made.add_paragraph()
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    drawn = line.add_run().add_picture(BytesIO(picture.png), width=PICTURE)
    # read aloud by whoever cannot see it
    drawn._inline.docPr.set("descr", picture.caption)


def _figures(made: Paperwork, figures: Figures) -> None:
    grid = made.add_table(rows=1, cols=len(figures.found))
    grid.style = made.styles["Table Grid"]
    for cell, figure in zip(grid.rows[0].cells, figures.found, strict=True):
        _small(cell.paragraphs[0], figure.name)
        run = cell.add_paragraph().add_run(figure.shown)
        run.bold, run.font.size = True, Pt(16)
        _face(run._element, HEADING)
        _small(cell.add_paragraph(), figure.under)
    made.add_paragraph().paragraph_format.space_after = Pt(0)


def _table(made: Paperwork, table: Table) -> None:
    _caption(made, table.title)
    grid = made.add_table(rows=1, cols=len(table.headings))
    grid.style, grid.alignment = made.styles["Table Grid"], WD_TABLE_ALIGNMENT.CENTER
    _row(grid.rows[0], table.headings, table, is_head=True)
    # said again on the next page
    grid.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for row in table.rows:
        _row(grid.add_row(), row, table, is_head=False)
    made.add_paragraph().paragraph_format.space_after = Pt(0)


def _row(row: Any, words: tuple[str, ...], table: Table, *, is_head: bool) -> None:
    for number, (cell, word) in enumerate(zip(row.cells, words, strict=True)):
        line = cell.paragraphs[0]
        is_left = number == 0 or table.is_words
        line.alignment = WD_ALIGN_PARAGRAPH.LEFT if is_left else WD_ALIGN_PARAGRAPH.RIGHT
        run = _small(line, word)
        run.bold, run.font.color.rgb = is_head, RGBColor(0, 0, 0)


def _caption(made: Paperwork, words: str) -> None:
    line = made.add_paragraph()
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    line.paragraph_format.keep_with_next = True
    run = _small(line, words)
    run.bold = True


def _small(line: Line, words: str) -> Run:
    line.paragraph_format.space_after = Pt(0)
    run = line.add_run(words)
    run.font.size, run.font.color.rgb = Pt(10), GREY
    _face(run._element, HEADING)
    return run


def _page_number(line: Line) -> None:
    run = _small(line, "")
    for kind in ("begin", "PAGE", "end"):
        if kind == "PAGE":
            made = OxmlElement("w:instrText")
            made.text = kind
        else:
            made = OxmlElement("w:fldChar")
            made.set(qn("w:fldCharType"), kind)
        run._element.append(made)
