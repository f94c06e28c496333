"""The busiest statements, spoken straight to the driver: put into its words once, sent without the machinery around it.

SQLAlchemy still writes the SQL and says how each type goes in and comes out; what is left out is what it does anew
on every execution, two thirds of the time of a small statement (decision 0007).
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, cast
from uuid import UUID

import psycopg
from sqlalchemy import ColumnElement, Engine, Executable, Select, Table, func, inspect
from sqlalchemy.dialects.postgresql import JSON, aggregate_order_by
from sqlalchemy.dialects.postgresql.psycopg import dialect as PsycopgDialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase, Mapper
from sqlalchemy.types import TypeDecorator, TypeEngine

FLOAT8 = 701
"""As which a number with a fraction comes from the server; other types do not ask."""
Line = tuple[Any, ...]
Convert = Callable[[Any], Any]

DIALECT = PsycopgDialect(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]

hearers: list[Callable[[str], None]] = []
"""Whoever wants to know what is sent: tests."""


class Words:
    """One statement in the driver's own words. Sent again and again, the server plans it once a connection."""

    def __init__(self, statement: Executable) -> None:
        made: Any = statement.compile(dialect=DIALECT)  # type: ignore[attr-defined]
        self.text = str(made)
        binds = [made.binds[name] for name in made.positiontup or ()]
        self.into = [(bind.key, bind.type.dialect_impl(DIALECT).bind_processor(DIALECT)) for bind in binds]
        self.fixed = {bind.key: bind.value for bind in binds if not bind.required and not bind.callable}
        self.fresh = {bind.key: bind.callable for bind in binds if bind.callable}

    def send(self, engine: Engine, given: dict[str, Any]) -> list[Line]:
        """The lines that come back, as the driver gives them. Raises SQLAlchemy's errors."""
        for hear in hearers:
            hear(self.text)
        values = self.fixed | {key: now() for key, now in self.fresh.items()} | given
        sent = [into(values[key]) if into else values[key] for key, into in self.into]
        with _line(engine) as line:
            cursor = psycopg.RawCursor(line).execute(self.text.encode(), sent)
            return cursor.fetchall() if cursor.pgresult and cursor.pgresult.nfields else []


@contextmanager
def _line(engine: Engine) -> Iterator[psycopg.Connection[Line]]:
    """A connection of the pool; one that turns out to be dead is thrown away."""
    held = engine.raw_connection()
    line = cast("psycopg.Connection[Line]", held.driver_connection)
    try:
        yield line
    except psycopg.Error as error:
        if line.closed:
            held.invalidate(error)
        raise DBAPIError.instance(
            None,
            None,
            error,
            psycopg.Error,
            hide_parameters=True,
            connection_invalidated=line.closed,
            dialect=engine.dialect,
        ) from error
    finally:
        held.close()


class Answer:
    """How the lines of a `select` become what is read: whole rows of tables by class, and values by label.

    The rows are complete, but belong to no session: what is changed on them is not written.
    """

    def __init__(self, asked: Select[*tuple[Any, ...]]) -> None:
        columns, start = list(asked.selected_columns), 0
        self.parts: list[Callable[[Line], Any]] = []
        for described in asked.column_descriptions:
            seen = inspect(described["expr"], raiseerr=False)
            kind = seen if isinstance(seen, Mapper) else None
            end = start + (len(kind.columns) if kind else 1)
            self.parts.append(_Row(kind, columns, start, end) if kind else _Value(columns[start], start))
            start = end
        names = [described["name"] for described in asked.column_descriptions]
        made: Any = namedtuple("made", list(names), rename=True)  # type: ignore[misc]
        self.made: Callable[[list[Any]], Any] = made._make

    def read(self, lines: Sequence[Line]) -> list[Any]:
        return [self.made([part(line) for part in self.parts]) for line in lines]


class _Value:
    def __init__(self, column: ColumnElement[Any], at: int) -> None:
        self.at, self.out = at, _out_of(column.type)

    def __call__(self, line: Line) -> Any:
        value = line[self.at]
        return self.out(value) if self.out else value


class _Row:
    """One row of a table; None where an outer join found none."""

    def __init__(
        self, kind: Mapper[Any], columns: Sequence[ColumnElement[Any]], start: int, end: int
    ) -> None:
        own = columns[start:end]
        self.new, self.span = kind.class_manager.new_instance, slice(start, end)
        self.names = [str(column.key) for column in own]
        self.outs = [(str(column.key), out) for column in own if (out := _out_of(column.type))]
        self.identity = self.names.index(str(kind.primary_key[0].key))

    def __call__(self, line: Line) -> Any:
        values = line[self.span]
        return (
            self.build(dict(zip(self.names, values, strict=True)))
            if values[self.identity] is not None
            else None
        )

    def build(self, values: dict[str, Any]) -> Any:
        for name, out in self.outs:
            if (value := values[name]) is not None:
                values[name] = out(value)
        row = self.new()
        row.__dict__.update(values)
        return row


def _out_of(kind: TypeEngine[Any]) -> Convert | None:
    out: Convert | None = kind.dialect_impl(DIALECT).result_processor(DIALECT, FLOAT8)
    return out


_JSON: dict[type, Convert] = {datetime: datetime.fromisoformat, UUID: UUID}
"""How a value reads that JSON knows only as text."""


class _Rows(TypeDecorator[list[Any]]):
    """Rows of another table that came along in one value."""

    impl, cache_ok = JSON, True

    def __init__(self, kind: type[DeclarativeBase]) -> None:
        super().__init__()
        mapper: Mapper[Any] = inspect(kind)
        columns = list(mapper.columns)
        self.row = _Row(mapper, columns, 0, len(columns))
        self.row.outs += [(c.key, out) for c in columns if (out := _JSON.get(c.type.python_type))]

    def process_result_value(self, value: Any, dialect: Any) -> list[Any]:
        return [self.row.build(line) for line in value or ()]


def together(kind: type[DeclarativeBase], *order: Any) -> ColumnElement[list[Any]]:
    """All rows of `kind` that a statement finds, in one value."""
    table = cast(Table, kind.__table__)
    return func.json_agg(aggregate_order_by(table.table_valued(), *order), type_=_Rows(kind))
