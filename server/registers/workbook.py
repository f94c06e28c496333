"""A sheet, read within bounds: its headings wherever they stand, its rows as Excel counts them, nothing computed."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter, range_boundaries

from server.core.errors import InvalidInput
from server.registers.container import opened, refuse_declarations

HELP = "怎么填"
"""The name of the sheet in our own empty workbooks that only explains."""
MOST_ROWS = 20_000
MOST_COLUMNS = 60
LONGEST_CELL = 2_000
MOST_MERGED = 100_000
SEARCHED_ROWS = 10
"""Headings are looked for in the first ten rows: above them stand titles and notes."""
MOST_EMPTY = 2_000
"""After so many empty rows in a row nothing more is expected: a whole column was only coloured."""
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\ufeff]")
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"')
_TENTH = re.compile(r"^(19|20)\d\d\.1$")

Fits = Callable[[list[str]], int]
"""How many of these headings mean a column of the register."""


@dataclass(slots=True)
class RawRow:
    """`cells` and `faults` by heading; a fault says what is wrong with the cell itself."""

    number: int
    cells: dict[str, str]
    faults: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Table:
    name: str
    headings: list[str]
    rows: list[RawRow]


@dataclass(frozen=True, slots=True)
class _Head:
    """Where the headings stand: row as Excel counts, column index → heading."""

    sheet: Any
    row: int
    columns: dict[int, str]
    fit: int


def read(content: bytes, fits: Fits, least: int) -> Table:
    """The one visible sheet with at least `least` headings that fit. Raises InvalidInput with what to do."""
    parts = opened(content)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            refuse_declarations(parts)
            book = load_workbook(BytesIO(content), read_only=True, keep_links=False)
            return _table(parts, book, fits, least)
        except InvalidInput:
            raise
        except Exception:
            raise InvalidInput(
                "workbook.unreadable", "这个文件读不懂，可能坏了。请用 Excel 打开，另存为新的 .xlsx，再上传。"
            ) from None


def _table(parts: ZipFile, book: Any, fits: Fits, least: int) -> Table:
    sheets = [sheet for sheet in book.worksheets if sheet.title != HELP]
    heads = [head for sheet in sheets if (head := _head(sheet, fits)) and head.fit >= least]
    shown = [head for head in heads if head.sheet.sheet_state == "visible"]
    if not shown and heads:
        name = heads[0].sheet.title
        raise InvalidInput("workbook.hidden", f"名册在隐藏的表“{name}”里。请在 Excel 里取消隐藏，再上传。")
    if not shown:
        raise InvalidInput("workbook.no_headings", "没有找到列名。")
    if len(shown) > 1:
        names = "、".join(head.sheet.title for head in shown)
        raise InvalidInput(
            "workbook.two_sheets", f"有 {len(shown)} 张表都像名册：{names}。请只留一张，再上传。"
        )
    return _rows(parts, shown[0])


def _head(sheet: Any, fits: Fits) -> _Head | None:
    """The row among the first ten whose cells fit most columns; the upper one of equals."""
    best: _Head | None = None
    for number, row in _lines(sheet, SEARCHED_ROWS):
        columns = _headings(row)
        fit = fits(list(columns.values()))
        if fit and (best is None or fit > best.fit):
            best = _Head(sheet, number, columns, fit)
    return best


def _headings(row: tuple[Any, ...]) -> dict[int, str]:
    """Column index → heading; one that was there before is told apart by its column's letter."""
    columns: dict[int, str] = {}
    for index, cell in enumerate(row):
        text = " ".join(_text(cell.value).split())[:60] if cell.value is not None else ""
        if text:
            columns[index] = (
                f"{text}（{get_column_letter(index + 1)} 列）" if text in columns.values() else text
            )
    return columns


def _lines(sheet: Any, most: int | None = None) -> Iterator[tuple[int, tuple[Any, ...]]]:
    rows = sheet.iter_rows(max_row=most, max_col=MOST_COLUMNS)
    yield from enumerate(rows, start=1)


