"""Lines of a sheet become new rows, updates, or rows that somebody has to look at: each with its reasons."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from server.registers.cells import Wrong, folded
from server.registers.headings import Field, RegisterSheet
from server.registers.ledger import Ledger, Values
from server.registers.models import LineAction


@dataclass(slots=True)
class Line:
    """`row` and `faults` are by heading of the sheet, `fixed` is what was written on the page, by field key."""

    number: int
    row: dict[str, str]
    faults: dict[str, str] = field(default_factory=dict)
    fixed: dict[str, str] = field(default_factory=dict)
    values: Values = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    """Heading of the register → what to do."""
    offers: dict[str, str] = field(default_factory=dict)
    """Field key → what was probably meant."""
    changes: list[str] = field(default_factory=list)
    action: LineAction = LineAction.WRONG
    target: UUID | None = None
    before: Values | None = None
    after: Values | None = None

    def text(self, wanted: Field, columns: dict[str, str]) -> str:
        """What the line says in this column, as it was written."""
        if wanted.key in self.fixed:
            return self.fixed[wanted.key]
        return next((self.row.get(heading, "") for heading, key in columns.items() if key == wanted.key), "")


def examine(sheet: RegisterSheet, columns: dict[str, str], ledger: Ledger, lines: list[Line]) -> None:
    """Fill in values, errors and action of each line, given what the register holds at this moment."""
    for line in lines:
        line.values, line.errors, line.offers, line.changes = {}, {}, {}, []
        line.target = line.before = None
        _read(sheet, columns, line)
        _settle(sheet, ledger, line)
    _twice(sheet, ledger, lines)
    for line in lines:
        _decide(sheet, line)


def _read(sheet: RegisterSheet, columns: dict[str, str], line: Line) -> None:
    faults = {columns[heading]: fault for heading, fault in line.faults.items() if heading in columns}
    for column in sheet.fields:
        if column.key in faults and column.key not in line.fixed:
            line.errors[column.heading] = faults[column.key]
            continue
        try:
            _read_cell(column, line.text(column, columns), line.values)
        except Wrong as wrong:
            _blame(line, column, wrong)


def _read_cell(column: Field, text: str, values: Values) -> None:
    if not folded(text):
        if column.required:
            raise Wrong(f"{column.heading}没填")
        return
    value = column.read(text)
    if value is not None:
        values[column.key] = value


def _settle(sheet: RegisterSheet, ledger: Ledger, line: Line) -> None:
    """Names of other things need the cell to be right first, and finding the row needs all of them."""
    for key, wrong in ledger.settle(line.values):
        _blame(line, sheet.field(key), wrong)
    if line.errors:
        return
    try:
        line.target = ledger.find(line.values)
    except Wrong as wrong:
        _blame(line, sheet.fields[0], wrong)
        return
    if line.target is not None:
        line.before = ledger.now(line.target)


def _blame(line: Line, column: Field, wrong: Wrong) -> None:
    line.errors.setdefault(column.heading, wrong.text)
    if wrong.offer:
        line.offers.setdefault(column.key, wrong.offer)


def _twice(sheet: RegisterSheet, ledger: Ledger, lines: list[Line]) -> None:
    """The same phone or the same row twice: nobody here knows which line is the right one, so both are named."""
    seen: dict[tuple[str, Any], list[Line]] = defaultdict(list)
    for line in lines:
        for key, mark in _marks(sheet, ledger, line):
            seen[key, mark].append(line)
    for (key, _), together in seen.items():
        for line in together if len(together) > 1 else []:
            other = next(one for one in together if one is not line)
            same = f"同一个{sheet.field(key).heading}" if key != sheet.fields[0].key else "同一个"
            _blame(line, sheet.field(key), Wrong(f"和第 {other.number} 行是{same}，请只留一行"))


def _marks(sheet: RegisterSheet, ledger: Ledger, line: Line) -> Iterator[tuple[str, Any]]:
    yield from ledger.marks(line.values).items()
    if line.target is not None and not line.errors:
        yield sheet.fields[0].key, line.target


def _decide(sheet: RegisterSheet, line: Line) -> None:
    if line.errors:
        line.action = LineAction.WRONG
    elif line.before is None:
        line.action = LineAction.NEW
    else:
        line.changes = [
            column.heading
            for column in sheet.fields
            if column.key in line.values and line.values[column.key] != line.before.get(column.key)
        ]
        line.action = LineAction.UPDATE if line.changes else LineAction.SAME
