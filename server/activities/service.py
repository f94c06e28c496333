"""Planning an activity, and noting who came."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from server.activities.kinds import DutyKind
from server.activities.models import Activity, Participant
from server.core import clock
from server.core.actor import Actor
from server.core.db import db, leave
from server.core.errors import InvalidInput
from server.stations.models import Station
from server.stations.queries import managed_deputy


def plan(
    actor: Actor,
    station: Station,
    *,
    title: str,
    kind: DutyKind,
    starts_at: datetime,
    ends_at: datetime,
    place: str = "",
    deputy_ids: Sequence[UUID] = (),
) -> Activity:
    """Put an activity on a station's calendar with its list of deputies."""
    if ends_at <= starts_at:
        raise InvalidInput("activity.times", "结束要比开始晚。", fields={"ends_at": "结束要比开始晚"})
    activity = Activity(
        title=title,
        kind=kind,
        station_id=station.id,
        area_code=station.area_code,
        place=place,
        starts_at=starts_at,
        ends_at=ends_at,
        created_at=clock.now(),
    )
    db.session.add(activity)
    db.session.flush()
    for deputy_id in dict.fromkeys(deputy_ids):
        managed_deputy(actor, deputy_id)
        db.session.add(Participant(activity_id=activity.id, deputy_id=deputy_id))
    return activity


def note_coming(activity_id: UUID, deputy_id: UUID, *, duty_id: UUID, came_by: str) -> None:
    """A duty record says that the deputy came; whoever was not on the list is added to it."""
    came = Participant(activity_id=activity_id, deputy_id=deputy_id, duty_id=duty_id, came_by=came_by)
    leave(came, over=("duty_id", "came_by"))


def forget_coming(activity_id: UUID, deputy_id: UUID) -> None:
    """The record was struck: the deputy stays on the list, as one who is not known to have come."""
    place = db.session.get(Participant, (activity_id, deputy_id))
    if place is not None:
        place.duty_id = place.came_by = None
