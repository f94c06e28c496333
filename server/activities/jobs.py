"""What activities do by themselves: begin, end on file, draft the next month; and who hears of a step."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from server.activities import alerts, drafting, endings, looking_back, rhythm, service
from server.activities.life import ActivityStatus
from server.activities.models import Activity
from server.activities.telling import approvers_of, guests_of, tell, when
from server.areas import settings
from server.core import clock, jobs, workdays
from server.core.db import db, transaction

RULES = (alerts, endings, looking_back)
"""What registers itself (W04)."""
ARCHIVED_WITHIN = 5
"""Working days (domain §5.4)."""


@jobs.every(minute="*/5")
def begin() -> None:
    with transaction():
        service.begin_due()


@jobs.every(hour=0, minute=40)
def archive() -> None:
    """Five working days were enough to put the minutes right."""
    with transaction():
        held = select(Activity).where(Activity.status == ActivityStatus.FINISHED)
        for activity in db.session.scalars(held.with_for_update(skip_locked=True)):
            if activity.finished_at is not None and _is_due(activity):
                service.archive(None, activity)


def _is_due(activity: Activity) -> bool:
    assert activity.finished_at is not None
    ended, calendar = clock.local(activity.finished_at).date(), settings.calendar(activity.area_code)
    return workdays.between(ended, clock.today(), calendar) >= ARCHIVED_WITHIN


@jobs.every(day=25, hour=1, minute=15)
def draft_next_month() -> None:
    """The fixed contact day (R2-02) and the lines of the year's plan (R4-05), as drafts for the head to look at."""
    year, month = drafting.month_after(clock.today())
    with transaction():
        drafting.draft_contact_days(year, month)
    with transaction():
        drafting.draft_planned(year, month)


@jobs.every(hour=8, minute=20)
def remind_of_rhythm() -> None:
    with transaction():
        rhythm.remind()


@jobs.on("activity.drafted")
def tell_drafted(activity_id: UUID) -> None:
    """A contact day that nobody publishes is a day without anybody (R2-02)."""
    one = db.session.get_one(Activity, activity_id)
    if one.status is ActivityStatus.DRAFT:
        text = f"{one.title}，{when(one)}。看一看时间和名单，改好了发布，代表和街坊才看得到。"
        tell(approvers_of(one), one, step="drafted", title="下个月的固定日等您发布", text=text)


@jobs.on("activity.published")
@jobs.on("activity.invited")
def tell_published(activity_id: UUID) -> None:
    one = db.session.get_one(Activity, activity_id)
    if one.status is not ActivityStatus.PUBLISHED:
        return
    tell(
        guests_of(one.id),
        one,
        step="published",
        title="请您参加一个活动",
        text=f"{one.title}，{when(one)}，{one.place or '在站里'}。来不来，点开说一声就行。",
    )


@jobs.on("activity.postponed")
def tell_postponed(activity_id: UUID) -> None:
    one = db.session.get_one(Activity, activity_id)
    text = f"{one.title}，原来是{when(one)}。{_because(one)}定了新的日子再告诉您。"
    tell(guests_of(one.id), one, step="postponed", title="一个活动改期了", text=text)


@jobs.on("activity.cancelled")
def tell_cancelled(activity_id: UUID) -> None:
    one = db.session.get_one(Activity, activity_id)
    text = f"{one.title}，原来是{when(one)}，不办了。{_because(one)}"
    tell(guests_of(one.id), one, step="cancelled", title="一个活动取消了", text=text)


@jobs.on("activity.handed_in")
def tell_handed_in(activity_id: UUID) -> None:
    one = db.session.get_one(Activity, activity_id)
    text = f"{one.title}，{when(one)}。看了请发布，或退回去改。"
    tell(approvers_of(one), one, step="handed_in", title="一个活动等您发布", text=text)


@jobs.on("activity.sent_back")
def tell_sent_back(activity_id: UUID) -> None:
    one = db.session.get_one(Activity, activity_id)
    if one.created_by is not None:
        text = f"{one.title}，{when(one)}。{_because(one)}改好了再送。"
        tell([one.created_by], one, step=f"sent_back-{one.version}", title="一个活动退回来改", text=text)


def _because(activity: Activity) -> str:
    return f"{activity.note.rstrip('。')}。" if activity.note else ""
