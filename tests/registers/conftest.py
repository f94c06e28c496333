"""An office with the areas of the factories, and one whose first two registers stand."""

from __future__ import annotations

import pytest
from flask import Flask

from server.core.actor import Actor
from server.core.db import transaction
from server.registers.models import RegisterKind
from tests import factories
from tests.registers.bringing import COUNTY, bring


@pytest.fixture
def office(app: Flask) -> Actor:
    """A county's office with empty registers."""
    with transaction():
        factories.areas()
    return COUNTY


@pytest.fixture
def places(office: Actor) -> None:
    """Two constituencies and one station."""
    bring(
        RegisterKind.CONSTITUENCIES,
        ("选区", "层级"),
        ("富春第 1 选区", "区县"),
        ("富春第 2 选区", "区县"),
    )
    bring(
        RegisterKind.STATIONS,
        ("站名", "类型", "镇街", "村社区"),
        ("桂花社区代表联络站", "联络站", "富春街道", "桂花社区"),
    )
