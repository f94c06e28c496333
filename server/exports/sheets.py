"""Rows as a file that computes nothing when it is opened: Excel, or CSV that Excel opens in Chinese."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from io import BytesIO, StringIO

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from server.exports.models import ExportFormat
from server.exports.parts import Layout
from server.registers.exports import DANGEROUS, cell

Rows = Iterable[Sequence[str]]


def compose(layout: Layout, format: ExportFormat, rows: Rows, watermark: str) -> bytes:
    return (_workbook if format is ExportFormat.XLSX else _csv)(layout, rows, watermark)


def _workbook(layout: Layout, rows: Rows, watermark: str) -> bytes:
    """With the watermark on every printed page too."""
    book = Workbook(write_only=True)
    page = book.create_sheet(layout.title)
    page.freeze_panes = "A2"
    page.oddHeader.left.text = page.oddFooter.center.text = watermark.replace("&", "&&")
    for number, width in enumerate(layout.widths, start=1):
        page.column_dimensions[get_column_letter(number)].width = width
    page.append([cell(page, heading, bold=True) for heading in layout.headings])
    for row in rows:
        page.append([cell(page, text) for text in row])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _csv(layout: Layout, rows: Rows, watermark: str) -> bytes:
    """What begins like a formula gets an apostrophe; the last line says whose sheet it is once more."""
    out = StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(layout.headings)
    for row in rows:
        writer.writerow([harmless(text) for text in row])
    writer.writerow([harmless(watermark)])
    return "\ufeff".encode() + out.getvalue().encode()


def harmless(text: str) -> str:
    return f"'{text}" if text.startswith(DANGEROUS) else text
