"""Storing a record once for its cause, and telling who came: the one door by which a duty gets on file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID, uuid5

from sqlalchemy.dialects.postgresql import insert

from server.activities.kinds import KINDS, DutyKind
from server.activities.models import Activity
from server.activities.service import note_coming
from server.core import clock, outbox
from server.core.actor import Actor
from server.core.db import db, leave
from server.core.errors import Conflict
from server.duties import queries
from server.duties.models import Duty, DutyStatus
from server.stations.models import Station

Values = dict[str, object]
_TABLE: Final = Duty.__table__
_ONCE = insert(_TABLE).on_conflict_do_nothing().returning(_TABLE.c.id)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Recorded:
    """The record, and whether it was made just now."""

    duty: Duty
    is_new: bool


def from_activity(activity: Activity, deputy_id: UUID, status: DutyStatus, actor: Actor) -> Values:
    """What an activity says of a deputy who came; one record for each of the two (domain §5.4)."""
    return {
        "deputy_id": deputy_id,
        "activity_id": activity.id,
        "station_id": activity.station_id,
        "area_code": activity.area_code,
        "kind": activity.kind,
        "title": activity.title,
        "status": status,
        "at": activity.starts_at,
        "dedupe": f"activity-{activity.id}",
        "recorded_by": actor.account_id,
    }


def in_words(
    deputy_id: UUID,
    station: Station,
    kind: DutyKind,
    *,
    at: datetime,
    status: DutyStatus,
    title: str = "",
    place: str = "",
    cause: str = "",
) -> Values:
    """What no activity stands for; one record for each kind, day and place, or for its `cause`."""
    return {
        "deputy_id": deputy_id,
        "activity_id": None,
        "station_id": station.id,
        "area_code": station.area_code,
        "kind": kind,
        "title": title or KINDS[kind].name,
        "status": status,
        "at": at,
        "dedupe": cause or cause_of(kind, at, station.id, place),
        "place": place or None,
    }


def cause_of(kind: DutyKind, at: datetime, station_id: UUID, place: str = "") -> str:
    """`deputy + type + date + venue` without the deputy; the venue is the station, or what was written instead."""
    venue = uuid5(station_id, "".join(place.split()).casefold()) if place else station_id
    return f"{kind.value}-{clock.local(at):%Y%m%d}-{venue}"


def record(values: Values) -> Recorded:
    """Store once for its cause; a second time gives the record that is there."""
    made = Duty(recorded_at=clock.now(), **values)
    stored = db.session.scalar(_ONCE, {"id": made.id, "recorded_at": made.recorded_at, **values})
    if stored is None:
        known = queries.by_cause(UUID(str(values["deputy_id"])), str(values["dedupe"]))
        if known is None:
            raise Conflict("code.used", "这枚码登记过别的活动了。请重新出示、再扫一次。")
        return Recorded(known, is_new=False)
    return told(made)


def told(made: Duty) -> Recorded:
    """A new record: whoever came is noted, and it is a fact."""
    if made.status is DutyStatus.CONFIRMED:
        note(made)
    leave(outbox.fact("duty.recorded", duty_id=made.id))
    return Recorded(made, is_new=True)


def note(duty: Duty) -> None:
    """The deputy came to the activity, if it was one."""
    if duty.activity_id is not None:
        note_coming(duty.activity_id, duty.deputy_id, duty_id=duty.id, came_by=duty.source.value)
