"""Who is concerned hears of it once: by a notice, which the daily digest counts; by a push only where somebody is in danger.

The same matter at the same level is told at most once in 24 hours, also when it ended and came back meanwhile.
At night and on days off only danger (U1) and what turned red that day is told; the rest waits (domain §6.5, F07, F10).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, bindparam, column, func, or_, select, update

from server.alerts.models import Addressee, Alert, Level
from server.alerts.registry import Firing, Rule
from server.areas import settings
from server.core import clock, workdays
from server.core.db import db
from server.notifications.asks import Ask
from server.notifications.choices import end_of_night
from server.notifications.service import Words, tell as tell_one, tell_each

AGAIN_AFTER = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Kept:
    """What telling needs to know of an alert's row."""

    id: UUID
    matter: str
    level: Level
    area_code: str
    opened_at: datetime


def tell(rule: Rule, fires: Sequence[tuple[Kept, Firing]]) -> None:
    """Everybody who has not heard of it yet and may hear of it now."""
    now = {row.id: (row, firing) for row, firing in fires if may_be_told(row, firing)}
    heard = _heard(rule)
    waiting: dict[UUID, list[UUID]] = defaultdict(list)
    known = select(Addressee.alert_id, Addressee.account_id, Addressee.told_level)
    open_ones = known.join(Alert, Alert.id == Addressee.alert_id)
    found = open_ones.where(Alert.rule == rule.code, Alert.closed_at.is_(None))
    for alert_id, account_id, level in db.session.execute(found.order_by(Addressee.account_id)).tuples():
        row, _ = now.get(alert_id, (None, None))
        if row and level is not row.level and (row.matter, account_id, row.level) not in heard:
            waiting[alert_id].append(account_id)
    _tell(rule, [(*now[alert_id], people) for alert_id, people in waiting.items()])
    _note({(alert_id, one): now[alert_id][0].level for alert_id, people in waiting.items() for one in people})


def _note(told: Mapping[tuple[UUID, UUID], Level]) -> None:
    """Who heard of what, at which level: one statement a level."""
    given = func.unnest(bindparam("alerts", type_=_IDS), bindparam("accounts", type_=_IDS))
    whom = given.table_valued(column("alert_id", Uuid()), column("account_id", Uuid())).render_derived("told")
    heard = (
        update(Addressee)
        .where(Addressee.alert_id == whom.c.alert_id, Addressee.account_id == whom.c.account_id)
        .execution_options(synchronize_session=False)
    )
    for level in sorted(set(told.values())):
        pairs = [pair for pair, its in told.items() if its is level]
        db.session.execute(
            heard.values(told_at=clock.now(), told_level=level),
            {"alerts": [alert for alert, _ in pairs], "accounts": [account for _, account in pairs]},
        )


_IDS = ARRAY(Uuid())


def may_be_told(row: Kept, firing: Firing) -> bool:
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


def _tell(rule: Rule, told: Sequence[tuple[Kept, Firing, Sequence[UUID]]]) -> None:
    """All notices by one statement; those of danger one by one, because each may ring."""
    calm = []
    for row, firing, people in told:
        words = Words(
            source=f"alert-{row.id.hex}-{row.level}",
            kind=f"alert.{rule.code}",
            title=rule.name,
            text=f"{firing.shown}：{firing.why}"[:200],
            target=firing.target,
        )
        if firing.is_danger:
            _ring(people, words)
        else:
            calm += [(account_id, words) for account_id in people]
    tell_each(calm)


def _ring(people: Sequence[UUID], words: Words) -> None:
    for account_id in people:
        tell_one(
            account_id,
            source=words.source,
            kind=words.kind,
            title=words.title,
            text=words.text,
            target=words.target,
            push=Ask(
                "urgent",
                {
                    "thing1": "一件紧急的来信",
                    "time2": f"{clock.now():%Y-%m-%d %H:%M}",
                    "thing3": "还没有人回应，请马上看",
                },
            ),
        )
