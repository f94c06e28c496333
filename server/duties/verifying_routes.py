"""What waits for the liaison by JSON: the list, one of it, several confirmed at once; and the word that somebody left."""

from __future__ import annotations

from uuid import UUID

from server.activities import queries as activities
from server.core.actor import current
from server.core.http import Page
from server.core.permissions import Permission
from server.duties import queries, service, verifying
from server.duties.case_routes import routes
from server.duties.schemas import DutyOut
from server.duties.verifying_schemas import (
    ArrivalOut,
    ConfirmDuties,
    ConfirmedOut,
    WaitingCase,
    WaitingOut,
    WaitingQuery,
)
from server.stations.queries import get as get_station

__all__ = ["routes"]
LIMIT = 50
ENTER = Permission.DUTY_ENTER


@routes.get("/waiting", permission=ENTER, query=WaitingQuery, out=Page[WaitingOut])
def waiting(query: WaitingQuery) -> Page[WaitingOut]:
    """What waits to be confirmed at my station or in my area, what has waited longest first."""
    skip = int(query.cursor or 0)
    found = verifying.listed(current(), skip=skip, limit=LIMIT + 1)
    items = [WaitingOut.told(one) for one in found[:LIMIT]]
    return Page[WaitingOut](items=items, next=str(skip + LIMIT) if len(found) > LIMIT else None)


@routes.get("/waiting/<uuid:duty_id>", permission=ENTER, out=WaitingCase)
def waiting_case(duty_id: UUID) -> WaitingCase:
    """One of them with its pictures, its history, and what I may decide."""
    return WaitingCase.told(verifying.with_names(current(), [queries.get(current(), duty_id)])[0])


@routes.post("/confirmations", permission=ENTER, body=ConfirmDuties, out=ConfirmedOut)
def confirm_all(body: ConfirmDuties) -> ConfirmedOut:
    """Several clear ones at once; one that cannot be confirmed does not hold back the others."""
    return ConfirmedOut.of(*verifying.confirm_all(current(), body.duty_ids))


@routes.get("/arrivals/<uuid:activity_id>", permission=ENTER, out=Page[ArrivalOut])
def arrivals(activity_id: UUID) -> Page[ArrivalOut]:
    """Who is on file for an activity of mine, and who said that they left."""
    activity = activities.get(current(), activity_id)
    found = verifying.arrivals(current(), activity.id)
    return Page[ArrivalOut](items=[ArrivalOut.of(duty) for duty in found])


@routes.post("/<uuid:duty_id>/left", permission=ENTER, out=DutyOut)
def left(duty_id: UUID) -> DutyOut:
    """The liaison's word that the deputy is leaving now (domain §5.4: never guessed)."""
    duty = service.depart(queries.get_for_update(current(), duty_id))
    return DutyOut.of(duty, get_station(duty.station_id).name)
