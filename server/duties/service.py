"""Putting a duty on file: by scan, by the liaison's entry, or from another feature's fact (R4-03, F03)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from server.activities import queries as activities
from server.activities.kinds import DutyKind
from server.activities.models import Activity
from server.activities.queries import Choice
from server.activities.service import refuse_entry
from server.core import clock
from server.core.actor import VISITOR, Actor
from server.core.db import leave
from server.core.errors import Conflict, InvalidInput
from server.duties import deciding, queries
from server.duties.life import WAITING, DutyStatus
from server.duties.models import Duty, DutyHow, DutySource
from server.duties.recording import (
    Recorded,
    from_activity as _from_activity,
    in_words,
    record as _record,
    told as _told,
)
from server.duties.scanning import Scanned
from server.stations.models import Station


def scan(
    actor: Actor,
    scanned: Scanned,
    *,
    activity_id: UUID | None = None,
    kind: DutyKind | None = None,
    nonce: str | None = None,
) -> Recorded:
    """A deputy scanned a duty code: one tap, no form, no position, no photo.

    The activity of this place and day is chosen by itself; on its list, the record is confirmed by
    itself. Without an activity `kind` says what it was, and the liaison confirms. A scan that waited on the
    phone for a net has its `nonce` and counts once the liaison has confirmed it.
    """
    deputy_id = _deputy(actor)
    proof = _proof(scanned, f"{deputy_id.hex}{nonce}"[:64] if nonce else None)
    if kind is not None and activity_id is None:
        return _own_words(actor, scanned, deputy_id, kind, proof)
    today = scanned.today
    if today is None:
        today = queries.today(deputy_id, scanned.station.id, scanned.at)
    choice = _chosen([choice for choice, _ in today], activity_id, scanned.at)
    known = next(duty for other, duty in today if other is choice)
    if known is not None:
        return Recorded(known, is_new=False)
    is_confirmed = choice.place is not None and scanned.is_live
    status = DutyStatus.CONFIRMED if is_confirmed else DutyStatus.PENDING
    made = _from_activity(choice.activity, deputy_id, status, actor) | proof
    if proof["nonce"] is not None:
        return _record(made)
    duty = Duty(recorded_at=clock.now(), **made)
    leave(duty)
    return _told(duty)


def meet(
    actor: Actor, station: Station, *, deputy_id: UUID, nonce: str, activity_id: UUID | None = None
) -> Recorded:
    """The liaison scanned the code on the deputy's phone: two people, so it is confirmed, on the list or not."""
    now = clock.now()
    activity = _chosen(activities.choices(deputy_id, station.id, now), activity_id, now).activity
    proof: dict[str, object] = {"source": DutySource.SCAN, "how": DutyHow.FACE, "nonce": nonce}
    recorded = _record(_from_activity(activity, deputy_id, DutyStatus.CONFIRMED, actor) | proof)
    return deciding.settle(actor, recorded)


def depart(duty: Duty, scanned: Scanned | None = None) -> Duty:
    """The deputy scanned a second time on going, or the liaison says so; nobody guesses how long it was.

    Raises Conflict when it was said before or on another day, InvalidInput for another station's code.
    """
    if scanned is not None and scanned.station.id != duty.station_id:
        raise InvalidInput("duty.other_station", "这是另一个站的码。请扫您登记的那个站的码。")
    if duty.left_at is not None:
        raise Conflict("duty.left", "离开的时间已经记过了。")
    if clock.local(duty.at).date() != clock.today():
        raise Conflict("duty.not_today", "只能在当天记离开的时间。不记也没有关系。")
    duty.left_at = clock.now()
    return duty


def enter(actor: Actor, activity: Activity, *, deputy_id: UUID) -> Recorded:
    """The liaison enters it for a deputy who did not scan: equal in every field but the source (F03).

    A pending scan of the same deputy is confirmed by it.
    """
    refuse_entry(activity)
    if clock.local(activity.starts_at).date() > clock.today():
        raise Conflict("duty.not_yet", "活动还没到日子，到了那天再登记。")
    proof: dict[str, object] = {"source": DutySource.STAFF, "how": DutyHow.STAFF}
    recorded = _record(_from_activity(activity, deputy_id, DutyStatus.CONFIRMED, actor) | proof)
    return deciding.settle(actor, recorded)


