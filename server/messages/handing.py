"""A letter handed on within the People's Congress: up to the township, and back to whoever answered it poorly."""

from __future__ import annotations

from server.core import clock, outbox
from server.core.actor import Actor
from server.core.db import db
from server.core.errors import Conflict
from server.messages import course
from server.messages.life import JUDGED, WORKFLOW, MessageAction
from server.messages.models import Message
from server.messages.service import record, refuse_author


def hand_up(actor: Actor, message: Message, *, text: str) -> None:
    """The station or the deputy asks the township to give it to a unit (O24); its author reads why."""
    refuse_author(actor, message)
    course.advance(message, MessageAction.HAND_UP)
    if message.handed_up_at is not None:
        raise Conflict("message.handed_up", "已经请镇街交办了，等他们定单位。")
    message.handed_up_at = clock.now()
    step = record(message, actor, MessageAction.HAND_UP, text=text)
    db.session.flush()
    outbox.publish("message.handed_up", message_id=message.id, step_id=step.id)


def reopen(actor: Actor, message: Message, *, text: str) -> None:
    """An office read the answer and found it poor (O12): whoever answered does it again, with as many days."""
    refuse_author(actor, message)
    if message.status not in JUDGED:
        raise Conflict(*WORKFLOW.refusals[message.status])
    course.advance(message, MessageAction.REOPEN)
    course.rework(message)
    step = record(message, actor, MessageAction.REOPEN, text=text)
    db.session.flush()
    outbox.publish("message.reopened", message_id=message.id, step_id=step.id)
