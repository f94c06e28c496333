"""What happens to a letter while departments have it (O7–O10, O17, O20, O22).

Called by whoever looks after the units; a unit speaks to the author by its own name, never by a person's.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from server.core import clock, outbox
from server.core.actor import Actor
from server.core.db import db
from server.core.errors import Conflict
from server.core.text import day_words
from server.messages import course
from server.messages.life import MessageAction
from server.messages.models import Message, ResultClass, Step
from server.messages.service import attach, record, refuse_author
from server.uploads import queries as uploads


def assign(actor: Actor, message: Message, *, unit: str, days: int, text: str) -> None:
    """It becomes a unit's (O7), with so many working days; its author reads whose and why."""
    refuse_author(actor, message)
    course.advance(message, MessageAction.ASSIGN)
    message.unit_name, message.limit_days, message.handed_up_at = unit, days, None
    message.promised_on = course.due(message)
    step = record(message, actor, MessageAction.ASSIGN, text=f"交给{unit}办。{text}".strip())
    db.session.flush()
    outbox.publish("message.assigned", message_id=message.id, step_id=step.id)


def sign(actor: Actor, message: Message) -> None:
    """The unit has it (O8)."""
    refuse_author(actor, message)
    course.advance(message, MessageAction.SIGN)
    _said(actor, message, MessageAction.SIGN, "")


def give_back(actor: Actor, message: Message, *, better: str, text: str) -> None:
    """Not this unit's: it says why, and whose (O9, O20). The promised day stays."""
    refuse_author(actor, message)
    course.advance(message, MessageAction.UNIT_RETURN)
    words = f"不归{message.unit_name}办，建议由{better}办：{text}"
    step = _said(actor, message, MessageAction.UNIT_RETURN, words)
    message.unit_name = ""
    db.session.flush()
    outbox.publish("message.unit_returned", message_id=message.id, step_id=step.id)


def extend(actor: Actor, message: Message, *, until: date, text: str) -> None:
    """Later than promised, once, and its author reads why (O10)."""
    course.advance(message, MessageAction.EXTEND)
    message.promised_on = until
    step = record(message, actor, MessageAction.EXTEND, text=f"延到 {day_words(until)}前答复：{text}")
    db.session.flush()
    outbox.publish("message.extended", message_id=message.id, step_id=step.id)


def sign_off(
    actor: Actor,
    message: Message,
    *,
    text: str,
    result: ResultClass,
    fulfil_on: date | None,
    upload_ids: Sequence[UUID] = (),
) -> None:
    """The unit's answer, signed by its lead (O10, O13). A promise (B) carries its day."""
    refuse_author(actor, message)
    course.advance(message, MessageAction.SIGN_OFF)
    course.answer(message)
    message.fulfil_on, message.fulfilled_at = fulfil_on, None
    pictures = uploads.unused(actor, upload_ids)
    step = _said(actor, message, MessageAction.SIGN_OFF, text, result)
    db.session.flush()
    attach(message, pictures, step=step)
    outbox.publish("message.replied", message_id=message.id, step_id=step.id)


def fulfil(actor: Actor, message: Message, *, text: str) -> None:
    """What was promised is done, and its author is told (O22)."""
    if message.fulfil_on is None or message.fulfilled_at is not None:
        raise Conflict("message.nothing_promised", "这件事没有还没兑现的承诺。")
    course.advance(message, MessageAction.FULFIL)
    message.fulfilled_at = clock.now()
    step = _said(actor, message, MessageAction.FULFIL, text)
    db.session.flush()
    outbox.publish("message.fulfilled", message_id=message.id, step_id=step.id)


def wake(message: Message) -> None:
    """The promised day has passed and nobody said that it is done: open again (O17)."""
    promised = message.fulfil_on or clock.today()
    course.advance(message, MessageAction.WAKE)
    message.fulfil_on, message.concluded_at = None, None
    message.promised_on = course.due(message)
    words = f"答应 {day_words(promised)}前办好，还没有说办好了，重新打开接着办。"
    step = Step(message_id=message.id, action=MessageAction.WAKE, at=clock.now(), by="到期提醒", text=words)
    db.session.add(step)
    db.session.flush()
    outbox.publish("message.woken", message_id=message.id, step_id=step.id)


def _said(
    actor: Actor, message: Message, action: MessageAction, text: str, result: ResultClass | None = None
) -> Step:
    step = record(message, actor, action, text=text, result=result)
    step.by = message.unit_name
    return step
