"""A letter on its way through a unit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from server.core.db import transaction
from server.departments.models import Department
from tests import factories
from tests.assignments.desk import Given, accepted, give, with_unit
from tests.factories import World


@pytest.fixture
def world(world: World) -> World:
    """With the department of its handlers."""
    return with_unit(world)


@pytest.fixture
def given(world: World) -> Given:
    """A complaint, given to the unit of the world and not yet signed for."""
    return give(world, accepted(world))


@pytest.fixture
def signed(given: Given) -> Given:
    given.handler("sign")
    return given


@pytest.fixture
def unit(world: World) -> Callable[..., Department]:
    """Another unit of the county."""

    def make(name: str, **fields: Any) -> Department:
        with transaction():
            return factories.department(name, **fields)

    return make
