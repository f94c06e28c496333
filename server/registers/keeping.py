"""Lines of an import at rest: sealed as a whole, because a phone may stand in any of them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select

from server.core import crypto
from server.core.db import db
from server.registers.checking import Line
from server.registers.models import Import, ImportLine

AT_ONCE = 1000


def keep(sheet: Import, lines: list[Line]) -> None:
    """Store these lines in place of those that were there."""
    db.session.flush()
    db.session.execute(delete(ImportLine).where(ImportLine.import_id == sheet.id))
    rows = [_row(sheet.id, line) for line in lines]
    for start in range(0, len(rows), AT_ONCE):
        db.session.execute(insert(ImportLine), rows[start : start + AT_ONCE])


def lines_of(sheet: Import) -> list[Line]:
    """Every line, in the order of the sheet."""
    held = select(ImportLine).where(ImportLine.import_id == sheet.id).order_by(ImportLine.number)
    return opened(db.session.scalars(held))


def opened(rows: Iterable[ImportLine]) -> list[Line]:
    return [_line(row) for row in rows]


def _row(import_id: UUID, line: Line) -> dict[str, Any]:
    given = {
        "row": line.row,
        "faults": line.faults,
        "fixed": line.fixed,
        "offers": line.offers,
        "changes": line.changes,
        "after": line.after,
    }
    return {
        "import_id": import_id,
        "number": line.number,
        "action": line.action,
        "errors": line.errors,
        "given_sealed": _sealed(given, import_id, line.number, "given"),
        "target_id": line.target,
        "before_sealed": _sealed(line.before, import_id, line.number, "before") if line.before else None,
    }


def _line(row: ImportLine) -> Line:
    given = _opened(row.given_sealed, row, "given")
    before = _opened(row.before_sealed, row, "before") if row.before_sealed else None
    line = Line(row.number, given["row"], given["faults"], given["fixed"], offers=given["offers"])
    line.action, line.errors, line.changes = row.action, row.errors, given["changes"]
    line.target, line.before, line.after = row.target_id, before, given["after"]
    return line


def _sealed(value: Any, import_id: UUID, number: int, part: str) -> bytes:
    text = json.dumps(value, ensure_ascii=False)
    return crypto.ring().seal(text, f"import_lines|{part}|{import_id}|{number}")


def _opened(envelope: bytes, row: ImportLine, part: str) -> Any:
    place = f"import_lines|{part}|{row.import_id}|{row.number}"
    return json.loads(crypto.ring().open(bytes(envelope), place))
