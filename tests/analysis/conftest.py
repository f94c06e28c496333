"""October's analyses, written as the timetable writes them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import cast

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from server.accounts.models import Account
from server.analysis.jobs import write_months
from server.core import clock
from server.core.db import db, transaction
from server.core.permissions import Role
from server.stations.models import Station
from tests import factories
from tests.analysis.october import PHONE
from tests.conftest import Once
from tests.factories import World
from tests.indicators import letters
from tests.messages.path import drain


@pytest.fixture
def then(app: Flask) -> Iterator[None]:
    """The 2nd of November: October is to be written."""
    with clock.frozen(letters.NOW):
        yield


@pytest.fixture
def month(then: None, once: Once, client: FlaskClient) -> World:
    """October's letters at two stations that were there before, and what was written of them."""
    return cast(World, once("months", lambda: _october(client)))


def _october(client: FlaskClient) -> World:
    made = factories.world(client)
    with transaction():
        elsewhere = factories.station("春江社区代表联络站", "330111002001")
        other = factories.staff(Role.LIAISON, elsewhere.scope, "小方")
        made.phones["other"] = factories.phone_of(client, other)
        author = db.session.get_one(Account, made.phone("resident").account_id)
        author.name, author.phone = "陈小明", PHONE
        written = letters.write([made.station, elsewhere], [author.id, made.phone("neighbour").account_id])
        for one in written:
            one.content = f"我是陈小明，电话 {PHONE}，楼下的路灯坏了三天。"
        db.session.execute(update(Station).values(created_at=letters.NOW - timedelta(days=200)))
    write_months()
    drain()
    return made
