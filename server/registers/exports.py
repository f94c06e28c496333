"""Registers as workbooks: what there is, the empty sheet to fill in, and the rows that somebody has to mend."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from server.core.text import mask_phone
from server.registers.checking import Line
from server.registers.headings import Field, RegisterSheet
from server.registers.ledger import Values
from server.registers.workbook import HELP

TEXT = "@"
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
ROWS_TO_FILL = 5000
MEND = "怎么改"


def register(sheet: RegisterSheet, lines: Iterable[Values]) -> bytes:
    """The register as it is, in the order of `lines`; phones of people are masked."""
    headings = [field.heading for field in sheet.fields]
    rows = ([_shown(field, line.get(field.key)) for field in sheet.fields] for line in lines)
    return _workbook(sheet, headings, rows)


def template(sheet: RegisterSheet) -> bytes:
    """Headings to fill in below, and a second sheet that says how."""
    book = Workbook()
    first, second = book.active, book.create_sheet(HELP)
    first.title = sheet.name
    first.append([field.heading for field in sheet.fields])
    first.freeze_panes = "A2"
    for number, field in enumerate(sheet.fields, start=1):
        letter = get_column_letter(number)
        first.column_dimensions[letter].width = _width(field)
        first.column_dimensions[letter].number_format = TEXT
        first.cell(1, number).font = Font(bold=True)
        if field.names:
            offered = DataValidation("list", formula1=f'"{",".join(field.names.values())}"', allow_blank=True)
            offered.add(f"{letter}2:{letter}{ROWS_TO_FILL}")
            first.add_data_validation(offered)
    _explain(second, sheet)
    return _saved(book)


def _explain(page: Any, sheet: RegisterSheet) -> None:
    page.append(["列名", "要填吗", "像这样写", "可以写"])
    for field in sheet.fields:
        need = "必填" if field.required else "可以空着"
        page.append([field.heading, need, field.example, "、".join(field.names.values())])
    page.append([])
    page.append(["同一格写几个时用、隔开。空着的格子不改原来的内容。列的次序可以变，多出来的列不收。"])
    if sheet.note:
        page.append([sheet.note])
    for letter, width in zip("ABCD", (18, 12, 30, 40), strict=True):
        page.column_dimensions[letter].width = width


def mending(sheet: RegisterSheet, columns: dict[str, str], lines: Iterable[Line]) -> bytes:
    """Rows with mistakes as they were given, each with what to do about it; what was mended on the page is in."""
    used = [field for field in sheet.fields if field.key in columns.values() or field.required]
    headings = ["原来的行", *(field.heading for field in used), MEND]
    rows = (
        [str(line.number), *(line.text(field, columns) for field in used), _advice(line)] for line in lines
    )
    return _workbook(sheet, headings, rows)


def links(lines: Iterable[tuple[str, str, str]]) -> bytes:
    """Name, user name and one-time link of each new account."""
    book = Workbook(write_only=True)
    page = book.create_sheet("账号")
    page.append([cell(page, text, bold=True) for text in ("姓名", "账号名", "一次有效的链接")])
    for line in lines:
        page.append([cell(page, text) for text in line])
    return _saved(book)


def _advice(line: Line) -> str:
    return "；".join(f"{heading}：{text}" for heading, text in line.errors.items())


def _shown(field: Field, value: Any) -> str:
    if field.is_private and value:
        return mask_phone(str(value))
    return field.shown(value)


def _workbook(sheet: RegisterSheet, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    book = Workbook(write_only=True)
    page = book.create_sheet(sheet.name)
    page.freeze_panes = "A2"
    widths = {field.heading: _width(field) for field in sheet.fields}
    for number, heading in enumerate(headings, start=1):
        page.column_dimensions[get_column_letter(number)].width = widths.get(heading, 40)
    page.append([cell(page, heading, bold=True) for heading in headings])
    for row in rows:
        page.append([cell(page, text) for text in row])
    return _saved(book)


def _width(field: Field) -> int:
    return min(40, max(12, 2 * len(field.example) + 2))


def cell(page: Any, text: str, *, bold: bool = False) -> Any:
    """Always text: what begins like a formula is marked, so that opening the sheet computes nothing."""
    cell = WriteOnlyCell(page, text)
    cell.data_type = "s"
    cell.number_format = TEXT
    if text.startswith(DANGEROUS):
        cell.quotePrefix = True
    if bold:
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="F3EFE8")
    return cell


def _saved(book: Workbook) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()