def import_reply(deputy_id: UUID, *, message_id: UUID, station: Station, at: datetime) -> None:
    """A deputy answered a message: on file by itself (D06, F08)."""
    _import(deputy_id, DutyKind.HANDLE_OPINION, f"message-{message_id}", station, at)


def import_suggestion(deputy_id: UUID, *, suggestion_id: UUID, station: Station, at: datetime) -> None:
    """A deputy handed in a suggestion: on file by itself (D03, F08). What it says stays in the suggestion."""
    _import(deputy_id, DutyKind.SUGGEST, f"suggestion-{suggestion_id}", station, at)


def import_comment(deputy_id: UUID, *, lead_id: UUID, station: Station, at: datetime) -> None:
    """What a deputy says about a law in the making (D13, F08)."""
    _import(deputy_id, DutyKind.LEGIS_COMMENT, f"lead-{lead_id}", station, at)


def import_wish(deputy_id: UUID, *, lead_id: UUID, station: Station, at: datetime) -> None:
    """A wish that came true is a service of the deputy who passed it on (D15, F08)."""
    _import(deputy_id, DutyKind.SERVICE, f"lead-{lead_id}", station, at)


def import_report(deputy_id: UUID, *, report_id: UUID, station: Station, at: datetime) -> None:
    """A deputy reported to the voters: on file by itself (D19, F08)."""
    _import(deputy_id, DutyKind.DUTY_REPORT, f"report-{report_id}", station, at)


def import_visit(deputy_id: UUID, *, visit_id: UUID, station: Station, on: date) -> None:
    """A deputy was at a visit (D12, F08). Where the station had it among its activities of that day, a scan there
    and this are one record."""
    midnight = clock.midnight(on)
    known = [one for one in activities.of_station_on(station.id, midnight) if one.kind is DutyKind.ONSITE]
    if known:
        proof: dict[str, object] = {"source": DutySource.IMPORT, "how": DutyHow.IMPORT, "recorded_by": None}
        shape = _from_activity(known[0], deputy_id, DutyStatus.CONFIRMED, VISITOR) | proof
        recorded = _record(shape)
        if recorded.duty.status in WAITING:
            deciding.settle(VISITOR, recorded)
        return
    _import(deputy_id, DutyKind.ONSITE, f"visit-{visit_id}", station, midnight)


def _import(deputy_id: UUID, kind: DutyKind, dedupe: str, station: Station, at: datetime) -> None:
    values = in_words(deputy_id, station, kind, at=at, status=DutyStatus.CONFIRMED, cause=dedupe)
    _record(values | {"source": DutySource.IMPORT, "how": DutyHow.IMPORT, "recorded_by": None})


def _deputy(actor: Actor) -> UUID:
    if actor.deputy_id is None:
        raise InvalidInput("duty.not_a_deputy", "只有代表本人能登记履职。")
    return actor.deputy_id


def _proof(scanned: Scanned, nonce: str | None) -> dict[str, object]:
    """By what it came to be known: kept beside the record, never weighed."""
    return {
        "source": DutySource.SCAN,
        "how": scanned.how,
        "device_at": scanned.device_at,
        "screen_id": scanned.screen_id,
        "step": scanned.step,
        "nonce": nonce if scanned.device_at else None,
        "is_near": scanned.is_near,
    }


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


def _own_words(
    actor: Actor, scanned: Scanned, deputy_id: UUID, kind: DutyKind, proof: dict[str, object]
) -> Recorded:
    """Nothing was planned: the deputy says what it was; once a day, kind and place."""
    said = in_words(deputy_id, scanned.station, kind, at=scanned.at, status=DutyStatus.PENDING)
    return _record(said | {"recorded_by": actor.account_id} | proof)
