"""走访: an entry of the diary is a duty (D05) by itself; it waits for the liaison like all self entry (domain §5.4)."""

from __future__ import annotations

from datetime import date, datetime, time
from uuid import UUID

from server.activities.kinds import KINDS, DutyKind
from server.core import clock
from server.core.actor import Actor
from server.duties import service
from server.duties.models import Duty, DutyHow, DutySource, DutyStatus
from server.stations.models import Station

NOON = time(12)


def visited(actor: Actor, deputy_id: UUID, *, station: Station, on: date) -> Duty:
    """One record a day and station, however many doors; none of what was said is in it."""
    kind, at = DutyKind.VISIT_VOTERS, datetime.combine(on, NOON, clock.ZONE)
    recorded = service._record(
        {
            "deputy_id": deputy_id,
            "activity_id": None,
            "station_id": station.id,
            "area_code": station.area_code,
            "kind": kind,
            "title": KINDS[kind].name,
            "status": DutyStatus.PENDING,
            "source": DutySource.SELF,
            "how": DutyHow.SELF,
            "at": min(at, clock.now()),
            "dedupe": f"{kind.value}-{on:%Y%m%d}-{station.id}",
            "recorded_by": actor.account_id,
        }
    )
    return recorded.duty
