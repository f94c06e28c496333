"""What the letters that units have give cause to: W01, W02, W07, W11, unsigned ones (O8) and refusals to be looked at
again (O10). What was decided and is not done: `closing`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import ColumnElement, Row, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from server.alerts.models import Level
from server.alerts.registry import Firing, Look, Post, county, rule
from server.areas import settings
from server.areas.catalogue import SIGN_DAYS
from server.assignments.models import Assignment, Draft, Verdict
from server.assignments.news import page_of
from server.assignments.queries import RUNNING
from server.assignments.service import RETURNS
from server.core import clock, workdays
from server.core.db import db
from server.core.permissions import Role
from server.core.text import day_words
from server.departments.models import Department
from server.messages.life import WITH_UNIT, MessageAction, MessageStatus
from server.messages.lights import SOON
from server.messages.models import Message, ResultClass, Step
from server.messages.telling import case_of

WORKED_ON = (MessageStatus.ASSIGNED, MessageStatus.HANDLING, MessageStatus.REWORKING)
FURTHEST = timedelta(days=60)
"""No last fifth of a unit's time begins earlier."""
Held = Row[Assignment, Message, Department]


def held(look: Look, *conditions: ColumnElement[bool]) -> Select[Assignment, Message, Department]:
    """Letters with the unit that answers them."""
    return (
        select(Assignment, Message, Department)
        .join(Message, Message.id == Assignment.message_id)
        .join(Department, Department.id == Assignment.department_id)
        .where(RUNNING, Assignment.is_main, *look.at(Message.area_code, Assignment.id), *conditions)
    )


def handlers(unit: Department) -> tuple[Post, ...]:
    return (Post(Role.HANDLER, unit.scope), lead(unit))


def lead(unit: Department) -> Post:
    return Post(Role.HANDLER_LEAD, unit.scope)


def fires(row: Held, why: str, *posts: Post, giver: bool = False) -> Firing:
    """`giver`: whoever gave the letter out hears of it too."""
    assignment, message, unit = row
    return Firing(
        matter=assignment.id.hex,
        shown=f"来信 {message.number}，{unit.name}",
        why=why,
        target=page_of(assignment),
        area_code=message.area_code,
        posts=posts,
        people=(assignment.assigned_by,) if giver else (),
        station_id=message.station_id,
    )


@rule(
    "W01",
    name="办件快到期",
    level=Level.YELLOW,
    formula="在单位手里的来信，剩下的工作日不多于 1 个，或不多于期限的五分之一，还没有过期。",
    audience="承办单位的经办人和负责人",
    mend="去办",
)
def due_soon(look: Look) -> Iterator[Firing]:
    today = clock.today()
    near = Message.promised_on.between(today, today + FURTHEST)
    for row in db.session.execute(held(look, Message.status.in_(WORKED_ON), near)):
        message, unit = row[1], row[2]
        left = workdays.between(today, message.promised_on, settings.calendar(message.area_code))
        if left <= max(1, SOON * (message.limit_days or 0)):
            words = f"还剩 {left} 个工作日" if left else "今天到期"
            yield fires(row, f"{words}，{day_words(message.promised_on)}前答复", *handlers(unit))


@rule(
    "W02",
    name="办件逾期",
    level=Level.RED,
    formula="在单位手里的来信，答应来信人的日子过了，还没有答复。超过 5 个、10 个工作日的，督办自己升级。",
    audience="承办单位负责人、交办的人",
    mend="去办",
)
def late(look: Look) -> Iterator[Firing]:
    passed = Message.promised_on < clock.today()
    for row in db.session.execute(held(look, Message.status.in_(WORKED_ON), passed)):
        message, unit = row[1], row[2]
        days = workdays.between(message.promised_on, clock.today(), settings.calendar(message.area_code))
        words = f"晚了 {days} 个工作日" if days else "过了答应的日子"
        yield fires(row, f"{day_words(message.promised_on)}前该答复，{words}", lead(unit), giver=True)


@rule(
    "O8",
    name="交办没有签收",
    level=Level.YELLOW,
    formula="交给单位的来信（主办的），过了签收的期限还没有签收。",
    audience="承办单位负责人",
    mend="去签收",
    uses=(SIGN_DAYS,),
)
def unsigned(look: Look) -> Iterator[Firing]:
    waits = and_(Assignment.signed_at.is_(None), Assignment.sign_by < clock.today())
    for row in db.session.execute(held(look, waits, Message.status.in_(WORKED_ON))):
        yield fires(row, f"{day_words(row[0].sign_by)}前要签收，还没有签", lead(row[2]))


