"""Asking as somebody who is not signed in."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from server.areas.models import AreaLevel
from server.core.db import transaction
from tests import factories
from tests.stations.places import NEXT_VILLAGE, TOWN


@pytest.fixture
def ask(client: FlaskClient) -> Any:
    """A question of somebody who is not signed in."""

    def get(path: str, status: int = 200, **query: str) -> Any:
        said = "&".join(f"{name}={quote(value)}" for name, value in query.items())
        answer = client.get(f"{path}?{said}")
        assert answer.status_code == status, answer.get_data(as_text=True)
        return answer.json

    return get


@pytest.fixture
def places(client: FlaskClient) -> None:
    """Two towns, and a village without a station."""
    with transaction():
        factories.areas()
        factories.area(NEXT_VILLAGE, "文村村委会", AreaLevel.VILLAGE, TOWN)
