"""A letter becomes something larger, stays linked to it, and hears what became of it (O14, O21).

Whoever takes it in tells the author, in the one notice in which they ask for the author's consent.
"""

from __future__ import annotations

from collections.abc import Sequence

from server.accounts.models import Account
from server.core import clock, outbox
from server.core.actor import Actor
from server.core.db import db
from server.messages import course
from server.messages.life import MessageAction, MessageStatus
from server.messages.models import Message, Step
from server.messages.publication_traces import TRACE_WORDS, find
from server.messages.service import record, refuse_author

OPEN_TO = (MessageStatus.ACCEPTED, MessageStatus.REPLIED)
"""States of a letter in which it may be turned (O14)."""
_TURNED, _ON = "转成", "往下办"


def convert(actor: Actor, message: Message, *, into: str) -> None:
    """`into` says in words what it became: 代表建议."""
    refuse_author(actor, message)
    course.advance(message, MessageAction.CONVERT)
    said = f"{_TURNED}{into}{_ON}，有了结果再告诉您。"
    step = record(message, actor, MessageAction.CONVERT, text=said)
    db.session.flush()
    outbox.publish("message.converted", message_id=message.id, step_id=step.id)


def tell_turn(message: Message, *, by: str, text: str) -> None:
    """How that goes on: told like any progress, and nothing ends."""
    course.advance(message, MessageAction.PROGRESS)
    step = _said(message, MessageAction.PROGRESS, by, text)
    outbox.publish("message.progressed", message_id=message.id, step_id=step.id)


def tell_outcome(message: Message, *, by: str, text: str) -> None:
    """What became of it, in the words of whoever answered: judged by its author like any other answer."""
    course.advance(message, MessageAction.REPLY)
    course.answer(message)
    step = _said(message, MessageAction.REPLY, by, text)
    outbox.publish("message.replied", message_id=message.id, step_id=step.id)


def followed(steps: Sequence[Step]) -> str:
    """What a converted letter goes on as, in words: 跟着微心愿往下办."""
    turned = next((step.text for step in reversed(steps) if step.action is MessageAction.CONVERT), "")
    return f"跟着{turned.removeprefix(_TURNED).partition(_ON)[0]}{_ON}"


def without_traces(text: str, author: Account) -> str:
    """Numbers, plates, doors and names give way to what they were: （电话略）."""
    for trace in find(text, [name for name in (author.name, author.display_name) if name]):
        text = text.replace(trace.text, f"（{TRACE_WORDS[trace.kind]}略）")
    return text


def _said(message: Message, action: MessageAction, by: str, text: str) -> Step:
    step = Step(message_id=message.id, action=action, at=clock.now(), by=by, text=text)
    db.session.add(step)
    db.session.flush()
    return step
