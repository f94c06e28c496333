"""Keeping units, saying whose which letters are, and who is called at night."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import select

from server.accounts import giving
from server.accounts.models import Account, RoleGrant
from server.areas import queries as areas
from server.areas.categories import CATEGORIES
from server.core import audit, clock
from server.core.actor import Actor
from server.core.db import db, one_at_a_time
from server.core.errors import Conflict, Forbidden, InvalidInput
from server.core.text import day_words
from server.departments import queries
from server.departments.models import Department, OnCall, RoutingRule

LONGEST_SPAN = timedelta(days=31)
TURNS = 3
ONE_DAY = timedelta(days=1)


def create(actor: Actor, *, name: str, area_code: str, phone: str = "") -> Department:
    """A unit of an area of the actor's. Raises Conflict when there is one of that name."""
    _refuse_elsewhere(actor, area_code)
    areas.get(area_code)
    _refuse_same_name(name, area_code)
    made = Department(name=name, area_code=area_code, phone=phone)
    db.session.add(made)
    audit.record(actor, "department.create", "department", made.id, name)
    return made


def edit(actor: Actor, department: Department, *, name: str, phone: str) -> None:
    if name != department.name:
        _refuse_same_name(name, department.area_code)
    department.name, department.phone = name, phone
    audit.record(actor, "department.edit", "department", department.id, name)


def close(actor: Actor, department: Department, *, on: date, reason: str) -> None:
    """From `on` the unit takes nothing: its rules end the day before, and so do the roles of its people."""
    if department.closed_on:
        raise Conflict("department.closed", "这个单位已经撤了。")
    _refuse_past(on, "on")
    department.closed_on = on
    for rule in queries.rules_of(department):
        if rule.until is None or rule.until >= on:
            _end(actor, rule, on - ONE_DAY, reason)
    for given in _roles_of(department, on):
        if on <= clock.today():
            giving.end(given)
        else:
            given.until = on - ONE_DAY
    audit.record(actor, "department.close", "department", department.id, f"{on} {reason}"[:200])


def _roles_of(department: Department, on: date) -> list[RoleGrant]:
    held = select(RoleGrant).where(RoleGrant.scope == department.scope)
    return [given for given in db.session.scalars(held) if given.until is None or given.until >= on]


def route(
    actor: Actor,
    department: Department,
    *,
    category: str | None,
    area_code: str,
    since: date,
    until: date | None = None,
    reason: str = "",
    replaces: bool = False,
) -> RoutingRule:
    """From a day on, letters of `category` (None: all the rest) from a place are this unit's.

    There is one rule for a category and a place at a time: Conflict names the other one, unless it is told to
    replace it, which lets the other end the day before.
    """
    _check_rule(actor, department, category, area_code, since, until)
    rule = RoutingRule(
        category=category,
        area_code=area_code,
        department_id=department.id,
        since=since,
        until=until,
        reason=reason,
        created_at=clock.now(),
    )
    one_at_a_time(f"routing|{area_code}|{category}")
    for other in queries.overlapping(rule):
        if not replaces:
            raise _taken(other)
        _end(actor, other, since - ONE_DAY, reason)
    db.session.add(rule)
    audit.record(actor, "routing.add", "department", department.id, _words(rule))
    return rule


def _check_rule(
    actor: Actor,
    department: Department,
    category: str | None,
    area_code: str,
    since: date,
    until: date | None,
) -> None:
    if category is not None and category not in CATEGORIES:
        raise InvalidInput("routing.category", "没有这一类。", fields={"category": "从名单里选一类"})
    _refuse_elsewhere(actor, area_code)
    place = areas.get(area_code)
    own = areas.get(department.area_code)
    if not place.code.startswith(own.prefix):
        words = f"{department.name}只管{own.name}的事，请选{own.name}里的地方。"
        raise InvalidInput("routing.too_wide", words, fields={"area_code": words})
    _refuse_past(since, "since")
    if until is not None and until < since:
        words = "最后一天不能早于第一天。"
        raise InvalidInput("routing.until", words, fields={"until": words})
    if department.closed_on and (until is None or until >= department.closed_on):
        raise Conflict(
            "department.closed", f"{department.name}从 {department.closed_on} 起就撤了，请换一个单位。"
        )


def _taken(other: RoutingRule) -> Conflict:
    unit = db.session.get_one(Department, other.department_id)
    until = f"到 {other.until}" if other.until else "，没有写到哪天"
    words = f"这一类从 {other.since} 起归{unit.name}{until}。请先结束那一条，或勾上“换掉原来的”。"
    return Conflict("routing.taken", words)


