"""The office that keeps the register, and letters to one of its deputies."""

from __future__ import annotations

import pytest

from tests.console.desk import At, Desk
from tests.deputies.leaving import write
from tests.factories import World
from tests.messages.path import drain


@pytest.fixture
def office(desk: At) -> Desk:
    return desk("npc_staff")


@pytest.fixture
def letters(world: World) -> dict[str, str]:
    """One of each state, all written to the deputy."""
    made = {state: write(world) for state in ("submitted", "accepted", "answered", "reworking")}
    deputy = world.phone("deputy")
    for state in ("accepted", "answered", "reworking"):
        assert deputy.post(f"/api/messages/{made[state]}/accept", {}).status_code == 200
    for state in ("answered", "reworking"):
        deputy.post(f"/api/messages/{made[state]}/reply", {"text": "看过了，正在办。"})
    world.phone("resident").post(f"/api/messages/{made['reworking']}/rate", {"reply": 1, "solved": False})
    drain()
    return made
