"""Activities in and out."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from server.activities.kinds import KINDS, DutyKind
from server.activities.life import STATUS_WORDS, ActivityAction, ActivityReach, ActivityStatus, Answer
from server.activities.models import REASON_AT_MOST, Activity
from server.activities.queries import Guest
from server.core import clock
from server.core.actor import Actor
from server.core.http import Out
from server.core.parsing import Body, Query
from server.core.permissions import Permission
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


class ReviseActivity(Body):
    """A draft, or what was put off, as it shall stand; the kind and whose it is stay."""

    title: Annotated[Words, Field(min_length=2, max_length=80)]
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    place: Annotated[Text, Field(max_length=120)] = ""
    is_online: bool = False


class InviteDeputies(Body):
    deputy_ids: Annotated[list[UUID], Field(max_length=300)] = []


class SayWhether(Body):
    """`reason` only where somebody likes to say why they cannot come."""

    answer: Answer
    reason: Annotated[Text, Field(max_length=REASON_AT_MOST)] = ""


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
    answer: Answer | None
    reason: str
    """What they said to the invitation: for whoever plans, and for the deputy who said it."""

    @classmethod
    def of(cls, guest: Guest, actor: Actor) -> GuestOut:
        tells = actor.may(Permission.DUTY_ENTER) or guest.deputy_id == actor.deputy_id
        return cls(
            id=guest.deputy_id,
            name=guest.name,
            duty_id=guest.duty_id,
            source=guest.came_by,
            answer=guest.answer if tells else None,
            reason=(guest.away_because or "") if tells else "",
        )


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
    def full(cls, actor: Actor, activity: Activity, station_name: str, guests: list[Guest]) -> ActivityOut:
        station = StationName(id=activity.station_id, name=station_name)
        listed = [GuestOut.of(guest, actor) for guest in guests]
        return cls(**_line(activity), station=station, deputies=listed)


class Person(Out):
    id: UUID
    name: str


class ActivityCase(ActivityOut):
    """One activity with what was written of it. `steps` are what the reader may do now, `others` who may be invited."""

    summary: str
    told: str
    """Why it was sent back, put off or called off."""
    steps: list[ActivityAction]
    others: list[Person]


class BesideLine(ComingLine):
    """Where the deputy sits, and not invited to it."""

    station: StationName


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
