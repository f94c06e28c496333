"""The only door to an alert: whoever it is for, and the offices of its area."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select
from sqlalchemy.orm import aliased

from server.accounts.models import Account
from server.alerts.models import Addressee, Alert, Check
from server.alerts.registry import RULES, personal
from server.areas.queries import within
from server.core import clock
from server.core.actor import Actor
from server.core.db import db
from server.core.errors import NotFound
from server.core.permissions import Role

OFFICES = frozenset({Role.STREET_NPC, Role.NPC_STAFF, Role.NPC_LEADER})
PER_PAGE = 50
LATE_AFTER = timedelta(minutes=15)
"""When nobody has looked for so long, the reader's page looks itself."""
OPEN = Alert.closed_at.is_(None)


class Box(StrEnum):
    """To me, in my area, and what I put aside for some days."""

    MINE = "mine"
    AREA = "area"
    QUIET = "quiet"


def visible_to(actor: Actor) -> Select[Alert]:
    """One's own; an office reads those of its area too."""
    told = aliased(Addressee)
    mine = exists().where(told.alert_id == Alert.id, told.account_id == actor.account_id)
    return select(Alert).where(or_(mine, _around(actor)) if sees_area(actor) else mine)


def sees_area(actor: Actor) -> bool:
    return actor.role in OFFICES and actor.area_prefix is not None


def _around(actor: Actor) -> ColumnElement[bool]:
    return and_(within(Alert.area_code, actor.area_prefix or "none"), Alert.rule.not_in(personal()))


def own_for_update(actor: Actor, alert_id: UUID) -> tuple[Alert, Addressee]:
    """One that is for the actor. Raises NotFound for any other, as for one that never was."""
    found = (
        select(Alert, Addressee)
        .join(Addressee, Addressee.alert_id == Alert.id)
        .where(Alert.id == alert_id, Addressee.account_id == actor.account_id, OPEN)
        .with_for_update(of=Addressee)
    )
    row = db.session.execute(found).one_or_none()
    if row is None:
        raise NotFound("alert.unknown", "没有找到这条预警，可能已经办好，自己收起来了。")
    return row[0], row[1]


def stored(
    actor: Actor, box: Box, rule: str | None = None, number: int = 1
) -> Sequence[tuple[Alert, Addressee | None]]:
    """The newest first; one more than a page holds."""
    found = _in(actor, box).add_columns(Addressee).order_by(Alert.opened_at.desc(), Alert.id)
    found = found.where(Alert.rule == rule) if rule else found
    rows = db.session.execute(found.offset((number - 1) * PER_PAGE).limit(PER_PAGE + 1))
    return [(alert, mine) for alert, mine in rows.tuples()]


def counts(actor: Actor, box: Box) -> dict[str, int]:
    """How many of each rule, by its code."""
    found = _in(actor, box).with_only_columns(Alert.rule, func.count()).group_by(Alert.rule)
    return {rule: count for rule, count in db.session.execute(found.order_by(Alert.rule)).tuples()}


def mine(actor: Actor) -> Select[Alert]:
    """Those that are for this person and were not put aside."""
    return _in(actor, Box.MINE)


def _in(actor: Actor, box: Box) -> Select[Alert]:
    mine = and_(Addressee.alert_id == Alert.id, Addressee.account_id == actor.account_id)
    found = visible_to(actor).outerjoin(Addressee, mine).where(OPEN, Alert.rule.in_(RULES))
    aside = func.coalesce(Addressee.quiet_until >= clock.today(), False)
    if box is Box.AREA:
        return found.where(_around(actor) if sees_area(actor) else false())
    return found.where(Addressee.account_id.is_not(None), aside if box is Box.QUIET else ~aside)


def is_late() -> bool:
    """Whether some rule was not looked after for too long; those that count over weeks may wait."""
    quick = [rule.code for rule in RULES.values() if not rule.looks_back]
    fresh = select(func.count()).where(Check.rule.in_(quick), Check.at > clock.now() - LATE_AFTER)
    return db.session.execute(fresh).scalar_one() < len(quick)


def addressees(alert_ids: Sequence[UUID]) -> dict[UUID, list[str]]:
    """The names of those it is for, by name."""
    found = (
        select(Addressee.alert_id, Account.display_name)
        .join(Account, Account.id == Addressee.account_id)
        .where(Addressee.alert_id.in_(alert_ids))
        .order_by(Account.display_name, Account.id)
    )
    named: dict[UUID, list[str]] = {}
    for alert_id, name in db.session.execute(found).tuples():
        named.setdefault(alert_id, []).append(name)
    return named
