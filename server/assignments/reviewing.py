"""Whoever is above a unit reads its answer within a working day: it will do, or it is done again (domain §5.2, 审核).

The author's own word goes before the office's: what they have judged is not read any more.
"""

from __future__ import annotations

from datetime import date

from server.areas import settings
from server.areas.catalogue import REVIEW_DAYS
from server.assignments import queries
from server.assignments.queries import Held
from server.core import clock, workdays
from server.core.actor import Actor
from server.core.errors import Conflict, Forbidden
from server.core.permissions import Permission
from server.messages import handing
from server.messages.life import MessageStatus
from server.messages.service import refuse_author


def waits(actor: Actor, held: Held) -> bool:
    """Whether this office has still to read the answer."""
    is_ours = actor.may(Permission.ASSIGNMENT_DECIDE) and queries.is_above(actor, held.unit)
    return is_ours and _is_unread(held)


def until(held: Held) -> date:
    """The day by which it is read."""
    message = held.message
    answered = clock.local(message.answered_at or clock.now()).date()
    days = settings.number(message.area_code, REVIEW_DAYS)
    return workdays.after(answered, days, settings.calendar(message.area_code))


def approve(actor: Actor, held: Held) -> None:
    """The answer will do; its author judges it."""
    _refuse(actor, held)
    refuse_author(actor, held.message)
    _note(actor, held)


def refuse(actor: Actor, held: Held, *, text: str) -> None:
    """The answer is poor: the unit does it again, with as many days, and the author reads why (O12)."""
    _refuse(actor, held)
    handing.reopen(actor, held.message, text=text)
    _note(actor, held)


def _refuse(actor: Actor, held: Held) -> None:
    if not queries.is_above(actor, held.unit):
        raise Forbidden("review.not_yours", "这个单位的答复由它的上级看。")
    if not _is_unread(held):
        raise Conflict("review.none", "现在没有等您看的答复，也许同事看过了，或来信人已经评价了。")


def _is_unread(held: Held) -> bool:
    assignment, message = held.assignment, held.message
    if not (assignment.is_main and assignment.is_running and message.status is MessageStatus.REPLIED):
        return False
    answered = message.answered_at
    return assignment.reviewed_at is None or answered is None or assignment.reviewed_at < answered


def _note(actor: Actor, held: Held) -> None:
    held.assignment.reviewed_at, held.assignment.reviewer = clock.now(), actor.title
