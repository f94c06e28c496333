"""Planning an activity, taking it through its life (`life.py`), and noting who came."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select

from server.activities import queries
from server.activities.kinds import DutyKind
from server.activities.life import WORKFLOW, ActivityAction, ActivityReach, ActivityStatus
from server.activities.models import SUMMARY_AT_MOST, Activity, Participant
from server.areas import settings
from server.areas.catalogue_stations import NOTICE_DAYS
from server.core import audit, clock, outbox
from server.core.actor import Actor
from server.core.db import db, leave
from server.core.errors import Conflict, InvalidInput
from server.core.permissions import Permission
from server.core.text import day_words
from server.stations.models import Station
from server.stations.queries import managed_deputy

A = ActivityAction


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
    reach: ActivityReach = ActivityReach.STATION,
    is_online: bool = False,
) -> Activity:
    """Draft an activity with its list of deputies; `put_up` hands it in or publishes it."""
    _refuse_times(starts_at, ends_at)
    activity = Activity(
        title=title,
        kind=kind,
        station_id=station.id,
        area_code=station.area_code,
        place=place,
        starts_at=starts_at,
        ends_at=ends_at,
        created_at=clock.now(),
        status=ActivityStatus.DRAFT,
        reach=reach,
        is_online=is_online,
        created_by=actor.account_id,
    )
    db.session.add(activity)
    db.session.flush()
    _list(actor, activity, deputy_ids)
    return activity


def revise(
    actor: Actor,
    activity: Activity,
    *,
    title: str,
    kind: DutyKind,
    starts_at: datetime,
    ends_at: datetime,
    place: str = "",
    is_online: bool = False,
    reach: ActivityReach = ActivityReach.STATION,
) -> None:
    """Change a draft, or give what was put off its new day."""
    _refuse_times(starts_at, ends_at)
    _step(actor, activity, A.REVISE)
    activity.title, activity.kind, activity.place = title, kind, place
    activity.starts_at, activity.ends_at = starts_at, ends_at
    activity.is_online, activity.reach = is_online, reach


def invite(actor: Actor, activity: Activity, deputy_ids: Sequence[UUID]) -> None:
    """Whom it is for; whoever came stays on the list. Who is new on a published one hears of it."""
    _step(actor, activity, A.INVITE)
    known = {guest.deputy_id for guest in queries.guests([activity.id])[activity.id]}
    gone = delete(Participant).where(
        Participant.activity_id == activity.id,
        Participant.duty_id.is_(None),
        Participant.deputy_id.not_in(deputy_ids),
    )
    db.session.execute(gone)
    _list(actor, activity, [one for one in deputy_ids if one not in known])
    if activity.status is ActivityStatus.PUBLISHED:
        outbox.publish("activity.invited", activity_id=activity.id)


def put_up(actor: Actor, activity: Activity) -> None:
    """Publish it, where the actor may; otherwise hand it in to whoever may. A reception is told in time (R2-02)."""
    _refuse_late(activity)
    if may_publish(actor, activity):
        _step(actor, activity, A.PUBLISH)
        outbox.publish("activity.published", activity_id=activity.id)
    else:
        _step(actor, activity, A.HAND_IN)
        outbox.publish("activity.handed_in", activity_id=activity.id)


def may_publish(actor: Actor, activity: Activity) -> bool:
    """The head for the station, the township for what is all the township's (domain §5.4)."""
    is_theirs = activity.reach is ActivityReach.STATION or actor.station_id is None
    return actor.may(Permission.ACTIVITY_APPROVE) and is_theirs


def send_back(actor: Actor, activity: Activity, *, note: str) -> None:
    _step(actor, activity, A.SEND_BACK, note)
    outbox.publish("activity.sent_back", activity_id=activity.id)


def postpone(actor: Actor, activity: Activity, *, note: str) -> None:
    """Its day is off; the new one is given and published when it is known."""
    _refuse_begun(activity)
    _step(actor, activity, A.POSTPONE, note)
    outbox.publish("activity.postponed", activity_id=activity.id)


def cancel(actor: Actor, activity: Activity, *, note: str) -> None:
    """It does not take place. Whoever knew of it is told why; a draft goes without a word. Raises Conflict when
    somebody is on file for it."""
    if any(guest.duty_id for guest in queries.guests([activity.id])[activity.id]):
        raise Conflict("activity.somebody_came", "已经有人来过，不能算没有办。请写几句纪要收尾。")
    was_known = activity.status not in (ActivityStatus.DRAFT, ActivityStatus.PENDING_APPROVAL)
    _step(actor, activity, A.CANCEL, note)
    if was_known:
        outbox.publish("activity.cancelled", activity_id=activity.id)


def begin_due() -> None:
    """What is published and whose hour has come is going on."""
    due = select(Activity).where(
        Activity.status == ActivityStatus.PUBLISHED, Activity.starts_at <= clock.now()
    )
    for activity in db.session.scalars(due.with_for_update(skip_locked=True)):
        activity.status = WORKFLOW.after(activity.status, A.BEGIN)


