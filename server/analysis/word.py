"""An analysis as a Word document: A4 by the usual look of official papers, every number and picture inside."""

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
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from server.analysis import paper
from server.analysis.models import STATE_WORDS, Analysis, AnalysisState
from server.analysis.paper import CHARTS, Paper, Part, Table
from server.core import clock
from server.core.text import date_words

BODY, HEADING, TITLE = "仿宋", "黑体", "宋体"
GREY = RGBColor(0x4B, 0x52, 0x5A)
MEDIA = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_MARGINS = {"top_margin": 24, "bottom_margin": 20, "left_margin": 27, "right_margin": 25}
PICTURE = Mm(155)


def key(analysis: Analysis) -> str:
    return f"analysis-{analysis.id}"


def compose(analysis: Analysis) -> bytes:
    """Nothing in it tells who wrote a letter."""
    read = paper.paper(analysis)
    made = Document()
    _set_up(made, read)
    _head(made, read)
    for part in read.parts:
        _part(made, read, part)
    _sign(made, read)
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def _set_up(made: Paperwork, read: Paper) -> None:
    page = made.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    for side, width in _MARGINS.items():
        setattr(page, side, Mm(width))
    made.core_properties.title = f"{read.station.name}{read.analysis.title}"
    made.core_properties.author = read.station.name
    normal: Any = made.styles["Normal"]
    normal.font.size = Pt(12)
    _face(normal.element, BODY)
    heading: Any = made.styles["Heading 1"]
    heading.font.size, heading.font.color.rgb = Pt(14), RGBColor(0, 0, 0)
    _face(heading.element, HEADING)
    foot = page.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _small(foot, f"数据截至 {read.as_of:%Y-%m-%d %H:%M}　第 ")
    _page_number(foot)
    _small(foot, " 页")


def _face(element: Any, name: str) -> None:
    """Chinese characters follow the East Asian face, letters and digits the other; both are named."""
    fonts = element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for kind in ("ascii", "hAnsi", "eastAsia"):
        fonts.set(qn(f"w:{kind}"), name)


def _head(made: Paperwork, read: Paper) -> None:
    lines = (read.station.name, read.analysis.title)
    for line in lines:
        title = made.add_paragraph()
        title.alignment = WD_ALIGN_PARAGRAPH.CENTER
        title.paragraph_format.space_after = Pt(0)
        run = title.add_run(line)
        run.bold, run.font.size = True, Pt(20)
        _face(run._element, TITLE)
    state = STATE_WORDS[read.analysis.state]
    written = date_words(clock.local(read.analysis.written_at).date())
    below = made.add_paragraph()
    below.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _small(below, f"{written} · {state}")


def _part(made: Paperwork, read: Paper, part: Part) -> None:
    if part.section.title:
        made.add_heading(part.section.title, level=1)
    if part.has_rates:
        _rates(made, read)
    for words in (*part.section.paragraphs, *part.matters):
        line = made.add_paragraph(words)
        line.paragraph_format.first_line_indent = Pt(24)
        line.paragraph_format.line_spacing = 1.5
        line.paragraph_format.space_after = Pt(4)
    for table in part.tables:
        _table(made, table)
    for name in part.charts:
        _caption(made, CHARTS[name])
        picture = made.add_paragraph()
        picture.alignment = WD_ALIGN_PARAGRAPH.CENTER
        drawn = picture.add_run().add_picture(BytesIO(paper.chart(read.analysis, name)), width=PICTURE)
        # read aloud by whoever cannot see it
        drawn._inline.docPr.set("descr", CHARTS[name])


def _rates(made: Paperwork, read: Paper) -> None:
    grid = made.add_table(rows=1, cols=len(read.rates))
    grid.style = made.styles["Table Grid"]
    for cell, rate in zip(grid.rows[0].cells, read.rates, strict=True):
        _small(cell.paragraphs[0], rate["name"])
        run = cell.add_paragraph().add_run(rate["shown"])
        run.bold, run.font.size = True, Pt(16)
        _face(run._element, HEADING)
        _small(cell.add_paragraph(), "，".join(filter(None, (rate["parts"], rate["left"]))))
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


def _small(line: Paragraph, words: str) -> Run:
    line.paragraph_format.space_after = Pt(0)
    run = line.add_run(words)
    run.font.size, run.font.color.rgb = Pt(10), GREY
    _face(run._element, HEADING)
    return run


def _page_number(line: Paragraph) -> None:
    run = _small(line, "")
    for kind in ("begin", "PAGE", "end"):
        if kind == "PAGE":
            made = OxmlElement("w:instrText")
            made.text = kind
        else:
            made = OxmlElement("w:fldChar")
            made.set(qn("w:fldCharType"), kind)
        run._element.append(made)


def _sign(made: Paperwork, read: Paper) -> None:
    analysis = read.analysis
    line = made.add_paragraph()
    line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    if analysis.state is AnalysisState.SENT and analysis.sent_at:
        line.add_run(f"签发：{analysis.sender}\n{date_words(clock.local(analysis.sent_at).date())}")
    else:
        line.add_run("签发：（待签）")
    _small(made.add_paragraph(), f"口径　{read.definitions}")
