"""The small world, with its unit."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests import factories
from tests.areas.conftest import statements
from tests.assignments.desk import with_unit
from tests.factories import World


@pytest.fixture
def world(client: FlaskClient) -> World:
    return with_unit(factories.world(client))


__all__ = ["statements"]
