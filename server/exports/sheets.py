"""Rows as a file that computes nothing when it is opened: Excel, or CSV that Excel opens in Chinese."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from io import BytesIO, StringIO

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from server.exports.lines import HEADINGS, WIDTHS
from server.exports.models import Export, ExportFormat
from server.registers.exports import DANGEROUS, cell


def compose(export: Export, rows: Iterable[Sequence[str]], watermark: str) -> bytes:
    return (_workbook if export.format is ExportFormat.XLSX else _csv)(rows, watermark)


def _workbook(rows: Iterable[Sequence[str]], watermark: str) -> bytes:
    """With the watermark on every printed page too."""
    book = Workbook(write_only=True)
    page = book.create_sheet("来信")
    page.freeze_panes = "A2"
    page.oddHeader.left.text = page.oddFooter.center.text = watermark.replace("&", "&&")
    for number, width in enumerate(WIDTHS, start=1):
        page.column_dimensions[get_column_letter(number)].width = width
    page.append([cell(page, heading, bold=True) for heading in HEADINGS])
    for row in rows:
        page.append([cell(page, text) for text in row])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _csv(rows: Iterable[Sequence[str]], watermark: str) -> bytes:
    """What begins like a formula gets an apostrophe; the last line says whose sheet it is once more."""
    out = StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(HEADINGS)
    for row in rows:
        writer.writerow([harmless(text) for text in row])
    writer.writerow([harmless(watermark)])
    return "\ufeff".encode() + out.getvalue().encode()


def harmless(text: str) -> str:
    return f"'{text}" if text.startswith(DANGEROUS) else text
