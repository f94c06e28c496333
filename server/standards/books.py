"""The six standards of an area as a workbook: a row a station, in words what each lacks."""

from __future__ import annotations

from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from server.core import clock
from server.standards.judging import STANDARD_WORDS, Judgement
from server.standards.overview import Overview

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEADINGS = ("地区代码", "镇街", "站点", *STANDARD_WORDS.values())


def compose(found: Overview) -> bytes:
    """How many meet each stands above, with the day of the data."""
    book = Workbook(write_only=True)
    page = book.create_sheet("六化")
    for number in range(1, len(HEADINGS) + 1):
        page.column_dimensions[get_column_letter(number)].width = 16 if number < 3 else 30
    page.append([_text(page, f"{found.year} 年六化，截至 {clock.now():%Y-%m-%d}，按行政区划代码，不作比较")])
    page.append([_text(page, words, is_bold=True) for words in HEADINGS])
    totals = [f"{total.met} 个达到，{total.missed} 个还差" for total in found.totals]
    page.append([_text(page, words) for words in ("", "", f"一共 {found.size} 个站", *totals)])
    for line in found.lines:
        where = (line.station.area_code, line.town, line.station.name)
        page.append([_text(page, words) for words in (*where, *map(_said, line.judged))])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _said(one: Judgement) -> str:
    return "达到" if one.is_met else "未申报" if one.is_open else f"还差：{'；'.join(one.missing)}"


def _text(page: WriteOnlyWorksheet, text: str, *, is_bold: bool = False) -> WriteOnlyCell:
    """A text, whatever it begins with: nothing is computed when it is opened."""
    cell = WriteOnlyCell(page, value=text)
    cell.data_type = "s"
    cell.font = Font(bold=is_bold)
    return cell
