"""The archive of an optional feature (F15): a workbook of each kind of its records in the district, packed together.

People's names and phones are in it only where a second person agreed, and everybody concerned can see who read them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO
from typing import Any, cast
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from sqlalchemy import Row, Select, insert, select
from sqlalchemy.orm import InstrumentedAttribute

from server.areas.queries import within
from server.core import clock, crypto
from server.core.audit import AuditEntry
from server.core.db import db
from server.core.optional import OPTIONAL, Column, Sheet
from server.exports.lines import masked
from server.exports.models import Export
from server.registers.exports import cell

AT_ONCE = 1000


def compose(export: Export, watermark: str) -> bytes:
    """Every sheet of the feature in the area of whoever ordered it, oldest first."""
    prefix = export.scope.removeprefix("area:")
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as packed:
        for number, sheet in enumerate(OPTIONAL[export.box].sheets, start=1):
            packed.writestr(f"{number:02d}-{sheet.words}.xlsx", _workbook(export, sheet, prefix, watermark))
    return out.getvalue()


def _workbook(export: Export, sheet: Sheet, prefix: str, watermark: str) -> bytes:
    columns = [one for one in sheet.columns if export.with_people or not one.is_sealed]
    book = Workbook(write_only=True)
    page = book.create_sheet(sheet.words)
    page.freeze_panes = "A2"
    page.append([cell(page, words, bold=True) for words in (*(one.heading for one in columns), "水印")])
    for row in _rows(sheet, columns, prefix):
        if export.with_people and any(one.is_sealed for one in columns):
            _note_reading(export, sheet, row)
        values = [_shown(one, row, at, with_people=export.with_people) for at, one in enumerate(columns, 1)]
        page.append([cell(page, text) for text in (*values, watermark)])
        export.done += 1
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _rows(sheet: Sheet, columns: list[Column], prefix: str) -> Iterator[Row[Any]]:
    """The row's own id first, then the columns."""
    asked: Select[Any] = select(sheet.key, *(one.value for one in columns))
    asked = asked.select_from(cast(InstrumentedAttribute[Any], sheet.key).class_)
    for table, on in sheet.joins:
        asked = asked.join(table, on)
    asked = asked.where(within(cast(InstrumentedAttribute[str], sheet.area), prefix))
    ordered = asked.order_by(sheet.at, sheet.key).execution_options(yield_per=AT_ONCE)
    yield from db.session.execute(ordered)


def _shown(column: Column, row: Row[Any], at: int, *, with_people: bool) -> str:
    value = row[at]
    if value is None:
        return ""
    if column.is_sealed:
        return crypto.ring().open(bytes(value), _seal(column, row))
    if isinstance(value, datetime):
        return f"{clock.local(value):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if value in column.names:
        return column.names[value]
    return str(value) if with_people else masked(str(value), "")


def _seal(column: Column, row: Row[Any]) -> str:
    """What the value is bound to, as when it was sealed."""
    attribute = cast(InstrumentedAttribute[bytes], column.value)
    return f"{attribute.class_.__tablename__}|{attribute.key}|{row[0]}"


def _note_reading(export: Export, sheet: Sheet, row: Row[Any]) -> None:
    action, subject = sheet.noted
    entry = {
        "at": clock.now(),
        "account_id": export.account_id,
        "role": export.role.value,
        "scope": export.scope,
        "action": action,
        "subject_type": subject,
        "subject_id": row[0],
        "reason": f"归档 {export.number}：{export.reason}"[:200],
        "by": export.by,
    }
    db.session.execute(insert(AuditEntry), [entry])
