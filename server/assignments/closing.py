"""Decided and not done, done and not solved: told once each to whoever answers for it (R2-24)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import ColumnElement, and_, exists, func, or_, select

from server.alerts.models import Level
from server.alerts.registry import Firing, Look, rule
from server.areas import settings
from server.assignments.alerts import WORKED_ON, Held, fires, held, last_step, lead
from server.assignments.models import Assignment, Draft, Extension
from server.core import clock, workdays
from server.core.db import db
from server.core.text import day_words
from server.messages.life import MessageAction, MessageStatus
from server.messages.models import Message, Rating, ResultClass, Step

BEGINS = (MessageAction.ASSIGN, MessageAction.DISSATISFY, MessageAction.REOPEN, MessageAction.WAKE)
ANSWERS = (MessageAction.SIGN_OFF, MessageAction.REPLY)
SHOWN_FOR = timedelta(days=30)
"""How long a concluded letter that was not solved is shown: nobody can do it again."""
ANSWERED = (MessageStatus.REPLIED, MessageStatus.CONCLUDED)


@rule(
    "R2-24-2",
    name="决而不行：时间过半没有进展",
    level=Level.YELLOW,
    formula="交办的期限，或答应办好（B 类）的日子，过了一半、还没到，没有进展：没有写答复稿，没有申请延期，没有协办意见，也没有告诉来信人进展。",
    audience="承办单位负责人、交办的人",
    mend="去办",
)
def decided_and_not_done(look: Look) -> Iterator[Firing]:
    idle = and_(Message.status.in_(WORKED_ON), ~_moved())
    promised = and_(
        Message.status.in_(ANSWERED),
        Message.fulfil_on >= clock.today(),
        Message.fulfilled_at.is_(None),
        ~_said_since(*ANSWERS),
    )
    for row in db.session.execute(held(look, or_(idle, promised))):
        why = _half_of_promise(row) if row[1].status in ANSWERED else _half_of_limit(row)
        if why:
            yield fires(row, why, lead(row[2]), giver=True)


def _half_of_limit(row: Held) -> str:
    message: Message = row[1]
    limit = message.limit_days or 0
    left = workdays.between(clock.today(), message.promised_on, settings.calendar(message.area_code))
    if not limit or left * 2 > limit or message.promised_on < clock.today():
        return ""
    return f"期限 {limit} 个工作日，用了 {limit - left} 个，还没有进展"


def _half_of_promise(row: Held) -> str:
    message: Message = row[1]
    if message.answered_at is None or message.fulfil_on is None:
        return ""
    begun, today = clock.local(message.answered_at).date(), clock.today()
    whole, gone = (message.fulfil_on - begun).days, (today - begun).days
    if gone * 2 < whole:
        return ""
    return f"答应 {day_words(message.fulfil_on)}办好，{whole} 天过了 {gone} 天，还没有进展"


def _moved() -> ColumnElement[bool]:
    """Something was done since it was last given out or sent back."""
    begun = select(func.max(Step.at)).where(Step.message_id == Message.id, Step.action.in_(BEGINS))
    since = begun.correlate(Message).scalar_subquery()
    helper = Assignment.__table__.alias("helper")
    return or_(
        _said_since(*BEGINS),
        exists().where(Draft.assignment_id == Assignment.id, Draft.saved_at > since),
        exists().where(Extension.assignment_id == Assignment.id, Extension.asked_at > since),
        exists().where(helper.c.message_id == Message.id, helper.c.contributed_at > since),
    )


def _said_since(*actions: MessageAction) -> ColumnElement[bool]:
    progress = Step.action.in_((MessageAction.PROGRESS, MessageAction.EXTEND))
    return exists().where(Step.message_id == Message.id, progress, Step.id > last_step(*actions))


@rule(
    "R2-24-3",
    name="行而不实：说办好了，来信人说没有",
    level=Level.ORANGE,
    formula="单位答复说解决了（A 类），或答应的事说办好了，来信人评“没有解决”。再答复以后收起；已经办结的，给看 30 天。",
    audience="承办单位负责人、交办的人",
    mend="去看差在哪里",
)
def done_and_not_solved(look: Look) -> Iterator[Firing]:
    judged = func.coalesce(Rating.changed_at, Rating.at)
    said_done = or_(_last_result() == ResultClass.A, Message.fulfilled_at < judged)
    found = (
        held(look, Message.status.in_((*ANSWERED, MessageStatus.REWORKING)), said_done)
        .join(Rating, Rating.message_id == Message.id)
        .where(~Rating.solved, or_(Message.concluded_at.is_(None), judged > clock.now() - SHOWN_FOR))
    )
    for row in db.session.execute(found):
        words = "答应的事说办好了" if row[1].fulfilled_at else "答复说解决了（A 类）"
        yield fires(row, f"{words}，来信人说没有解决", lead(row[2]), giver=True)


def _last_result() -> ColumnElement[ResultClass | None]:
    found = select(Step.result).where(Step.message_id == Message.id, Step.id == last_step(*ANSWERS))
    return found.correlate(Message).scalar_subquery()
