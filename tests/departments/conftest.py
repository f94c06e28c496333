"""The areas of the factories, where no world is needed."""

from __future__ import annotations

import pytest
from flask import Flask

from server.core.db import transaction
from tests import factories


@pytest.fixture
def areas(app: Flask) -> None:
    with transaction():
        factories.areas()