def _rows(parts: ZipFile, head: _Head) -> Table:
    merged = _merged(parts, head)
    rows: list[RawRow] = []
    empty = 0
    for number, row in _lines(head.sheet):
        if number <= head.row:
            continue
        raw = _raw(number, row, head)
        empty = 0 if raw.cells or raw.faults else empty + 1
        if empty > MOST_EMPTY:
            break
        if not empty:
            rows.append(raw)
        if len(rows) > MOST_ROWS:
            raise InvalidInput(
                "workbook.too_many_rows", f"行太多了，一次最多 {MOST_ROWS} 行。请分成几个文件上传。"
            )
    if not rows:
        raise InvalidInput("workbook.no_rows", "列名下面一行也没有。请填好再上传。")
    _mark_merged(rows, head, merged)
    return Table(head.sheet.title, list(head.columns.values()), rows)


def _raw(number: int, row: tuple[Any, ...], head: _Head) -> RawRow:
    raw = RawRow(number, {})
    for index, heading in head.columns.items():
        cell = row[index] if index < len(row) else None
        if cell is None or cell.value is None:
            continue
        text = _text(cell.value).strip()
        place = f"{get_column_letter(index + 1)}{number}"
        if fault := _fault(cell, text, place):
            raw.faults[heading] = fault
        elif text:
            raw.cells[heading] = text
    return raw


def _fault(cell: Any, text: str, place: str) -> str:
    """What is wrong with a cell whatever its column; formulas are never computed, so nothing old is trusted."""
    if cell.data_type == "f":
        return f"{place} 是公式。请复制这一列，用“选择性粘贴”粘成数值"
    if cell.data_type == "e" or (
        text.startswith("#") and text.rstrip("!?").isupper() and text[1:2].isalpha()
    ):
        return f"{place} 是出错的公式（{text[:12]}），请填上真正的内容"
    if len(text) > LONGEST_CELL:
        return f"{place} 太长了，最多 {LONGEST_CELL} 个字"
    return ""


def _text(value: Any) -> str:
    """What a person would read in the cell."""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, time | timedelta):
        return str(value)
    return _CONTROL.sub("", str(value))


def _number(value: float) -> str:
    if abs(value) < 1e15 and value == int(value):
        return str(int(value))
    text = repr(value)
    # a number cannot tell 2022.1 from 2022.10: the reader of days asks
    return f"{text}?" if _TENTH.match(text) else text


def _merged(parts: ZipFile, head: _Head) -> list[tuple[int, int, int, int]]:
    """Ranges of merged cells (first column, first row, last column, last row), looked for without unpacking at once."""
    found: list[tuple[int, int, int, int]] = []
    rest = b""
    with parts.open(head.sheet._worksheet_path.lstrip("/")) as stream:
        while piece := stream.read(1 << 18):
            seen = rest + piece
            found += [range_boundaries(match[1].decode()) for match in _MERGED.finditer(seen)]
            last = seen.rfind(b"<")
            rest = seen[last:] if last >= 0 and len(seen) - last < 400 else b""
            if len(found) > MOST_MERGED:
                break
    return found


def _mark_merged(rows: list[RawRow], head: _Head, merged: list[tuple[int, int, int, int]]) -> None:
    """Whoever reads a merged cell sees its text in each row; the file has it only in the first."""
    by_number = {row.number: row for row in rows}
    budget = MOST_MERGED
    for left, top, right, bottom in merged:
        name = f"{get_column_letter(left)}{top}:{get_column_letter(right)}{bottom}"
        columns = [head.columns[index - 1] for index in range(left, right + 1) if index - 1 in head.columns]
        if not columns or bottom < head.row:
            continue
        if top <= head.row:
            raise InvalidInput(
                "workbook.merged_headings",
                f"列名那一行有合并的单元格（{name}）。请取消合并，每列写一个列名。",
            )
        numbers = range(top, min(bottom, rows[-1].number) + 1)
        budget -= len(numbers) * len(columns)
        if budget < 0:
            raise InvalidInput(
                "workbook.merged", "合并的单元格太多了。请全部取消合并，每一行都填上，再上传。"
            )
        for row in (by_number[number] for number in numbers if number in by_number):
            row.faults |= dict.fromkeys(columns, f"{name} 是合并的单元格。请取消合并，每一行都填上")
