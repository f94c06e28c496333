"""Indexes and foreign keys stand aside while very many rows are poured in, and are made again from one reading."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg


@dataclass(frozen=True, slots=True)
class _Aside:
    """What is dropped and made again, in PostgreSQL's own words."""

    drop: list[str]
    make: list[str]


@contextmanager
def indexes_aside(
    connection: psycopg.Connection[Any], tables: Sequence[str], progress: Callable[[str], None]
) -> Iterator[None]:
    """Foreign keys and plain indexes of these tables are gone meanwhile; keys and unique numbers stay."""
    aside = _find(connection, list(tables))
    for statement in aside.drop:
        connection.execute(statement.encode())
    yield
    progress(f"重建 {len(aside.make)} 个索引和约束。")
    for statement in aside.make:
        connection.execute(statement.encode())


def _find(connection: psycopg.Connection[Any], tables: list[str]) -> _Aside:
    indexes = connection.execute(
        "select format('drop index %%I', i.relname), pg_get_indexdef(x.indexrelid)"
        " from pg_index x join pg_class i on i.oid = x.indexrelid"
        " where x.indrelid = any(%s::text[]::regclass[])"
        " and not exists (select from pg_constraint c where c.conindid = x.indexrelid) order by i.relname",
        [tables],
    ).fetchall()
    keys = connection.execute(
        "select format('alter table %%s drop constraint %%I', conrelid::regclass, conname),"
        " format('alter table %%s add constraint %%I %%s', conrelid::regclass, conname, pg_get_constraintdef(oid))"
        " from pg_constraint where contype = 'f' and conrelid = any(%s::text[]::regclass[]) order by conname",
        [tables],
    ).fetchall()
    rows = [*keys, *indexes]
    return _Aside(drop=[drop for drop, _ in rows], make=[make for _, make in reversed(rows)])
