"""A letter with a unit, on a Monday morning with ordinary weeks before it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import date, datetime, time, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from server.alerts.jobs import look
from server.core import clock
from server.core.db import db, transaction
from server.deputies.models import Deputy
from tests import factories
from tests.assignments.desk import Given, accepted, give, with_unit
from tests.duties.years import record
from tests.factories import World

MONDAY = datetime(2026, 11, 2, 10, 0, tzinfo=clock.ZONE)
At = Callable[[int], AbstractContextManager[None]]


@pytest.fixture
def monday() -> Iterator[datetime]:
    with clock.frozen(MONDAY):
        yield MONDAY


@pytest.fixture
def world(monday: datetime, client: FlaskClient) -> World:
    """Its deputy has just come into office and has taken part: W03 and W05 are tried where they stand."""
    made = with_unit(factories.world(client))
    with transaction():
        db.session.execute(update(Deputy).values(term_from=monday.date()))
        record(made, MONDAY - timedelta(days=30))
    return made


@pytest.fixture
def given(world: World) -> Given:
    """A complaint, given to the unit on Monday and signed for; to be answered in 15 working days."""
    made = give(world, accepted(world))
    made.handler("sign")
    return made


def told(world: World, who: str) -> list[str]:
    """The titles of the alerts somebody was told of, the oldest first."""
    items = world.phone(who).get("/api/notices").json["items"]
    return [one["title"] for one in items[::-1] if one["kind"].startswith("alert.")]


def open_for(world: World, who: str, **query: str) -> list[str]:
    """The codes of what the person is shown."""
    answer = world.phone(who).get("/api/alerts", query_string=query)
    assert answer.status_code == 200, answer.text
    return [one["rule"] for one in answer.json["items"]]


def at(day: date, hour: int = 10) -> AbstractContextManager[None]:
    return clock.frozen(datetime.combine(day, time(hour), clock.ZONE))


def after(days: float, hours: float = 0) -> AbstractContextManager[None]:
    return clock.frozen(clock.now() + timedelta(days=days, hours=hours))


__all__ = ["MONDAY", "after", "at", "look", "open_for", "told"]
