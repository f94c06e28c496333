"""Counting what the database is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from sqlalchemy import event

from server.core import driver
from server.core.db import db


@pytest.fixture
def statements(app: Flask) -> Iterator[Callable[[], int]]:
    """`statements()`: how many were sent so far, on both engines."""
    seen: list[str] = []

    def note(_: object, __: object, statement: str, *more: object) -> None:
        seen.append(statement)

    for engine in db.engines.values():
        event.listen(engine, "before_cursor_execute", note)
    driver.hearers.append(seen.append)
    yield lambda: len(seen)
    driver.hearers.remove(seen.append)
    for engine in db.engines.values():
        event.remove(engine, "before_cursor_execute", note)
