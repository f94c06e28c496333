"""The demonstration, loaded when a file first asks for it; files that only look share it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask, has_app_context
from sqlalchemy import text

from server import demo
from server.areas import settings as tenants
from server.config import Settings
from server.core import cache
from server.core.db import Base, db
from server.demo import card
from server.messages import numbers


@dataclass(frozen=True, slots=True)
class Loaded:
    settings: Settings
    told: list[str] = field(default_factory=list)
    """What was said to the person who waits."""

    @property
    def card(self) -> dict[str, Any]:
        return card.read(self.settings)


class Shelf:
    """Holds the one copy. Who has changed it takes it off."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._copy: Loaded | None = None

    def get(self) -> Loaded:
        if self._copy is None:
            self._copy = Loaded(self._settings)
            assert demo.load(self._settings, self._copy.told.append)
        return self._copy

    def clear(self) -> None:
        self._copy = None
        db.session.rollback()
        db.session.remove()
        tables = ", ".join(table.name for table in Base.metadata.sorted_tables)
        with db.engine.begin() as connection:
            # the log of who did what lets nobody empty it; a test that begins anew may
            connection.execute(text("set local session_replication_role = replica"))
            connection.execute(text(f"truncate {tables} restart identity"))
        card.path(self._settings).unlink(missing_ok=True)
        cache.client().flushdb()
        # a day whose first number was taken from tables that are gone
        numbers.forget()
        tenants.forget()


@pytest.fixture(scope="package")
def shelf(application: Flask) -> Iterator[Shelf]:
    with application.app_context():
        made = Shelf(application.config["SETTINGS"])
        yield made
        made.clear()


@pytest.fixture(scope="module")
def loaded(shelf: Shelf) -> Loaded:
    return shelf.get()


@pytest.fixture(scope="module")
def changing(shelf: Shelf) -> Iterator[None]:
    """For a file whose tests leave something behind."""
    yield
    shelf.clear()


@pytest.fixture(autouse=True)
def _nothing_stays() -> Iterator[None]:
    """What a test left uncommitted is undone."""
    yield
    if has_app_context():
        db.session.rollback()
