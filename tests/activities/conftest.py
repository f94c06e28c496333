"""A world that began on a Monday morning."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time

import pytest
from flask.testing import FlaskClient

from server.core import clock
from tests import factories
from tests.factories import World

MONDAY = datetime(2026, 11, 2, 10, 0, tzinfo=clock.ZONE)


@pytest.fixture
def world(client: FlaskClient) -> Iterator[World]:
    with clock.frozen(MONDAY):
        yield factories.world(client)


def on(day: date, hour: int = 10) -> datetime:
    return datetime.combine(day, time(hour), clock.ZONE)
