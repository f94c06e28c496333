"""Rows that are stored together: however many tables they go to, one statement, put together once for each shape."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import Column, Table, bindparam
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from server.core import driver


@dataclass(slots=True)
class Left:
    """A row that is stored with others at the end. `over`: the columns it brings to a row that is there already."""

    row: DeclarativeBase
    over: tuple[str, ...]


_Shape = tuple[Table, tuple[str, ...], tuple[str, ...]]
"""A table, the columns that are given, and those that are brought to a row that is there already."""


def told(left: Sequence[Left]) -> tuple[tuple[_Shape, ...], dict[str, Any]]:
    """What is left, as shapes that come again and again, and the values of this time."""
    shapes: list[_Shape] = []
    given: dict[str, Any] = {}
    for number, one in enumerate(left):
        table = cast(Table, one.row.__table__)
        values = _values(one.row, table)
        shapes.append((table, tuple(values), one.over))
        given |= {f"v{number}_{name}": value for name, value in values.items()}
    return tuple(shapes), given


def _values(row: DeclarativeBase, table: Table) -> dict[str, Any]:
    """What stands in its columns, without those that the database fills itself."""
    held, values = vars(row), {}
    for name, default in _defaults(table):
        value = held.get(name)
        if value is None:
            value = default
        if value is not None:
            values[name] = value
    return values


@lru_cache(maxsize=64)
def _defaults(table: Table) -> list[tuple[str, Any]]:
    def default(column: Column[Any]) -> Any:
        made = column.default
        return made.arg if isinstance(made, ScalarElementColumnDefault) else None

    return [(column.key, default(column)) for column in table.columns]


@lru_cache(maxsize=256)
def words_of(shapes: tuple[_Shape, ...]) -> driver.Words:
    return driver.Words(together(shapes))


@lru_cache(maxsize=256)
def together(shapes: tuple[_Shape, ...]) -> Insert:
    *before, last = (_insert(number, *shape) for number, shape in enumerate(shapes))
    return last.add_cte(*(one.cte(f"made_{number}") for number, one in enumerate(before)))


def _insert(number: int, table: Table, names: tuple[str, ...], over: tuple[str, ...]) -> Insert:
    values = {name: bindparam(f"v{number}_{name}", type_=table.c[name].type) for name in names}
    made = insert(table).inline().values(values)
    if not over:
        return made
    return made.on_conflict_do_update(
        index_elements=list(table.primary_key.columns), set_={name: made.excluded[name] for name in over}
    )
