"""What letters add to which number: by the very conditions of the indicators, of every month at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, and_, case, distinct, exists, func, literal, or_, select
from sqlalchemy.orm import aliased

from server.areas.queries import county_prefix, within
from server.assignments.models import Assignment, Extension, Verdict
from server.core import clock
from server.dashboard.sources import Found, Grain, Mark, Scope, counted, day, month_of, source, start_of, when
from server.indicators import conditions as that
from server.indicators.frames import MOST_AHEAD, Frame, result
from server.indicators.periods import Period
from server.messages import life
from server.messages.course_queries import waited_out
from server.messages.life import TIMED, WITH_UNIT, MessageAction, MessageStatus as S
from server.messages.models import Message, Rating, Step
from server.messages.rating import TOGETHER
from server.messages.walkin_models import WalkIn

YEARS, YEARS_LIVE = 15, 5
"""So far back working days are told, where a leaf does not say since when; who waits asks for less."""
DUE = ("owed", "heard", "heard_in_time", "promise", "promise_kept", "promise_missed", "running")
"""Numbers that are kept by the day, because only days that are over count."""
SPANS = ("month", "quarter", "year")


@dataclass(frozen=True)
class Always(Frame):
    """Of any time: when it happened is told by the mark's day, and when it is due is asked by the reader."""

    def happened(self, moment: Any) -> ColumnElement[bool]:
        happened: ColumnElement[bool] = moment.is_not(None)
        return happened

    def was_due(self) -> ColumnElement[bool]:
        return Message.promised_on.is_not(None)


@lru_cache(maxsize=256)
def _frame(county: str, first: date, today: date) -> Always:
    return Always(Period("", first, today + timedelta(days=400), ""), county.ljust(12, "0"))


@source("letters", Grain.MONTH, by_county=True)
def letters(scope: Scope) -> Found:
    """`scope.prefix` lies in one county."""
    today = clock.today()
    back = YEARS_LIVE if scope.is_small else YEARS
    frame = _frame(county_prefix(scope.prefix), scope.since or date(today.year - back, 1, 1), today)
    rows = Message.__table__.outerjoin(Rating.__table__, Rating.message_id == Message.id)
    where = [within(Message.area_code, scope.prefix), *scope.began(Message.created_at)]
    if scope.station:
        where.append(Message.station_id == scope.station)
    marks = [*_came(), *_went(frame), *_ended(frame), *_rated(frame), *_took(frame), *_stands()]
    return counted(rows, Message.area_code, month_of(Message.created_at), marks, *where)


def _came() -> list[Mark]:
    """By the month in which it was written."""
    month = month_of(Message.created_at)
    return [
        Mark("received", month),
        Mark("kind", month, Message.kind),
        Mark("category", month, Message.category),
        Mark("level", month, Message.level),
        Mark("channel", month, _channel()),
        Mark("assigned", when(_was_given(), month)),
        Mark("returned", when(_was_given(Assignment.returned_at.is_not(None)), month)),
        Mark("extended", when(_was_given(_was_extended()), month)),
        *(Mark("reached", when(so, month), literal(step)) for step, so in _reached()),
    ]


def _reached() -> list[tuple[str, ColumnElement[bool]]]:
    """How far a letter has come, whatever happens to it afterwards."""
    return [
        ("accepted", Message.accepted_at.is_not(None)),
        ("assigned", _was_given()),
        ("answered", Message.answered_at.is_not(None)),
        ("rated", Rating.message_id.is_not(None)),
        ("concluded", Message.concluded_at.is_not(None)),
    ]


def _channel() -> ColumnElement[str]:
    """Written down for somebody, and how they came; else written by its author: to a deputy, or to a station."""
    how = select(WalkIn.how).where(WalkIn.message_id == Message.id).correlate(Message).scalar_subquery()
    own = case((Message.deputy_id.is_not(None), "deputy"), else_="station")
    return func.coalesce(how, own)


