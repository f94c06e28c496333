"""The conditions of which the definitions are made: which letters count, and which of them went as they should."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Date, and_, func, not_, or_

from server.indicators.frames import MOST_AHEAD, Frame, chosen, day_of, main_is, result, stepped
from server.messages import life
from server.messages.course_queries import waited_out
from server.messages.kinds import Kind
from server.messages.life import JUDGED, TIMED, WITH_UNIT, MessageAction, MessageStatus
from server.messages.models import UNSATISFIED, Message, Rating, ResultClass, Step
from server.messages.rating import TOGETHER

S = MessageStatus


def was_received(frame: Frame) -> ColumnElement[bool]:
    return frame.happened(Message.created_at)


def was_submitted(frame: Frame) -> ColumnElement[bool]:
    """Who gave up, was put together with another or is waited for is nobody's delay; nor what is not due."""
    is_early = and_(Message.status == S.SUBMITTED, Message.promised_on >= frame.today)
    gone = or_(Message.status.in_((S.WITHDRAWN, S.MERGED, S.NEED_INFO)), is_early)
    return and_(frame.happened(Message.created_at), not_(and_(Message.accepted_at.is_(None), gone)))


def was_accepted_in_time(frame: Frame) -> ColumnElement[bool]:
    return and_(Message.accepted_at.is_not(None), frame.days_until_accepted() <= frame.accept_days)


ANSWERED = (*JUDGED, S.CONCLUDED, S.REJECTED)
"""Its author has heard: an answer, or where else to go."""
OWED = (S.ACCEPTED, *WITH_UNIT, S.REWORKING, *ANSWERED)


def _is_heard() -> ColumnElement[bool]:
    turned = and_(Message.status == S.CONVERTED, Message.answered_at.is_not(None))
    return or_(Message.status.in_(ANSWERED), turned)


def was_owed(frame: Frame) -> ColumnElement[bool]:
    return and_(or_(Message.status.in_(OWED), _is_heard()), frame.was_due())


def was_heard_in_time(_: Frame) -> ColumnElement[bool]:
    heard = day_of(func.coalesce(Message.rejected_at, Message.answered_at))
    return and_(_is_heard(), heard <= Message.promised_on)


def was_concluded(frame: Frame) -> ColumnElement[bool]:
    return frame.happened(Message.concluded_at)


def was_a_matter(frame: Frame) -> ColumnElement[bool]:
    return and_(was_concluded(frame), Message.kind.is_distinct_from(Kind.CONSULT))


def was_rated(frame: Frame) -> ColumnElement[bool]:
    """By each author on their own, also of a letter that was put together with another (O25)."""
    stays = Message.status.not_in((S.WITHDRAWN, S.MERGED))
    own = and_(frame.happened(Message.answered_at), stays)
    with_main = main_is(
        lambda main: and_(frame.happened(main.answered_at), main.status.not_in((S.WITHDRAWN, S.MERGED)))
    )
    return and_(Rating.message_id.is_not(None), or_(own, with_main))


def was_to_be_rated(frame: Frame) -> ColumnElement[bool]:
    """Rated, or the days for it are over; with the main letter's end they are over for every author."""
    over = and_(frame.happened(Message.answered_at), Message.status == S.CONCLUDED)
    with_main = main_is(lambda main: and_(frame.happened(main.answered_at), main.status == S.CONCLUDED))
    return or_(was_rated(frame), over, with_main)


def was_found_poor(frame: Frame) -> ColumnElement[bool]:
    """By its author, or by another whose letter was put together with it; however many, it is one matter."""
    by_author = stepped(MessageAction.DISSATISFY, frame.happened(Step.at))
    by_another = stepped(MessageAction.REOPEN, frame.happened(Step.at), Step.by == TOGETHER)
    return and_(Message.reworks > 0, Message.status != S.MERGED, or_(by_author, by_another))


def is_open(frame: Frame) -> ColumnElement[bool]:
    stays = and_(Message.status.in_(life.OPEN), not_(waited_out()))
    return and_(Message.created_at < frame.period.before, stays)


def runs(frame: Frame) -> ColumnElement[bool]:
    return and_(Message.created_at < frame.period.before, Message.status.in_(TIMED))


def soon(frame: Frame) -> ColumnElement[bool]:
    """As `lights.light`: a unit's last fifth and its last working day, and for everybody the day itself."""
    fifth = func.least(func.greatest(func.coalesce(Message.limit_days, 0) // 5, 1), MOST_AHEAD)
    until = chosen(frame.ahead, Date, fifth)
    units = and_(
        Message.status.in_(WITH_UNIT), Message.promised_on > frame.today, Message.promised_on <= until
    )
    return or_(Message.promised_on == frame.today, units)


def is_on_time(frame: Frame) -> ColumnElement[bool]:
    return and_(runs(frame), Message.promised_on >= frame.today, not_(soon(frame)))


def is_due_soon(frame: Frame) -> ColumnElement[bool]:
    return and_(runs(frame), soon(frame))


def is_late(frame: Frame) -> ColumnElement[bool]:
    late = and_(Message.promised_on < frame.today, Message.promised_on > frame.very_late)
    return and_(runs(frame), late)


def is_very_late(frame: Frame) -> ColumnElement[bool]:
    return and_(runs(frame), Message.promised_on <= frame.very_late)


def is_paused(frame: Frame) -> ColumnElement[bool]:
    waits = and_(Message.status == S.NEED_INFO, not_(waited_out()))
    return and_(Message.created_at < frame.period.before, waits)


def was_accepted(frame: Frame) -> ColumnElement[bool]:
    return frame.happened(Message.accepted_at)


def was_answered(frame: Frame) -> ColumnElement[bool]:
    return frame.happened(Message.answered_at)


def is_heard(_: Frame) -> ColumnElement[bool]:
    return _is_heard()


def is_solved(_: Frame) -> ColumnElement[bool]:
    return result() == ResultClass.A


def is_satisfied(_: Frame) -> ColumnElement[bool]:
    return Rating.reply > UNSATISFIED


def is_rated(_: Frame) -> ColumnElement[bool]:
    return Rating.message_id.is_not(None)


def is_concluded(_: Frame) -> ColumnElement[bool]:
    return Message.status == S.CONCLUDED


def was_converted(_: Frame) -> ColumnElement[bool]:
    return stepped(MessageAction.CONVERT)
