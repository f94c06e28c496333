"""Many rows at once: COPY inside the session's own transaction, from the same models that everybody uses."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from operator import attrgetter
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import Column, ColumnDefault, Dialect, Table, inspect
from sqlalchemy.orm import Mapper

from server.core.db import Base, db

Cell = Callable[[Base], Any]


def copy(rows: Sequence[Base]) -> int:
    """Store rows of one model. Columns that the database counts up are left to it. Returns how many."""
    if not rows:
        return 0
    mapper: Mapper[Any] = inspect(type(rows[0]))
    table = mapper.local_table
    assert isinstance(table, Table)
    columns = [column for column in table.columns if column.identity is None]
    dialect = db.session.connection().dialect
    cells = [_cell(mapper, column, dialect) for column in columns]
    into = sql.SQL("copy {} ({}) from stdin").format(
        sql.Identifier(table.name),
        sql.SQL(", ").join(sql.Identifier(column.name) for column in columns),
    )
    with connection().cursor() as cursor, cursor.copy(into) as stream:
        for row in rows:
            stream.write_row([cell(row) for cell in cells])
    return len(rows)


def pour(table: str, columns: Sequence[str], lines: str) -> None:
    """Lines in COPY's own text form."""
    into = sql.SQL("copy {} ({}) from stdin").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with connection().cursor() as cursor, cursor.copy(into) as stream:
        stream.write(lines)


def connection() -> psycopg.Connection[Any]:
    """The driver's connection under the session, in its transaction."""
    driver = db.session.connection().connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    return driver


def take_time() -> None:
    """This transaction may run longer, and sort in more memory, than one that a person waits for."""
    connection().execute("set local statement_timeout = 0; set local maintenance_work_mem = '400MB'")


@contextmanager
def words_aside() -> Iterator[None]:
    """What letters are found by is gathered once at the end, instead of with every letter and every step."""
    db_connection = connection()
    dropped = _word_indexes(db_connection)
    for table, trigger in _WORD_TRIGGERS:
        db_connection.execute(f"alter table {table} disable trigger {trigger}".encode())
    yield
    for table, trigger in _WORD_TRIGGERS:
        db_connection.execute(f"alter table {table} enable trigger {trigger}".encode())
    db_connection.execute(_GATHER_WORDS)
    for make in dropped:
        db_connection.execute(make.encode())


_WORD_TRIGGERS = (("messages", "letter_written"), ("message_steps", "letter_spoken_of"))
_GATHER_WORDS = (
    b"select count(keep_letter_words(id)) from (select id from messages m where not exists"
    b" (select from letter_words w where w.message_id = m.id) order by created_at) as letters"
)


def _word_indexes(db_connection: psycopg.Connection[Any]) -> list[str]:
    """Dropped, and how they are made again."""
    found = db_connection.execute(
        "select indexname, indexdef from pg_indexes where tablename = 'letter_words' and indexname like 'ix%%'"
    ).fetchall()
    for name, _ in found:
        db_connection.execute(sql.SQL("drop index {}").format(sql.Identifier(name)))
    return [make for _, make in found]


def _cell(mapper: Mapper[Any], column: Column[Any], dialect: Dialect) -> Cell:
    """How a row's value gets into this column: its default where nothing was said, then the type's own form."""
    read = attrgetter(mapper.get_property_by_column(column).key)
    default = column.default.arg if isinstance(column.default, ColumnDefault) else None
    if callable(default):
        default = default(None)
    into_form = column.type.dialect_impl(dialect).bind_processor(dialect)

    def cell(row: Base) -> Any:
        value = read(row)
        value = default if value is None else value
        return value if into_form is None or value is None else into_form(value)

    return cell
