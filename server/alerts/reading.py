"""What a reader is shown is true now: stored lines are asked again, and where nobody looked for long, so is everything."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from server.alerts import queries
from server.alerts.models import Addressee, Alert, Level
from server.alerts.queries import Box
from server.alerts.registry import RULES, Firing, Look, Rule, in_order
from server.alerts.watching import people_of
from server.areas.queries import county_prefix
from server.core import clock
from server.core.actor import Actor
from server.core.db import db
from server.departments.models import Department
from server.deputies.models import Deputy
from server.stations.models import Station


@dataclass(frozen=True, slots=True)
class Line:
    """One alert for one reader. Without an id it is so new that it stands in no table yet."""

    id: UUID | None
    rule: Rule
    level: Level
    shown: str
    why: str
    target_type: str
    target_id: UUID | None
    area_code: str
    since: datetime
    is_mine: bool
    quiet_until: date | None = None
    quiet_reason: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    lines: list[Line]
    more: bool


def lines(actor: Actor, box: Box, rule: str | None = None, number: int = 1) -> Found:
    """A page of them, the newest first."""
    rows = queries.stored(actor, box, rule, number)
    shown = list(_still(rows[: queries.PER_PAGE]))
    if number == 1 and box is not Box.QUIET and queries.is_late():
        shown = [*_unseen(actor, box, rule, {(one.rule.code, alert.matter) for one, alert in shown}), *shown]
    return Found([line for line, _ in shown], len(rows) > queries.PER_PAGE)


def _still(rows: Sequence[tuple[Alert, Addressee | None]]) -> Iterator[tuple[Line, Alert]]:
    """Those that fire now, with today's numbers: one look for each rule among them."""
    asked = defaultdict(list)
    for alert, _ in rows:
        if alert.target_id is not None and not RULES[alert.rule].looks_back:
            asked[alert.rule].append(alert.target_id)
    now = {
        (code, one.matter): one
        for code, ids in asked.items()
        for one in RULES[code].firing(Look(ids=tuple(ids)))
    }
    for alert, mine in rows:
        firing = now.get((alert.rule, alert.matter))
        if firing is not None or alert.rule not in asked:
            yield _line(alert, mine, firing), alert


def _line(alert: Alert, mine: Addressee | None, firing: Firing | None) -> Line:
    rule = RULES[alert.rule]
    return Line(
        id=alert.id,
        rule=rule,
        level=(firing.level or rule.level) if firing else alert.level,
        shown=alert.shown,
        why=firing.why if firing else alert.why,
        target_type=alert.target_type,
        target_id=alert.target_id,
        area_code=alert.area_code,
        since=alert.opened_at,
        is_mine=mine is not None,
        quiet_until=mine.quiet_until if mine else None,
        quiet_reason=mine.quiet_reason if mine else "",
    )


def _unseen(
    actor: Actor, box: Box, rule: str | None, known: set[tuple[str, str]]
) -> Iterator[tuple[Line, Alert]]:
    """What fires and stands in no table yet, because the timetable is late."""
    look = Look(area=_home(actor))
    for one in in_order():
        if not look.area or one.looks_back or rule not in (None, one.code):
            continue
        fires = [firing for firing in one.firing(look) if (one.code, firing.matter) not in known]
        people = people_of(fires)
        for firing in fires:
            is_mine = actor.account_id in people[firing.matter]
            if is_mine or (box is Box.AREA and not one.is_personal):
                yield _fresh(one, firing, is_mine), Alert(rule=one.code, matter=firing.matter)


def _fresh(rule: Rule, firing: Firing, is_mine: bool) -> Line:
    return Line(
        id=None,
        rule=rule,
        level=firing.level or rule.level,
        shown=firing.shown,
        why=firing.why,
        target_type=firing.target.type,
        target_id=firing.target.id,
        area_code=firing.area_code,
        since=clock.now(),
        is_mine=is_mine,
    )


def _home(actor: Actor) -> str:
    """The part of the country that can concern the actor, as a prefix; empty where there is none."""
    if actor.area_prefix:
        return actor.area_prefix
    held: Station | Department | Deputy | None = None
    if actor.station_id:
        held = db.session.get(Station, actor.station_id)
    elif actor.department_id:
        held = db.session.get(Department, actor.department_id)
    elif actor.deputy_id:
        held = db.session.get(Deputy, actor.deputy_id)
    return county_prefix(held.area_code) if held else ""
