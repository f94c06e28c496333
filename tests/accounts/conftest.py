"""A letter whose author may be blocked."""

from __future__ import annotations

from typing import Any

import pytest

from tests.factories import World


@pytest.fixture
def message(world: World) -> dict[str, Any]:
    sent: dict[str, Any] = world.submit().json
    return sent
