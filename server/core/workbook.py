"""Rows as a workbook that computes nothing when it is opened: every cell is a text, whatever it begins with."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

MEDIA = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_NOT_IN_A_NAME = re.compile(r"[\\/*?:\[\]]")
_BROKEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


@dataclass(frozen=True, slots=True)
class Leaf:
    """One sheet: what it is about above, headings with the width of their columns, rows."""

    name: str
    about: Sequence[str]
    headings: Sequence[tuple[str, int]]
    rows: Iterable[Sequence[str]]


def compose(leaves: Sequence[Leaf]) -> bytes:
    book = Workbook(write_only=True)
    for leaf in leaves:
        page = book.create_sheet(_NOT_IN_A_NAME.sub(" ", leaf.name)[:31])
        for number, (_, width) in enumerate(leaf.headings, start=1):
            page.column_dimensions[get_column_letter(number)].width = width
        for words in leaf.about:
            page.append([_cell(page, words)])
        page.append([_cell(page, heading, is_bold=True) for heading, _ in leaf.headings])
        for row in leaf.rows:
            page.append([_cell(page, words) for words in row])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(page: WriteOnlyWorksheet, words: str, *, is_bold: bool = False) -> WriteOnlyCell:
    cell = WriteOnlyCell(page, value=_BROKEN.sub("", words))
    cell.data_type = "s"
    cell.font = Font(bold=is_bold)
    cell.alignment = Alignment(vertical="top")
    return cell
