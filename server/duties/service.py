"""Putting a duty on file: by scan, by the liaison's entry, or from another feature's fact (R4-03, F03)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from server.activities.kinds import KINDS, DutyKind
from server.activities.models import Activity
from server.activities.queries import Choice
from server.activities.service import note_coming
from server.core import clock, outbox
from server.core.actor import Actor
from server.core.db import db, leave
from server.core.errors import Conflict, InvalidInput
from server.duties import queries
from server.duties.models import Duty, DutySource, DutyStatus
from server.stations.models import Station

OFFLINE_AFTER = timedelta(minutes=10)
"""A scan told later than this waited on the phone: it counts once the liaison has confirmed it."""
OFFLINE_FOR = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Recorded:
    """The record, and whether it was made just now."""

    duty: Duty
    is_new: bool


def scan(
    actor: Actor,
    station: Station,
    *,
    activity_id: UUID | None = None,
    kind: DutyKind | None = None,
    scanned_at: datetime | None = None,
) -> Recorded:
    """A deputy scanned the duty code of `station`: one tap, no form, no position, no photo.

    The activity of this place and day is chosen by itself; on its list, the record is confirmed by
    itself. Without an activity `kind` says what it was, and the liaison confirms.
    """
    deputy_id = _deputy(actor)
    at = _scan_time(scanned_at)
    if kind is not None and activity_id is None:
        return _own_words(actor, station, deputy_id, kind, at)
    today = queries.today(deputy_id, station.id, at)
    choice = _chosen([choice for choice, _ in today], activity_id, at)
    known = next(duty for other, duty in today if other is choice)
    if known is not None:
        return Recorded(known, is_new=False)
    is_live = clock.now() - at <= OFFLINE_AFTER
    status = DutyStatus.CONFIRMED if choice.place is not None and is_live else DutyStatus.PENDING
    made = _from_activity(choice.activity, deputy_id, DutySource.SCAN, status, actor)
    duty = Duty(recorded_at=clock.now(), **made)
    leave(duty)
    return _told(duty)


def enter(actor: Actor, activity: Activity, *, deputy_id: UUID) -> Recorded:
    """The liaison enters it for a deputy who did not scan: equal in every field but the source (F03).

    A pending scan of the same deputy is confirmed by it.
    """
    if clock.local(activity.starts_at).date() > clock.today():
        raise Conflict("duty.not_yet", "活动还没到日子，到了那天再登记。")
    made = _from_activity(activity, deputy_id, DutySource.STAFF, DutyStatus.CONFIRMED, actor)
    recorded = _record(made)
    if recorded.duty.status is DutyStatus.PENDING:
        confirm(recorded.duty)
    return recorded


def confirm(duty: Duty) -> Duty:
    """The liaison confirms what waited: a scan off the list, told late, or in one's own words."""
    duty.status = DutyStatus.CONFIRMED
    if duty.activity_id is not None:
        note_coming(duty.activity_id, duty.deputy_id, duty_id=duty.id, came_by=duty.source.value)
    return duty


def import_reply(deputy_id: UUID, *, message_id: UUID, station: Station, at: datetime) -> None:
    """A deputy answered a message: on file by itself (D06, F08)."""
    _import(deputy_id, DutyKind.HANDLE_OPINION, f"message-{message_id}", station, at)


def import_suggestion(deputy_id: UUID, *, suggestion_id: UUID, station: Station, at: datetime) -> None:
    """A deputy handed in a suggestion: on file by itself (D03, F08). What it says stays in the suggestion."""
    _import(deputy_id, DutyKind.SUGGEST, f"suggestion-{suggestion_id}", station, at)


def _import(deputy_id: UUID, kind: DutyKind, dedupe: str, station: Station, at: datetime) -> None:
    _record(
        {
            "deputy_id": deputy_id,
            "activity_id": None,
            "station_id": station.id,
            "area_code": station.area_code,
            "kind": kind,
            "title": KINDS[kind].name,
            "status": DutyStatus.CONFIRMED,
            "source": DutySource.IMPORT,
            "at": at,
            "dedupe": dedupe,
            "recorded_by": None,
        }
    )


