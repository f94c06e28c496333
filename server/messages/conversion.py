"""A letter becomes something larger, stays linked to it, and hears what became of it (O14, O21)."""

from __future__ import annotations

from server.core import clock, outbox
from server.core.actor import Actor
from server.core.db import db
from server.messages import course
from server.messages.life import MessageAction
from server.messages.models import Message, Step
from server.messages.service import record, refuse_author


def convert(actor: Actor, message: Message, *, into: str) -> None:
    """`into` says in words what it became: 代表建议. Its author is told."""
    refuse_author(actor, message)
    course.advance(message, MessageAction.CONVERT)
    step = record(message, actor, MessageAction.CONVERT, text=f"转成{into}往下办，有了结果再告诉您。")
    db.session.flush()
    outbox.publish("message.converted", message_id=message.id, step_id=step.id)


def tell_outcome(message: Message, *, by: str, text: str) -> None:
    """What became of it, in the words of whoever answered: judged by its author like any other answer."""
    course.advance(message, MessageAction.REPLY)
    course.answer(message)
    step = Step(message_id=message.id, action=MessageAction.REPLY, at=clock.now(), by=by, text=text)
    db.session.add(step)
    db.session.flush()
    outbox.publish("message.replied", message_id=message.id, step_id=step.id)
