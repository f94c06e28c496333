"""A letter takes the next step of its table, after whatever time has decided meanwhile."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import delete, update

from server.areas import settings
from server.areas.catalogue import ANSWER_DAYS, SUPPLEMENT_DAYS
from server.core import clock, outbox, workdays
from server.core.db import db
from server.messages.arranging_queries import with_merged
from server.messages.aside_models import Refusal, Verdict
from server.messages.life import WORKFLOW, MessageAction, MessageStatus
from server.messages.models import Message, Rating, Step


def advance(message: Message, action: MessageAction) -> None:
    """Raises Conflict where the table has no such step. What was proposed falls when the letter goes on."""
    catch_up(message)
    after = WORKFLOW.after(message.status, action)
    if message.status is MessageStatus.SUBMITTED and after is not message.status:
        drop_proposal(message)
    message.status = after


def catch_up(message: Message) -> None:
    """A deadline counts from its day on, whether or not the timetable has come by."""
    if message.has_waited_out:
        shelve(message)


def shelve(message: Message) -> None:
    """Nobody said what was missing (O4): put away, and taken out again whenever its author or the station wants."""
    message.status = WORKFLOW.after(message.status, MessageAction.SHELVE)
    message.withdrawn_at = clock.now()
    db.session.add(
        Step(
            message_id=message.id, action=MessageAction.SHELVE, at=clock.now(), by="到期没有等到补充", text=""
        )
    )
    outbox.publish("message.shelved", message_id=message.id, until=message.awaited_until)


def due(message: Message) -> date:
    """The day until which whoever has it now has to answer."""
    days = message.limit_days or settings.number(message.area_code, ANSWER_DAYS)
    return workdays.after(clock.today(), days, settings.calendar(message.area_code))


def answer(message: Message) -> None:
    """A new answer is judged anew by everybody who gets it; what was said of the old one stays among the steps."""
    message.answered_at = clock.now()
    forget_ratings(message)


def forget_ratings(message: Message, *, since: datetime | None = None) -> None:
    """Of this letter and of all that were merged into it; `since` leaves those that were given before."""
    given = delete(Rating).where(Rating.message_id.in_(with_merged(message.id)))
    db.session.execute(given.where(Rating.at >= since) if since else given)


def rework(message: Message) -> None:
    """Once more, with as many days as the first time (O12)."""
    message.reworks += 1
    message.promised_on = due(message)


def pause(message: Message) -> None:
    """Time stands still until the author has said more."""
    days = settings.number(message.area_code, SUPPLEMENT_DAYS)
    message.awaited_since = clock.today()
    message.awaited_until = clock.today() + timedelta(days=days)


def resume(message: Message) -> None:
    """The promised day moves by the working days that were spent waiting."""
    if message.awaited_since is None:
        return
    calendar = settings.calendar(message.area_code)
    waited = workdays.between(message.awaited_since, clock.today(), calendar)
    message.promised_on = workdays.after(message.promised_on, waited, calendar)
    message.awaited_since = message.awaited_until = None


def drop_proposal(message: Message) -> None:
    """Nobody has to decide any more."""
    db.session.execute(
        update(Refusal)
        .where(Refusal.message_id == message.id, Refusal.verdict.is_(None))
        .values(verdict=Verdict.DROPPED, decided_at=clock.now())
    )
