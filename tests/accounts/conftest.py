"""The small world of the factories, and its people at the console."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests import factories
from tests.console.desk import Desk, at
from tests.factories import World


@pytest.fixture
def world(client: FlaskClient) -> World:
    return factories.world(client)


@pytest.fixture
def desk(app: Flask, world: World) -> Callable[[str], Desk]:
    """`desk("street_npc")`: that person at the console."""
    return lambda who: at(app, world, who)
