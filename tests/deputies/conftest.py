"""The small world, its offices at the console, and what is due done at once."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server.core import relay
from tests import factories
from tests.console.desk import Desk, at
from tests.factories import World


@pytest.fixture
def world(client: FlaskClient) -> World:
    return factories.world(client)


@pytest.fixture
def desk(app: Flask, world: World) -> Callable[[str], Desk]:
    """`desk("npc_staff")`: that person at the console."""
    return lambda who: at(app, world, who)


def drain() -> None:
    """Every fact is heard now."""

    def no_queue(row_id: int) -> None:
        raise ConnectionError

    while relay.pump(no_queue):
        pass


def listed(page: str) -> list[str]:
    """Who stands in a register's page, in its order."""
    return re.findall(r'<th scope="row"[^>]*><a [^>]*>([^<]+)', page)
