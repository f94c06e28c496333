"""Where letters stand today, what was said aside, and what the timetable has to do."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from server.core import clock
from server.core.db import db
from server.messages.aside_models import Note, Refusal, Verdict
from server.messages.life import MessageAction, MessageStatus
from server.messages.models import Message, Step

OPEN = Refusal.verdict.is_(None)


def waited_out() -> ColumnElement[bool]:
    """As `Message.has_waited_out`."""
    return and_(Message.status == MessageStatus.NEED_INFO, Message.awaited_until < clock.today())


def standing(status: MessageStatus) -> ColumnElement[bool]:
    """As `Message.status_now`."""
    match status:
        case MessageStatus.NEED_INFO:
            return and_(Message.status == status, Message.awaited_until >= clock.today())
        case MessageStatus.WITHDRAWN:
            return or_(Message.status == status, waited_out())
        case _:
            return Message.status == status


def counts(found: Select[Message]) -> dict[MessageStatus, int]:
    """How many messages there are by status; every status is named."""
    return as_today(dict(by_status(found)), found)


def by_status(found: Select[Message]) -> list[tuple[MessageStatus, int]]:
    counted = found.with_only_columns(Message.status, func.count()).order_by(None).group_by(Message.status)
    return [(status, count) for status, count in db.session.execute(counted).tuples()]


def as_today(stored: dict[MessageStatus, int], found: Select[Message]) -> dict[MessageStatus, int]:
    """Every status by name; what was waited for long enough has been withdrawn, whatever its row says still."""
    named = {status: 0 for status in MessageStatus} | stored
    if named[MessageStatus.NEED_INFO]:
        late = found.where(waited_out()).with_only_columns(func.count()).order_by(None)
        over = db.session.execute(late).scalar_one()
        named[MessageStatus.NEED_INFO] -= over
        named[MessageStatus.WITHDRAWN] += over
    return named


def to_shelve() -> list[Message]:
    """A batch of those whose authors did not say what was missing."""
    found = select(Message).where(waited_out()).order_by(Message.awaited_until, Message.id)
    return list(db.session.scalars(found.limit(500).with_for_update(skip_locked=True)))


def last_step(message_id: UUID) -> Step:
    return db.session.scalars(
        select(Step).where(Step.message_id == message_id).order_by(Step.id.desc()).limit(1)
    ).one()


def refusals(message_id: UUID) -> list[Refusal]:
    """Everything that was proposed about a letter, the newest first."""
    found = select(Refusal).where(Refusal.message_id == message_id).order_by(Refusal.id.desc())
    return list(db.session.scalars(found))


def open_refusal(message_id: UUID) -> Refusal | None:
    return db.session.scalar(select(Refusal).where(Refusal.message_id == message_id, OPEN))


def proposed() -> ColumnElement[bool]:
    """Letters for which somebody has to decide whether they are refused."""
    open_ones = select(Refusal.id).where(Refusal.message_id == Message.id, OPEN)
    return and_(Message.status == MessageStatus.SUBMITTED, open_ones.exists())


def refused_as(message_id: UUID) -> Refusal | None:
    """What its author reads in a letter that is refused."""
    found = select(Refusal).where(Refusal.message_id == message_id, Refusal.verdict == Verdict.REFUSED)
    return db.session.scalar(found.order_by(Refusal.id.desc()).limit(1))


def notes(message_id: UUID) -> list[Note]:
    """What the staff said among themselves, the newest first."""
    found = select(Note).where(Note.message_id == message_id).order_by(Note.id.desc())
    return list(db.session.scalars(found))


def answer_of(message_id: UUID) -> Step | None:
    """What its unit answered last."""
    found = select(Step).where(Step.message_id == message_id, Step.action == MessageAction.SIGN_OFF)
    return db.session.scalar(found.order_by(Step.id.desc()).limit(1))
