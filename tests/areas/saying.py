"""What an office sets, said as in its console."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from server.areas import settings
from server.core import clock
from server.core.actor import Actor
from server.core.db import transaction
from server.core.permissions import Role
from tests import factories

COUNTY, TOWN, OTHER = "330111000000", "330111001000", "320311000000"


def office(prefix: str = factories.COUNTY) -> Actor:
    return Actor(Role.NPC_STAFF, f"area:{prefix}", name="何主任")


def put(
    key: str, value: Any, *, prefix: str = factories.COUNTY, in_days: int = 0, reason: str = "办公室通知"
) -> None:
    with transaction():
        on = clock.today() + timedelta(days=in_days)
        settings.change(office(prefix), key, value, effective_on=on, reason=reason)