def _was_given(*more: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(Assignment.message_id == Message.id, *more).correlate(Message)


def _was_extended() -> ColumnElement[bool]:
    return (
        exists()
        .where(Extension.assignment_id == Assignment.id, Extension.verdict == Verdict.AGREED)
        .correlate(Assignment)
    )


def _went(frame: Always) -> list[Mark]:
    """Taken on, owed and heard, converted."""
    came, accepted = month_of(Message.created_at), month_of(Message.accepted_at)
    submitted = that.was_submitted(frame)
    owed = that.was_owed(frame)
    return [
        Mark("submitted", when(submitted, came)),
        Mark("accepted_in_time", when(and_(submitted, that.was_accepted_in_time(frame)), came)),
        Mark("accepted", accepted),
        Mark("converted", when(that.was_converted(frame), accepted)),
        Mark("owed", when(owed, Message.promised_on)),
        Mark("heard", when(and_(owed, that.is_heard(frame)), Message.promised_on)),
        Mark("heard_in_time", when(and_(owed, that.was_heard_in_time(frame)), Message.promised_on)),
        Mark("answered", month_of(Message.answered_at)),
    ]


def _ended(frame: Always) -> list[Mark]:
    """Concluded, how, and what was promised."""
    month = month_of(Message.concluded_at)
    matter = that.was_a_matter(frame)
    woken = select(func.max(Step.at)).where(Step.message_id == Message.id, Step.action == MessageAction.WAKE)
    missed = day(woken.correlate(Message).scalar_subquery() - timedelta(days=1))
    return [
        Mark("concluded", month),
        Mark("matter", when(matter, month)),
        Mark("solved", when(and_(matter, that.is_solved(frame)), month)),
        Mark("result", when(Message.concluded_at.is_not(None), month), result()),
        Mark("promise", Message.fulfil_on),
        Mark("promise_kept", when(Message.fulfilled_at.is_not(None), Message.fulfil_on)),
        Mark("promise_missed", missed),
    ]


def _rated(frame: Always) -> list[Mark]:
    """By the month of the last answer, of a merged letter the main one's; a no by every span in which it was said."""
    main = aliased(Message)
    of_main = select(main.answered_at).where(main.id == func.message_main(Message.id))
    answered = case(
        (Message.status == S.MERGED, of_main.correlate(Message).scalar_subquery()), else_=Message.answered_at
    )
    month, rated = month_of(answered), that.was_rated(frame)
    asked = that.was_to_be_rated(frame)
    return [
        Mark("rated", when(rated, month)),
        Mark("satisfied", when(and_(rated, that.is_satisfied(frame)), month)),
        Mark("asked", when(asked, month)),
        Mark("took_part", when(and_(asked, that.is_rated(frame)), month)),
    ]


def _took(frame: Always) -> list[Mark]:
    """How long it took: whole hours until it was taken on, working days until the answer and the end."""
    hours = func.floor(func.extract("epoch", Message.accepted_at - Message.created_at) / 3600)
    answered = frame.days_between(Message.created_at, Message.answered_at)
    concluded = frame.days_between(Message.created_at, Message.concluded_at)
    return [
        Mark("hours_to_accept", month_of(Message.accepted_at), hours),
        Mark("days_to_answer", month_of(Message.answered_at), answered),
        Mark("days_to_conclude", month_of(Message.concluded_at), concluded),
    ]


def _stands() -> list[Mark]:
    """What is open now: by the day it was written, and its light by the day it was promised for."""
    fifth = func.least(func.greatest(func.coalesce(Message.limit_days, 0) // 5, 1), MOST_AHEAD)
    ahead = case((Message.status.in_(WITH_UNIT), fifth), else_=0)
    stays = and_(Message.status.in_(life.OPEN), ~waited_out())
    waits = and_(Message.status == S.NEED_INFO, ~waited_out())
    return [
        Mark("open", when(stays, month_of(Message.created_at))),
        Mark("running", when(Message.status.in_(TIMED), Message.promised_on), ahead),
        Mark("paused", when(waits, month_of(Message.created_at))),
    ]


@source("poor", Grain.MONTH)
def poor(scope: Scope) -> Found:
    """Found poor by an author: once in every month, quarter and year in which that was said (O12)."""
    by_another = and_(Step.action == MessageAction.REOPEN, Step.by == TOGETHER)
    where = [
        within(Message.area_code, scope.prefix),
        *scope.began(Message.created_at),
        Message.reworks > 0,
        Message.status != S.MERGED,
        or_(Step.action == MessageAction.DISSATISFY, by_another),
    ]
    if scope.station:
        where.append(Message.station_id == scope.station)
    rows = Message.__table__.join(Step.__table__, Step.message_id == Message.id)
    is_done = case((Message.status == S.CONCLUDED, "done"), else_="")
    marks = [Mark(f"poor_{span}", start_of(span, Step.at), is_done) for span in SPANS]
    number = func.count(distinct(Message.id))
    return counted(rows, Message.area_code, month_of(Message.created_at), marks, *where, number=number)
