"""Staff and deputies hear once a day how much waits for them, instead of each thing by itself (F07)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import func, select

from server.accounts.models import RoleGrant
from server.accounts.queries import held_on
from server.core import clock, jobs, workdays
from server.core.db import db, transaction
from server.notifications.asks import Ask
from server.notifications.choices import WORKERS
from server.notifications.models import Notice
from server.notifications.service import Target, tell

KIND = "digest"
PAGE = "pages/notices/index"
BATCH = 200


@jobs.every(hour=8, minute="30,40,50")
def send() -> None:
    """On working days at half past eight; the later looks are for a scheduler that was away, and tell nothing twice."""
    today = clock.today()
    if not workdays.is_workday(today):
        return
    last: UUID | None = None
    while True:
        with transaction():
            batch = _waiting(last, today)
            for account_id, count in batch:
                _tell(account_id, count, today)
        if len(batch) < BATCH:
            return
        last = batch[-1][0]


def _waiting(after: UUID | None, day: date) -> list[tuple[UUID, int]]:
    """People at work who have something unread, and how much; nobody who has had today's."""
    at_work = select(RoleGrant.account_id).where(RoleGrant.role.in_(WORKERS), held_on(day))
    told = select(Notice.account_id).where(Notice.source == source(day))
    unread = (
        select(Notice.account_id, func.count())
        .where(Notice.read_at.is_(None), Notice.kind != KIND)
        .where(Notice.account_id.in_(at_work), Notice.account_id.not_in(told))
        .group_by(Notice.account_id)
        .order_by(Notice.account_id)
        .limit(BATCH)
    )
    rows = db.session.execute(unread.where(Notice.account_id > after) if after else unread)
    return [(account_id, count) for account_id, count in rows.tuples()]


def _tell(account_id: UUID, count: int, day: date) -> None:
    tell(
        account_id,
        source=source(day),
        kind=KIND,
        title=f"有 {count} 件事等您看",
        text="都在“提醒”里，按时间排着。",
        target=Target("", None, PAGE),
        push=Ask(
            "digest",
            {
                "thing1": "等您看的事",
                "number2": str(count),
                "time3": f"{clock.now():%Y-%m-%d %H:%M}",
                "thing4": "点开就能看",
            },
        ),
    )


def source(day: date) -> str:
    return f"digest-{day}"
