"""What fired and is over, and what somebody put aside: who was told, since when, until when, and why (F10).

The door is the same as to what fires now: whoever it was for, and the offices of its area; never a list about a person.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import aliased

from server.accounts.models import Account
from server.alerts import queries
from server.alerts.endings import how
from server.alerts.models import Addressee, Alert
from server.alerts.registry import RULES, Rule
from server.core import clock
from server.core.actor import Actor
from server.core.db import db

PER_PAGE = 50
MOST = 5_000


class Pile(StrEnum):
    ENDED = "ended"
    QUIET = "quiet"


PILE_WORDS = {Pile.ENDED: "收起来的", Pile.QUIET: "放一放的"}


@dataclass(frozen=True, slots=True)
class Aside:
    """Who put it aside, until when, with which words."""

    name: str
    until: date
    reason: str


@dataclass(frozen=True, slots=True)
class Line:
    """One that is over or put aside, with everybody it was for."""

    alert: Alert
    rule: Rule
    people: Sequence[str]
    asides: Sequence[Aside]
    ending: str

    @property
    def days(self) -> int:
        until = self.alert.closed_at or clock.now()
        return (clock.local(until).date() - clock.local(self.alert.opened_at).date()).days


def lines(
    actor: Actor,
    pile: Pile,
    *,
    rule: str | None = None,
    month: str | None = None,
    mine: bool = False,
    page: int = 1,
    limit: int = PER_PAGE,
) -> list[Line]:
    """The last to end first; one more than a page holds. As many statements for a page as for one line."""
    found = _in(actor, pile, mine=mine)
    found = found.where(Alert.rule == rule) if rule else found
    if month:
        first, after = _bounds(month)
        ended = Alert.opened_at if pile is Pile.QUIET else Alert.closed_at
        found = found.where(ended >= first, ended < after)
    order = Alert.closed_at.desc() if pile is Pile.ENDED else Alert.opened_at.desc()
    rows = list(
        db.session.scalars(found.order_by(order, Alert.id).offset((page - 1) * limit).limit(limit + 1))
    )
    return _told(actor, rows)


def _told(actor: Actor, rows: Sequence[Alert]) -> list[Line]:
    people, asides = _whom(actor, [row.id for row in rows])
    endings = how([row for row in rows if row.closed_at])
    return [
        Line(row, RULES[row.rule], people[row.id], asides[row.id], endings.get(row.id, "")) for row in rows
    ]


def counts(actor: Actor, pile: Pile, *, mine: bool = False) -> dict[str, int]:
    """How many of each rule, by its code."""
    found = _in(actor, pile, mine=mine).with_only_columns(Alert.rule, func.count()).group_by(Alert.rule)
    return {code: count for code, count in db.session.execute(found.order_by(Alert.rule)).tuples()}


def _in(actor: Actor, pile: Pile, *, mine: bool) -> Select[Alert]:
    found = queries.visible_to(actor).where(Alert.rule.in_(RULES))
    whose = aliased(Addressee)
    told = exists().where(whose.alert_id == Alert.id)
    own = told.where(whose.account_id == actor.account_id)
    if mine:
        found = found.where(own)
    if pile is Pile.ENDED:
        return found.where(Alert.closed_at.is_not(None))
    quieted = told if queries.sees_area(actor) and not mine else own
    return found.where(quieted.where(whose.quiet_until.is_not(None)))


def _whom(actor: Actor, ids: Sequence[UUID]) -> tuple[dict[UUID, list[str]], dict[UUID, list[Aside]]]:
    """Names, by name; who put it aside: to oneself one's own, to an office everybody's."""
    found = (
        select(Addressee, Account.display_name)
        .join(Account, Account.id == Addressee.account_id)
        .where(Addressee.alert_id.in_(ids))
        .order_by(Account.display_name, Account.id)
    )
    people, asides = defaultdict(list), defaultdict(list)
    for one, name in db.session.execute(found).tuples():
        people[one.alert_id].append(name)
        if one.quiet_until and (queries.sees_area(actor) or one.account_id == actor.account_id):
            asides[one.alert_id].append(Aside(name, one.quiet_until, one.quiet_reason))
    return people, asides


def _bounds(month: str) -> tuple[datetime, datetime]:
    first = date.fromisoformat(f"{month}-01")
    after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    midnight = time()
    return datetime.combine(first, midnight, clock.ZONE), datetime.combine(after, midnight, clock.ZONE)
