"""An import as the page shows it: the columns as they were understood, the lines, and what may be done now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select

from server.core import clock
from server.core.actor import Actor
from server.core.errors import InvalidInput
from server.core.text import mask_phone, summary
from server.registers import exports, keeping, queries, service
from server.registers.checking import Line
from server.registers.headings import Field, RegisterSheet, is_guess
from server.registers.models import Import, ImportLine, ImportState, LineAction, RegisterKind
from server.registers.schemas import FindLines
from server.registers.sheets import SHEETS
from server.stations.registers import Sheet, sheet_of

SEARCHED = 50
"""Lines in which the headings are collected."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the sheet that was given: what it was taken for, and what stands in its first rows."""

    heading: str
    field: Field | None
    samples: str
    is_guess: bool


@dataclass(frozen=True, slots=True)
class Cell:
    field: Field
    text: str
    error: str
    offer: str


@dataclass(frozen=True, slots=True)
class Row:
    number: int
    action: LineAction
    cells: list[Cell]
    advice: list[str]
    changes: str
    offers: list[Cell]


@dataclass(frozen=True, slots=True)
class Preview:
    made: Import
    sheet: RegisterSheet
    counts: dict[LineAction, int]
    columns: list[Column]
    shown: list[Field]
    lines: Sheet[Row]
    find: FindLines

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def right(self) -> int:
        return self.total - self.counts[LineAction.WRONG]

    @property
    def is_open(self) -> bool:
        return self.made.state is ImportState.CHECKED

    @property
    def lacks(self) -> list[str]:
        """Required columns that no heading of the sheet means."""
        mapped = {column.field.key for column in self.columns if column.field}
        return [field.heading for field in self.sheet.required if field.key not in mapped]

    @property
    def asks(self) -> bool:
        """Whether somebody should look at the columns before the lines."""
        return bool(self.lacks) or any(column.is_guess for column in self.columns)

    @property
    def undo_until(self) -> datetime | None:
        """Until when the whole import can be taken back; None when it is too late."""
        if self.made.state is not ImportState.DONE or self.made.done_at is None:
            return None
        until = self.made.done_at + service.UNDO_WITHIN
        return until if clock.now() < until else None

    @property
    def has_links(self) -> bool:
        """Accounts were opened that still wait for their one-time link."""
        is_done = self.made.state is ImportState.DONE
        return is_done and self.made.register is RegisterKind.LIAISONS and self.total > 0


def preview(actor: Actor, made: Import, find: FindLines) -> Preview:
    sheet, counts = SHEETS[made.register], queries.counts(made)
    find = _opened_at(find, counts)
    first = keeping.opened(queries.first_lines(made, SEARCHED))
    shown = _shown_fields(sheet, made)
    asked = select(ImportLine).where(ImportLine.import_id == made.id).order_by(ImportLine.number)
    if find.show:
        asked = asked.where(ImportLine.action == find.show)

    def draw(rows: Sequence[ImportLine]) -> list[Row]:
        return [_row(made, shown, line) for line in keeping.opened(rows)]

    lines = sheet_of(asked, find, find.page, draw)
    lines = replace(lines, kept=lines.kept | {"import_id": made.id})
    return Preview(made, sheet, counts, _columns(sheet, made, first), shown, lines, find)


def _opened_at(find: FindLines, counts: dict[LineAction, int]) -> FindLines:
    """The page opens on what needs somebody, when there is any and nothing else was asked for."""
    if "show" in find.model_fields_set or not counts[LineAction.WRONG]:
        return find
    return find.model_copy(update={"show": LineAction.WRONG})


def _shown_fields(sheet: RegisterSheet, made: Import) -> list[Field]:
    mapped = set(made.columns.values())
    return [field for field in sheet.fields if field.key in mapped or field.required]


def _columns(sheet: RegisterSheet, made: Import, first: list[Line]) -> list[Column]:
    # a column that is empty in its first rows is known only by what it was taken for
    headings = dict.fromkeys([h for line in first for h in (*line.row, *line.faults)] + list(made.columns))
    return [_column(sheet, made, heading, first) for heading in headings]


def _column(sheet: RegisterSheet, made: Import, heading: str, first: list[Line]) -> Column:
    key = made.columns.get(heading)
    field = sheet.field(key) if key else None
    texts = [line.row[heading] for line in first if line.row.get(heading)][:2]
    if field is None:
        return Column(heading, None, "", False)
    masked = [mask_phone(text) if field.is_private else summary(text, 14) for text in texts]
    return Column(heading, field, "、".join(masked), is_guess(field, heading))


def _row(made: Import, shown: list[Field], line: Line) -> Row:
    cells = [_cell(made, field, line) for field in shown]
    return Row(
        number=line.number,
        action=line.action,
        cells=cells,
        advice=list(line.errors.values()),
        changes="、".join(line.changes),
        offers=[cell for cell in cells if cell.offer],
    )


def _cell(made: Import, field: Field, line: Line) -> Cell:
    text = line.text(field, made.columns)
    error = line.errors.get(field.heading, "")
    is_to_mend = bool(error) and made.state is ImportState.CHECKED
    if field.is_private and text and not is_to_mend:
        text = mask_phone(text)
    return Cell(field, text, error, line.offers.get(field.key, ""))


def mending(made: Import) -> bytes:
    """The rows with mistakes as a workbook. Raises InvalidInput when there are none."""
    wrong = [line for line in keeping.lines_of(made) if line.action is LineAction.WRONG]
    if not wrong:
        raise InvalidInput("import.nothing_wrong", "没有有错的行。")
    return exports.mending(SHEETS[made.register], made.columns, wrong)
