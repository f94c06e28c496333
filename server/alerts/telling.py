"""Who is concerned hears of it once: by a notice, which the daily digest counts; by a push only where somebody is in danger.

The same matter at the same level is told at most once in 24 hours, also when it ended and came back meanwhile.
At night and on days off only danger (U1) and what turned red that day is told; the rest waits (domain §6.5, F07, F10).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import or_, select

from server.alerts.models import Addressee, Alert, Level
from server.alerts.registry import Firing, Rule
from server.areas import settings
from server.core import clock, workdays
from server.core.db import db
from server.notifications.asks import Ask
from server.notifications.choices import end_of_night
from server.notifications.service import tell as tell_one, tell_all

AGAIN_AFTER = timedelta(hours=24)


def tell(rule: Rule, fires: Sequence[tuple[Alert, Firing]]) -> None:
    """Everybody who has not heard of it yet and may hear of it now."""
    now = {row.id: (row, firing) for row, firing in fires if may_be_told(row, firing)}
    heard = _heard(rule)
    waiting: dict[UUID, list[Addressee]] = {}
    open_ones = select(Addressee).join(Alert, Alert.id == Addressee.alert_id)
    for one in db.session.scalars(open_ones.where(Alert.rule == rule.code, Alert.closed_at.is_(None))):
        row, _ = now.get(one.alert_id, (None, None))
        if row and one.told_level is not row.level and (row.matter, one.account_id, row.level) not in heard:
            waiting.setdefault(one.alert_id, []).append(one)
    for alert_id, people in waiting.items():
        _tell(rule, *now[alert_id], sorted(one.account_id for one in people))
        for one in people:
            one.told_at, one.told_level = clock.now(), now[alert_id][0].level


def may_be_told(row: Alert, firing: Firing) -> bool:
    """Danger at once; red on its day at once; everything else by day, when offices are open."""
    if firing.is_danger:
        return True
    today = clock.today()
    if row.level is Level.RED and clock.local(row.opened_at).date() == today:
        return True
    is_open = workdays.is_workday(today, settings.calendar(row.area_code))
    return is_open and end_of_night(clock.now()) is None


def _heard(rule: Rule) -> set[tuple[str, UUID, Level | None]]:
    """What was told within a day, also of what has ended since."""
    since = clock.now() - AGAIN_AFTER
    found = (
        select(Alert.matter, Addressee.account_id, Addressee.told_level)
        .join(Alert, Alert.id == Addressee.alert_id)
        .where(Alert.rule == rule.code, Addressee.told_at > since)
        .where(or_(Alert.closed_at.is_(None), Alert.closed_at > since))
    )
    return {(matter, account_id, level) for matter, account_id, level in db.session.execute(found)}


def _tell(rule: Rule, row: Alert, firing: Firing, people: Sequence[UUID]) -> None:
    source = f"alert-{row.id.hex}-{row.level}"
    kind, text, target = f"alert.{rule.code}", f"{row.shown}：{row.why}"[:200], firing.target
    if not firing.is_danger:
        tell_all(people, source=source, kind=kind, title=rule.name, text=text, target=target)
        return
    for account_id in people:
        tell_one(
            account_id,
            source=source,
            kind=kind,
            title=rule.name,
            text=text,
            target=target,
            push=Ask(
                "urgent",
                {
                    "thing1": "一件紧急的来信",
                    "time2": f"{clock.now():%Y-%m-%d %H:%M}",
                    "thing3": "还没有人回应，请马上看",
                },
            ),
        )
