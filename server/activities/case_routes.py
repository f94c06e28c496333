"""One activity by JSON: read with its list, changed, taken a step on, and the answer of a deputy who is invited."""

from __future__ import annotations

from uuid import UUID

from server.activities import answering, desk, queries, service
from server.activities.calendar_routes import routes
from server.activities.models import Activity
from server.activities.schemas import (
    ActivityCase,
    ActivityOut,
    BesideLine,
    ComingLine,
    InviteDeputies,
    Person,
    ReviseActivity,
    SayWhether,
    StationName,
)
from server.core.actor import current
from server.core.http import Page
from server.core.permissions import Permission
from server.stations.queries import stations_of

__all__ = ["routes"]
ONE = "/<uuid:activity_id>"
ENTER = Permission.DUTY_ENTER
FEW = 20


@routes.get("/beside", permission=Permission.ACTIVITY_ANSWER, out=Page[BesideLine])
def beside() -> Page[BesideLine]:
    """What is still to come where I sit, apart from what I am invited to."""
    actor, names = current(), {}
    if actor.deputy_id is not None:
        names = {station.id: station.name for station in stations_of(actor.deputy_id)}
    found = queries.beside(actor.deputy_id, list(names), FEW) if actor.deputy_id else []
    lists = queries.guests([one.id for one in found])
    return Page[BesideLine](
        items=[
            BesideLine(
                **ComingLine.told(one, lists[one.id]).model_dump(),
                station=StationName(id=one.station_id, name=names[one.station_id]),
            )
            for one in found
        ]
    )


@routes.get(ONE, permission=Permission.ACTIVITY_READ, out=ActivityCase)
def read(activity_id: UUID) -> ActivityCase:
    """One activity with its list, and what may be done now."""
    return _case(queries.get(current(), activity_id))


@routes.put(ONE, permission=ENTER, body=ReviseActivity, out=ActivityCase)
def revise(activity_id: UUID, body: ReviseActivity) -> ActivityCase:
    """Another name, day or place; of a draft or of what was put off."""
    activity = _held(activity_id)
    service.revise(current(), activity, kind=activity.kind, reach=activity.reach, **body.model_dump())
    return _case(activity)


@routes.put(f"{ONE}/guests", permission=ENTER, body=InviteDeputies, out=ActivityCase)
def invite(activity_id: UUID, body: InviteDeputies) -> ActivityCase:
    """Whom it is for; whoever came stays on the list."""
    activity = _held(activity_id)
    service.invite(current(), activity, body.deputy_ids)
    return _case(activity)


@routes.post(f"{ONE}/steps", permission=ENTER, body=desk.StepForm, out=ActivityCase)
def take(activity_id: UUID, body: desk.StepForm) -> ActivityCase:
    """Publish, hand in, send back, put off, call off, write minutes, archive."""
    activity = _held(activity_id)
    desk.take(current(), activity, body)
    return _case(activity)


@routes.put(f"{ONE}/answer", permission=Permission.ACTIVITY_ANSWER, body=SayWhether, out=ActivityCase)
def answer(activity_id: UUID, body: SayWhether) -> ActivityCase:
    """I come, or I cannot; the last word stands."""
    activity = queries.get(current(), activity_id)
    answering.say(current(), activity, answer=body.answer, reason=body.reason)
    return _case(activity)


def _held(activity_id: UUID) -> Activity:
    return queries.get_for_update(current(), activity_id)


def _case(activity: Activity) -> ActivityCase:
    sheet = desk.sheet_of(current(), activity)
    plans = current().may(ENTER)
    shown = ActivityOut.full(current(), activity, sheet.station.name, sheet.guests)
    return ActivityCase(
        **shown.model_dump(),
        summary=activity.summary,
        told=activity.note,
        steps=sorted(sheet.steps),
        others=[Person(id=one.id, name=one.name) for one in sheet.others] if plans else [],
    )
