"""走访: an entry of the diary is a duty (D05) by itself; it waits for the liaison like all self entry (domain §5.4)."""

from __future__ import annotations

from datetime import date, datetime, time
from uuid import UUID

from server.activities.kinds import DutyKind
from server.core import clock
from server.core.actor import Actor
from server.duties import recording
from server.duties.models import Duty, DutyHow, DutySource, DutyStatus
from server.stations.models import Station

NOON = time(12)


def visited(actor: Actor, deputy_id: UUID, *, station: Station, on: date) -> Duty:
    """One record a day and station, however many doors; none of what was said is in it."""
    said = recording.in_words(
        deputy_id,
        station,
        DutyKind.VISIT_VOTERS,
        at=min(datetime.combine(on, NOON, clock.ZONE), clock.now()),
        status=DutyStatus.PENDING,
    )
    proof = {"source": DutySource.SELF, "how": DutyHow.SELF, "recorded_by": actor.account_id}
    return recording.record(said | proof).duty
