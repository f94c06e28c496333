"""The letters behind a figure as a workbook: by number and state, without a word of anybody's."""

from __future__ import annotations

from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from server.core import clock
from server.indicators.views import Listed
from server.messages.desk import STATUS_WORDS

MOST = 5_000
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEADINGS = {"编号": 16, "站点": 28, "状态": 14, "来信时间": 18, "答应的日期": 14}


def compose(listed: Listed) -> bytes:
    """The definition stands above, with the time of the data."""
    book = Workbook(write_only=True)
    page = book.create_sheet("例外")
    for number, width in enumerate(HEADINGS.values()):
        page.column_dimensions["ABCDE"[number]].width = width
    one = listed.indicator
    page.append([_text(page, f"{listed.place.name} {listed.period.words} {one.name}：{one.exceptions}")])
    page.append([_text(page, f"口径：{one.formula}。截至 {clock.now():%Y-%m-%d %H:%M}")])
    page.append([_text(page, heading, is_bold=True) for heading in HEADINGS])
    for line in listed.lines:
        message = line.message
        row = (
            message.number,
            line.station_name,
            STATUS_WORDS[message.status_now],
            f"{clock.local(message.created_at):%Y-%m-%d %H:%M}",
            message.promised_on.isoformat(),
        )
        page.append([_text(page, text) for text in row])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _text(page: WriteOnlyWorksheet, text: str, *, is_bold: bool = False) -> WriteOnlyCell:
    """A text, whatever it begins with: nothing is computed when it is opened."""
    cell = WriteOnlyCell(page, value=text)
    cell.data_type = "s"
    cell.font = Font(bold=is_bold)
    return cell
