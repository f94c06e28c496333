"""A letter becomes something larger, stays linked to it, and hears what became of it (O14, O21).

Whoever takes it in tells the author, in the one notice in which they ask for the author's consent.
"""

from __future__ import annotations

import re
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
_PASSED = re.compile(r"这件(?P<into>.+?)改由(?P<office>镇街人大|区县人大)来定：")
_SAID = re.compile(r"转成(?P<into>.+?)(?:，由(?P<office>.+?)来定|往下办)")


def convert(actor: Actor, message: Message, *, into: str, office: str = "") -> None:
    """`into` says in words what it became: 代表建议; `office` who decides about it, where that is known."""
    refuse_author(actor, message)
    course.advance(message, MessageAction.CONVERT)
    how = f"，由{office}来定" if office else "往下办"
    step = record(message, actor, MessageAction.CONVERT, text=f"转成{into}{how}，有了结果再告诉您。")
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


def passed_words(into: str, office: str, why: str) -> str:
    """Another office decides from now on."""
    return f"这件{into}改由{office}来定：{why}"


def holder_of(steps: Sequence[Step]) -> str:
    """Who has a converted letter, as its own step says: 镇街人大（微心愿）, or what it goes on as."""
    for step in reversed(steps):
        passed = _PASSED.match(step.text) if step.action is MessageAction.PROGRESS else None
        if passed:
            return f"{passed['office']}（{passed['into']}）"
        if step.action is MessageAction.CONVERT:
            break
    turned = next(step.text for step in reversed(steps) if step.action is MessageAction.CONVERT)
    said = _SAID.match(turned)
    if said is None:
        return ""
    return f"{said['office']}（{said['into']}）" if said["office"] else f"跟着{said['into']}往下办"


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