def _deputy(actor: Actor) -> UUID:
    if actor.deputy_id is None:
        raise InvalidInput("duty.not_a_deputy", "只有代表本人能登记履职。")
    return actor.deputy_id


def _scan_time(scanned_at: datetime | None) -> datetime:
    """When the code was scanned. Raises InvalidInput for the future and for more than a day ago."""
    now = clock.now()
    if scanned_at is None:
        return now
    if scanned_at > now + OFFLINE_AFTER or scanned_at < now - OFFLINE_FOR:
        raise InvalidInput(
            "duty.scan_time",
            "手机的时间不对，或扫码超过一天了。请联络员代您登记，一样算数。",
            fields={"scanned_at": "只收一天以内的扫码"},
        )
    return min(scanned_at, now)


def _chosen(today: list[Choice], activity_id: UUID | None, at: datetime) -> Choice:
    """The named activity, or the one of this place and day that fits best; the deputy's own ones first."""
    if activity_id is not None:
        named = next((choice for choice in today if choice.activity.id == activity_id), None)
        if named is None:
            raise InvalidInput(
                "duty.other_activity",
                "这个活动不在今天、不在这里。请选今天这里的活动。",
                fields={"activity_id": "请选今天这里的活动"},
            )
        return named
    chosen = choose(today, at)
    if chosen is None:
        raise Conflict("duty.nothing_today", "今天这里没有排活动。可以自己写一条，或请联络员代登，一样算数。")
    return chosen


def choose(today: list[Choice], at: datetime) -> Choice | None:
    """Which of today's activities is meant: one whose list names the deputy, nearest in time."""

    def fit(choice: Choice) -> tuple[bool, timedelta]:
        activity = choice.activity
        return choice.place is None, max(activity.starts_at - at, at - activity.ends_at, timedelta())

    return min(today, key=fit, default=None)


def _own_words(actor: Actor, station: Station, deputy_id: UUID, kind: DutyKind, at: datetime) -> Recorded:
    """Nothing was planned: the deputy says what it was; once a day, kind and place."""
    return _record(
        {
            "deputy_id": deputy_id,
            "activity_id": None,
            "station_id": station.id,
            "area_code": station.area_code,
            "kind": kind,
            "title": KINDS[kind].name,
            "status": DutyStatus.PENDING,
            "source": DutySource.SCAN,
            "at": at,
            "dedupe": f"{kind.value}-{clock.local(at):%Y%m%d}-{station.id}",
            "recorded_by": actor.account_id,
        }
    )


def _from_activity(
    activity: Activity, deputy_id: UUID, source: DutySource, status: DutyStatus, actor: Actor
) -> dict[str, object]:
    return {
        "deputy_id": deputy_id,
        "activity_id": activity.id,
        "station_id": activity.station_id,
        "area_code": activity.area_code,
        "kind": activity.kind,
        "title": activity.title,
        "status": status,
        "source": source,
        "at": activity.starts_at,
        "dedupe": f"activity-{activity.id}",
        "recorded_by": actor.account_id,
    }


_TABLE = Duty.__table__
_ONCE = insert(_TABLE).on_conflict_do_nothing().returning(_TABLE.c.id)  # type: ignore[arg-type]


def _record(values: dict[str, object]) -> Recorded:
    """Store once for its cause; a second time gives the record that is there."""
    made = Duty(recorded_at=clock.now(), **values)
    stored = db.session.scalar(_ONCE, {"id": made.id, "recorded_at": made.recorded_at, **values})
    if stored is None:
        known = queries.by_cause(UUID(str(values["deputy_id"])), str(values["dedupe"]))
        assert known is not None, "the conflict was with this very cause"
        return Recorded(known, is_new=False)
    return _told(made)


def _told(made: Duty) -> Recorded:
    """A new record: whoever came is noted, and it is a fact."""
    if made.activity_id is not None and made.status is DutyStatus.CONFIRMED:
        note_coming(made.activity_id, made.deputy_id, duty_id=made.id, came_by=made.source.value)
    leave(outbox.fact("duty.recorded", duty_id=made.id))
    return Recorded(made, is_new=True)