@rule(
    "W07",
    name="答应的事到期没有兑现",
    level=Level.RED,
    formula="答复里答应哪天办好（B 类），那天过了，单位还没有说办好；重新打开以后，还没有再答复。",
    audience="承办单位、区县人大机关",
    mend="去说办好了，或再答复",
)
def promise_not_kept(look: Look) -> Iterator[Firing]:
    answered = Message.status.in_((MessageStatus.REPLIED, MessageStatus.CONCLUDED))
    passed = and_(answered, Message.fulfil_on < clock.today(), Message.fulfilled_at.is_(None))
    open_again = and_(Message.status.in_((*WITH_UNIT, MessageStatus.REWORKING)), _woken())
    for row in db.session.execute(held(look, or_(passed, open_again))):
        message, unit = row[1], row[2]
        day = message.fulfil_on
        why = f"答应 {day_words(day)}办好，还没有说办好" if day else "答应的日子过了，重新打开，还没有再答复"
        yield fires(row, why, *handlers(unit), county(message.area_code))


def _woken() -> ColumnElement[bool]:
    """Opened again by its promised day (O17), and not answered since."""
    last = last_step(MessageAction.SIGN_OFF, MessageAction.REPLY)
    return exists().where(Step.message_id == Message.id, Step.action == MessageAction.WAKE, Step.id > last)


def last_step(*actions: MessageAction) -> ColumnElement[int]:
    """The number of a letter's last step of a kind, or 0."""
    found = select(func.coalesce(func.max(Step.id), 0)).where(
        Step.message_id == Message.id, Step.action.in_(actions)
    )
    return found.correlate(Message).scalar_subquery()


@rule(
    "W11",
    name="退回两次，要指定单位",
    level=Level.ORANGE,
    formula="同一封来信被主办单位退回两次，还没有指定单位。",
    audience="区县人大机关",
    mend="去指定单位",
)
def returned_twice(look: Look) -> Iterator[Firing]:
    returned = and_(Assignment.is_main, Assignment.returned_at.is_not(None))
    times = func.count(Assignment.id)
    found = (
        select(Message, times)
        .join(Assignment, and_(Assignment.message_id == Message.id, returned))
        .where(Message.status == MessageStatus.UNIT_RETURNED, *look.at(Message.area_code, Message.id))
        .group_by(Message.id)
        .having(times >= RETURNS)
    )
    for message, count in db.session.execute(found):
        yield Firing(
            matter=message.id.hex,
            shown=f"来信 {message.number}",
            why=f"退回了 {count} 次，满 {RETURNS} 次由区县人大机关指定，指定了不能再退",
            target=case_of(message),
            area_code=message.area_code,
            posts=(county(message.area_code),),
            station_id=message.station_id,
        )


@rule(
    "O10",
    name="说好今天再看一次",
    level=Level.YELLOW,
    formula="答复说条件不够、现在办不到（C 类），写了哪天再看；那天到了，还没有记下看得怎么样。",
    audience="承办单位负责人、交办的人",
    mend="去回看",
)
def look_again(look: Look) -> Iterator[Firing]:
    found = (
        held(look).join(Draft, Draft.assignment_id == Assignment.id).where(to_look_at()).add_columns(Draft)
    )
    for assignment, message, unit, draft in db.session.execute(found):
        day = draft.look_on or clock.today()
        why = f"当时说条件不够，{day_words(day)}再看一次，还没有记下看得怎么样"
        yield fires((assignment, message, unit), why, lead(unit), giver=True)  # type: ignore[arg-type]


def to_look_at() -> ColumnElement[bool]:
    """A signed refusal for now, on its day or after it, which no later answer replaced."""
    later = aliased(Draft)
    replaced = exists().where(later.assignment_id == Draft.assignment_id, later.serial > Draft.serial)
    return and_(
        ~replaced,
        Draft.looked_at.is_(None),
        Draft.result == ResultClass.C,
        Draft.verdict == Verdict.AGREED,
        Draft.look_on <= clock.today(),
        Message.status.in_((MessageStatus.REPLIED, MessageStatus.CONCLUDED)),
    )
