"""What a definition may ask of letters: whether something happened in the period, how many working days it took."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Date,
    DateTime,
    Integer,
    and_,
    case,
    cast,
    func,
    literal,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.orm import aliased

from server.areas import settings
from server.areas.catalogue import ACCEPT_DAYS
from server.core import clock, workdays
from server.indicators.periods import Period
from server.messages import life
from server.messages.life import MessageAction, MessageStatus
from server.messages.lights import VERY_LATE
from server.messages.models import Message, ResultClass, Step
from server.messages.views import ANSWERS

MOST_AHEAD = 6
"""Working days ahead of today that a light looks at: a fifth of the longest limit."""
_ASIDE = (MessageAction.ASK, MessageAction.SUPPLEMENT, MessageAction.RESTORE)


@dataclass(frozen=True)
class Frame:
    """A period at a place: the working days are those of the place's calendar."""

    period: Period
    area_code: str

    @cached_property
    def today(self) -> date:
        return clock.today()

    @cached_property
    def accept_days(self) -> int:
        return settings.number(self.area_code, ACCEPT_DAYS)

    @cached_property
    def _calendar(self) -> workdays.Calendar:
        return settings.calendar(self.area_code)

    @cached_property
    def _worked(self) -> list[int]:
        """By day from the period's first: how many working days there were up to it."""
        counts, count = [], 0
        for step in range(max((self.today - self.period.first).days, 0) + 1):
            count += workdays.is_workday(self.period.first + timedelta(days=step), self._calendar)
            counts.append(count)
        return counts

    @cached_property
    def ahead(self) -> list[date]:
        """The last day that is so many working days ahead of today, from one on."""
        return [
            workdays.after(self.today, count + 1, self._calendar) - timedelta(days=1)
            for count in range(1, MOST_AHEAD + 1)
        ]

    @cached_property
    def very_late(self) -> date:
        """What was due on this day or before is black."""
        day, late = self.today, 0
        while late <= VERY_LATE:
            late += workdays.is_workday(day, self._calendar)
            day -= timedelta(days=1)
        return day

    def happened(self, moment: Any) -> ColumnElement[bool]:
        """In the period, by China's time."""
        return and_(moment >= self.period.since, moment < self.period.before)

    def was_due(self) -> ColumnElement[bool]:
        """The promised day lies in the period and is over."""
        over = min(self.period.after, self.today)
        return and_(Message.promised_on >= self.period.first, Message.promised_on < over)

    def touched(self) -> ColumnElement[bool]:
        """A quick look before the long one: what began later, or was over and due before, has no part in the period. A letter
        that was put together with another is answered when the other is."""
        last = func.greatest(
            Message.created_at,
            Message.accepted_at,
            Message.answered_at,
            Message.concluded_at,
            Message.rejected_at,
        )
        is_late_enough = or_(
            last >= self.period.since,
            Message.promised_on >= self.period.first,
            Message.status.in_((*life.OPEN, MessageStatus.MERGED)),
            Message.reworks > 0,
        )
        # a letter may be put together with one that was answered before it was written
        is_early_enough = or_(Message.created_at < self.period.before, Message.status == MessageStatus.MERGED)
        return and_(is_early_enough, is_late_enough)

    def days_between(self, first: Any, last: Any) -> ColumnElement[int]:
        """Working days after one moment's day up to the other's; both lie between the period's first day and today."""
        return self._count(last) - self._count(first)

    def _count(self, moment: Any) -> ColumnElement[int]:
        passed = type_coerce(day_of(moment) - literal(self.period.first, Date), Integer)
        return type_coerce(chosen(self._worked, Integer, passed + 1), Integer)

    def days_until_accepted(self) -> ColumnElement[int]:
        """Of a letter that was taken on; what was spent waiting for its author does not count (O4)."""
        start = func.coalesce(Message.appealed_at, Message.created_at)
        took = self.days_between(start, Message.accepted_at)
        return case((took <= self.accept_days, took), else_=took - self._waited(start))

    def _waited(self, start: Any) -> ColumnElement[int]:
        asides = (
            select(Step.action, Step.at, func.lead(Step.at).over(order_by=Step.id).label("back"))
            .where(Step.message_id == Message.id, Step.action.in_(_ASIDE), Step.at >= start)
            .correlate(Message)
            .subquery()
        )
        lost = func.sum(self.days_between(asides.c.at, asides.c.back))
        return select(func.coalesce(lost, 0)).where(asides.c.action == MessageAction.ASK).scalar_subquery()


def chosen(values: list[Any], kind: type[Integer] | type[Date], which: Any) -> ColumnElement[Any]:
    """One of a list that the statement carries, the first is 1; nothing for what lies beside it."""
    carried = select(cast(literal(values, ARRAY(kind)), ARRAY(kind))).scalar_subquery()
    found: ColumnElement[Any] = carried[which]
    return found


def day_of(moment: Any) -> ColumnElement[date]:
    """The day in China on which it was."""
    return cast(func.timezone(str(clock.ZONE), moment, type_=DateTime), Date)


def result() -> ColumnElement[ResultClass | None]:
    """The class of the last answer."""
    answers = select(Step.result).where(Step.message_id == Message.id, Step.action.in_(ANSWERS))
    return answers.order_by(Step.id.desc()).limit(1).correlate(Message).scalar_subquery()


def main_is(so: Callable[[Any], ColumnElement[bool]]) -> ColumnElement[bool]:
    """Of a merged letter: whether this is so of the one whose answer its author gets, through every merge (O15)."""
    main = aliased(Message)
    found = select(main.id).where(main.id == func.message_main(Message.id), so(main))
    return and_(Message.status == MessageStatus.MERGED, found.correlate(Message).exists())


def stepped(action: MessageAction, *more: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether this ever happened to the letter."""
    return (
        select(Step.id)
        .where(Step.message_id == Message.id, Step.action == action, *more)
        .correlate(Message)
        .exists()
    )
