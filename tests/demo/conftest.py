"""The demonstration, loaded once for the tests of one file and cleared away after them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Loaded:
    settings: Settings
    told: list[str]
    """What was said to the person who waits."""

    @property
    def card(self) -> dict[str, Any]:
        return card.read(self.settings)


@pytest.fixture(scope="module")
def loaded(application: Flask) -> Iterator[Loaded]:
    with application.app_context():
        told: list[str] = []
        settings: Settings = application.config["SETTINGS"]
        assert demo.load(settings, told.append)
        yield Loaded(settings, told)
        db.session.rollback()
        db.session.remove()
        tables = ", ".join(table.name for table in Base.metadata.sorted_tables)
        with db.engine.begin() as connection:
            connection.execute(text(f"truncate {tables} restart identity"))
        card.path(settings).unlink(missing_ok=True)
        cache.client().flushdb()
        tenants.forget()


@pytest.fixture(autouse=True)
def _nothing_stays() -> Iterator[None]:
    """What a test left uncommitted is undone."""
    yield
    if has_app_context():
        db.session.rollback()