def finish(actor: Actor, activity: Activity, *, summary: str) -> None:
    """Over: somebody came, and a few words say what it was. No photo is asked for (F04)."""
    if activity.status is ActivityStatus.PUBLISHED and activity.starts_at <= clock.now():
        activity.status = WORKFLOW.after(activity.status, A.BEGIN)
    after = WORKFLOW.after(activity.status, A.FINISH)
    if not summary or len(summary) > SUMMARY_AT_MOST:
        raise InvalidInput.at("activity.summary", f"请写几句纪要，1 到 {SUMMARY_AT_MOST} 个字", "summary")
    if not any(guest.duty_id for guest in queries.guests([activity.id])[activity.id]):
        raise Conflict(
            "activity.nobody_came",
            "还没有登记谁来了。来过的请扫码或代登，再写纪要；没有人来，就取消它。您写的还在。",
        )
    activity.summary, activity.finished_at = summary, clock.now()
    _enter(activity, after)
    audit.record(actor, "activity.finish", "activity", activity.id, "")
    outbox.publish("activity.finished", activity_id=activity.id)


def archive(actor: Actor | None, activity: Activity) -> None:
    """On file; from now on it counts (R4-10). Without an actor it is the clock that does it."""
    _enter(activity, WORKFLOW.after(activity.status, A.ARCHIVE))
    if actor is not None:
        audit.record(actor, "activity.archive", "activity", activity.id, "")
    outbox.publish("activity.archived", activity_id=activity.id)


def refuse_entry(activity: Activity) -> None:
    """Who came is recorded of what takes place. Raises Conflict for a draft and for what was called off."""
    if not activity.is_on:
        code, words = WORKFLOW.refusals[activity.status]
        raise Conflict(code, words, state=activity.status.value)


def note_coming(activity_id: UUID, deputy_id: UUID, *, duty_id: UUID, came_by: str) -> None:
    """A duty record says that the deputy came; whoever was not on the list is added to it."""
    came = Participant(activity_id=activity_id, deputy_id=deputy_id, duty_id=duty_id, came_by=came_by)
    leave(came, over=("duty_id", "came_by"))


def forget_coming(activity_id: UUID, deputy_id: UUID) -> None:
    """The record was struck: the deputy stays on the list, as one who is not known to have come."""
    place = db.session.get(Participant, (activity_id, deputy_id))
    if place is not None:
        place.duty_id = place.came_by = None


def _step(actor: Actor, activity: Activity, action: ActivityAction, note: str = "") -> None:
    _enter(activity, WORKFLOW.after(activity.status, action))
    if note or action is A.PUBLISH:
        activity.note = note
    audit.record(actor, f"activity.{action.value}", "activity", activity.id, note)


def _enter(activity: Activity, status: ActivityStatus) -> None:
    activity.status, activity.changed_at = status, clock.now()
    activity.version += 1


def _list(actor: Actor, activity: Activity, deputy_ids: Iterable[UUID]) -> None:
    for deputy_id in dict.fromkeys(deputy_ids):
        managed_deputy(actor, deputy_id)
        db.session.add(Participant(activity_id=activity.id, deputy_id=deputy_id))


def _refuse_times(starts_at: datetime, ends_at: datetime) -> None:
    if ends_at <= starts_at:
        raise InvalidInput("activity.times", "结束要比开始晚。", fields={"ends_at": "结束要比开始晚"})


def _refuse_begun(activity: Activity) -> None:
    if activity.status is ActivityStatus.PUBLISHED and activity.starts_at <= clock.now():
        raise Conflict("activity.is_ongoing", "这个活动已经开始了。办完写几句纪要；没有办成就取消。")


def _refuse_late(activity: Activity) -> None:
    """Neighbours hear of an offline reception days before; nothing is published for an hour gone by."""
    if activity.starts_at <= clock.now():
        raise InvalidInput.at("activity.past", "这个时间已经过了，请换一个以后的时间", "starts_at", "on")
    if activity.kind is not DutyKind.RECEIVE_VOTERS or activity.is_online:
        return
    notice, earliest = settings.number(activity.area_code, NOTICE_DAYS), earliest_day(activity.area_code)
    if clock.local(activity.starts_at).date() < earliest:
        day = day_words(earliest)
        words = (
            f"接待要提前 {notice} 天告诉街坊，今天发布，最早排在{day}。急着见面的可以改成线上接待；"
            "代表临时来站里，不用排活动，扫码或代登一样算数。写好的可以先存成草稿。"
        )
        raise InvalidInput("activity.notice", words, fields={"on": f"最早{day}", "starts_at": f"最早{day}"})


def earliest_day(area_code: str) -> date:
    """The first day for which an offline reception may still be published today."""
    return clock.today() + timedelta(days=settings.number(area_code, NOTICE_DAYS))
