"""Activities in and out."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from server.activities.kinds import KINDS, DutyKind
from server.activities.life import STATUS_WORDS, ActivityReach, ActivityStatus
from server.activities.models import Activity
from server.activities.queries import Guest
from server.core import clock
from server.core.http import Out
from server.core.parsing import Body, Query
from server.core.text import Text, Words

CALLED_OFF = (ActivityStatus.POSTPONED, ActivityStatus.CANCELLED)


class PlanActivity(Body):
    station_id: UUID
    title: Annotated[Words, Field(min_length=2, max_length=80)]
    kind: DutyKind
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    place: Annotated[Text, Field(max_length=120)] = ""
    deputy_ids: Annotated[list[UUID], Field(max_length=300)] = []
    reach: ActivityReach = ActivityReach.STATION
    is_online: bool = False
    as_draft: bool = False
    """Kept for later; otherwise it is published, or handed in to whoever may publish it."""


class ActivityQuery(Query):
    box: Literal["mine", "station"] = "mine"


class ComingQuery(Query):
    station: UUID


class StationName(Out):
    id: UUID
    name: str


class GuestOut(Out):
    id: UUID
    name: str
    duty_id: UUID | None
    source: str | None

    @classmethod
    def of(cls, guest: Guest) -> GuestOut:
        return cls(id=guest.deputy_id, name=guest.name, duty_id=guest.duty_id, source=guest.came_by)


class ActivityLine(Out):
    """What everybody may know of an activity."""

    id: UUID
    title: str
    kind: DutyKind
    kind_name: str
    starts_at: datetime
    ends_at: datetime
    place: str
    status: ActivityStatus
    status_words: str
    is_online: bool
    note: str
    """Why it was put off or called off."""

    @classmethod
    def of(cls, activity: Activity) -> ActivityLine:
        return cls(**_line(activity))


class ComingLine(ActivityLine):
    """With who sits there, where deputies receive people: their names are public, as the list at the door is."""

    deputies: list[str]

    @classmethod
    def told(cls, activity: Activity, guests: list[Guest]) -> ComingLine:
        receives = activity.kind is DutyKind.RECEIVE_VOTERS and activity.status not in CALLED_OFF
        return cls(**_line(activity), deputies=[guest.name for guest in guests] if receives else [])


class ActivityOut(ActivityLine):
    station: StationName
    deputies: list[GuestOut]

    @classmethod
    def full(cls, activity: Activity, station_name: str, guests: list[Guest]) -> ActivityOut:
        station = StationName(id=activity.station_id, name=station_name)
        return cls(**_line(activity), station=station, deputies=[GuestOut.of(guest) for guest in guests])


def _line(activity: Activity) -> dict[str, Any]:
    return {
        "id": activity.id,
        "title": activity.title,
        "kind": activity.kind,
        "kind_name": KINDS[activity.kind].name,
        "starts_at": clock.local(activity.starts_at),
        "ends_at": clock.local(activity.ends_at),
        "place": activity.place,
        "status": activity.status,
        "status_words": STATUS_WORDS[activity.status],
        "is_online": activity.is_online,
        "note": activity.note if activity.status in CALLED_OFF else "",
    }


class CalendarAddressOut(Out):
    """`address` is told once, when it is made: whoever knows it reads the calendar."""

    address: str


class HasCalendarOut(Out):
    has_address: bool
