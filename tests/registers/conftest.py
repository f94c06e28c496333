"""An office with the areas of the factories, and sheets as offices write them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import Workbook

from server.core.actor import Actor
from server.core.db import transaction
from server.core.permissions import Role
from tests import factories
from tests.console.desk import Desk, at
from tests.factories import World

Rows = Sequence[Sequence[Any]]
COUNTY = Actor(Role.NPC_STAFF, f"area:{factories.COUNTY}", name="何主任")
TOWN = Actor(Role.STREET_NPC, f"area:{factories.TOWN}", name="老郑")


def xlsx(*rows: Sequence[Any], title: str = "名册") -> bytes:
    """A workbook of one sheet with these rows."""
    book = Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(list(row))
    return saved(book)


def saved(book: Workbook) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.fixture
def office(app: Flask) -> Actor:
    """A county's office with empty registers."""
    with transaction():
        factories.areas()
    return COUNTY


@pytest.fixture
def world(client: FlaskClient) -> World:
    return factories.world(client)


@pytest.fixture
def desk(app: Flask, world: World) -> Callable[[str], Desk]:
    return lambda who: at(app, world, who)