def end_rule(actor: Actor, rule: RoutingRule, *, until: date, reason: str = "") -> None:
    """Let a rule end with that day; one that has not begun by then is taken back."""
    if until < clock.today() - ONE_DAY or (rule.until and until > rule.until):
        words = "选今天或以后、不晚于原来最后一天的一天。"
        raise InvalidInput("routing.until", words, fields={"until": words})
    _end(actor, rule, until, reason)


def _end(actor: Actor, rule: RoutingRule, until: date, reason: str) -> None:
    audit.record(
        actor, "routing.end", "department", rule.department_id, f"{_words(rule)} 到 {until} {reason}"[:200]
    )
    if until < rule.since:
        db.session.delete(rule)
    else:
        rule.until = until
    db.session.flush()


def _words(rule: RoutingRule) -> str:
    return f"{rule.category or '其余'} {rule.area_code} {rule.since} 起"


def put_on_call(
    actor: Actor, account: Account, *, area_code: str, turn: int, starts_at: datetime, ends_at: datetime
) -> OnCall:
    """This person, a candidate of the area's roster, is called from then until then.

    Raises Conflict where somebody has that turn already.
    """
    _refuse_elsewhere(actor, area_code)
    areas.get(area_code)
    _check_span(turn, starts_at, ends_at)
    one_at_a_time(f"on_call|{area_code}|{turn}")
    _refuse_taken_turn(area_code, turn, starts_at, ends_at)
    span = OnCall(
        area_code=area_code,
        account_id=account.id,
        turn=turn,
        starts_at=starts_at,
        ends_at=ends_at,
        created_at=clock.now(),
    )
    db.session.add(span)
    audit.record(actor, "on_call.add", "account", account.id, _span_words(span))
    return span


def _check_span(turn: int, starts_at: datetime, ends_at: datetime) -> None:
    if not 1 <= turn <= TURNS:
        raise InvalidInput("on_call.turn", f"先后从 1 到 {TURNS}。", fields={"turn": f"填 1 到 {TURNS}"})
    if ends_at <= starts_at or ends_at <= clock.now():
        words = "结束要在开始之后，也要在现在之后。"
        raise InvalidInput("on_call.time", words, fields={"ends_at": words})
    if ends_at - starts_at > LONGEST_SPAN:
        words = "一段最长 31 天，长的请分几段排。"
        raise InvalidInput("on_call.time", words, fields={"ends_at": words})


def _refuse_taken_turn(area_code: str, turn: int, starts_at: datetime, ends_at: datetime) -> None:
    found = select(OnCall, Account.display_name).join(Account, Account.id == OnCall.account_id)
    taken = db.session.execute(
        found.where(
            OnCall.area_code == area_code,
            OnCall.turn == turn,
            OnCall.starts_at < ends_at,
            OnCall.ends_at > starts_at,
        ).order_by(OnCall.starts_at)
    ).first()
    if taken:
        span, name = taken
        first, last = clock.local(span.starts_at), clock.local(span.ends_at)
        times = f"从{day_words(first)} {first:%H:%M}到{day_words(last)} {last:%H:%M}"
        words = f"第 {turn} 位{times}已经排了{name}，请换时间或换先后。"
        raise Conflict("on_call.taken", words)


def take_off_call(actor: Actor, span: OnCall) -> None:
    """From now on: what has not begun is taken back, what is running ends."""
    audit.record(actor, "on_call.end", "account", span.account_id, _span_words(span))
    if span.starts_at >= clock.now():
        db.session.delete(span)
    elif span.ends_at > clock.now():
        span.ends_at = clock.now()
    else:
        raise Conflict("on_call.over", "这一段已经过去了，不用再撤。")


def _span_words(span: OnCall) -> str:
    first, last = clock.local(span.starts_at), clock.local(span.ends_at)
    return f"{span.area_code} 第 {span.turn} 位 {first:%Y-%m-%d %H:%M} 到 {last:%Y-%m-%d %H:%M}"


def _refuse_elsewhere(actor: Actor, area_code: str) -> None:
    if not actor.area_prefix or not area_code.startswith(actor.area_prefix):
        raise Forbidden("department.elsewhere", "那里不归您管，只能选本地区的地方。")


def _refuse_same_name(name: str, area_code: str) -> None:
    same = select(Department.id).where(Department.area_code == area_code, Department.name == name)
    if db.session.scalar(same):
        raise Conflict("department.exists", f"已经有一个{name}了，不用再加。")


def _refuse_past(day: date, field: str) -> None:
    if day < clock.today():
        words = "选今天或以后的一天，过去的不能改。"
        raise InvalidInput("department.past", words, fields={field: words})
