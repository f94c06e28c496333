"""Who keeps stations, what their forms say, and how a station is moved along."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from server.core.actor import Actor
from server.core.db import db
from server.core.outbox import OutboxRow
from server.core.permissions import Role
from server.stations import service
from server.stations.models import (
    Station,
    StationAction,
)
from tests.factories import COUNTY, TOWN, VILLAGE

OFFICE = Actor(Role.NPC_STAFF, f"area:{COUNTY}", name="何主任")
STREET = Actor(Role.STREET_NPC, f"area:{TOWN}", name="老郑")
ELSEWHERE = "330111002001"


def full(code: str) -> str:
    return code.ljust(12, "0")


def form(**more: Any) -> dict[str, Any]:
    return {"name": "江滨代表联络点", "kind": "point", "area_code": VILLAGE} | more


def move(station: Station, *actions: StationAction) -> None:
    for action in actions:
        service.advance(OFFICE, station, action, reason="房子要修" if action in ("suspend", "close") else "")


def facts(name: str) -> list[dict[str, Any]]:
    return [row.payload for row in db.session.scalars(select(OutboxRow).where(OutboxRow.name == name))]
