"""What only people know of a station: the equipment of its room and the rules on its wall (R3-01)."""

from __future__ import annotations

from server.core import audit
from server.core.actor import Actor
from server.stations.models import Station


def describe(actor: Actor, station: Station, *, equipment: str, rules: str) -> None:
    station.equipment, station.rules = equipment, rules
    audit.record(actor, "station.describe", "station", station.id, "")
