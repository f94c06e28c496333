"""Records of a year, put on file as they would have come."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

from server.activities.kinds import DutyKind
from server.core.db import db
from server.duties.models import Duty, DutyHow, DutySource, DutyStatus
from tests.factories import World


def record(
    world: World, at: datetime, *, kind: str = "receive_voters", status: str = "confirmed", **fields: Any
) -> Duty:
    made = Duty(
        deputy_id=fields.get("deputy_id", world.deputy.id),
        station_id=world.station.id,
        area_code=world.station.area_code,
        kind=DutyKind(kind),
        title="做了一件事",
        status=DutyStatus(status),
        source=DutySource.SCAN,
        how=DutyHow.STATIC,
        at=at,
        dedupe=str(uuid4()),
        recorded_at=at,
    )
    db.session.add(made)
    db.session.flush()
    return made
