"""Somebody was quicker: what was written meanwhile is told, and nothing that was typed is lost."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import or_, select

from server.core import clock
from server.core.actor import Actor
from server.core.db import db
from server.core.errors import Conflict
from server.core.text import summary
from server.messages import queries
from server.messages.life import MessageAction
from server.messages.models import Message, Step

DID = {
    MessageAction.ACCEPT: "受理了",
    MessageAction.REPLY: "已经答复过了",
    MessageAction.ASK: "请来信人补充了",
    MessageAction.SUPPLEMENT: "补来了",
    MessageAction.REJECT: "不予受理，告诉了去处",
    MessageAction.WITHDRAW: "撤回了",
    MessageAction.PROGRESS: "告诉来信人进展了",
    MessageAction.RESTORE: "接着办了",
    MessageAction.ASSIGN: "交给单位办了",
    MessageAction.FORWARD: "转给别的代表了",
}


def held(actor: Actor, message_id: UUID, seen: int | None) -> Message:
    """The letter, to be changed. Raises Conflict when others took a step after `seen`, the last one on the page."""
    message = queries.get_for_update(actor, message_id)
    if seen is None:
        return message
    others = or_(Step.account_id != actor.account_id, Step.account_id.is_(None))
    later = select(Step).where(Step.message_id == message.id, Step.id > seen, others).order_by(Step.id)
    meanwhile = [_told(step) for step in db.session.scalars(later)]
    if meanwhile:
        words = "您写的时候，别人先办了一步。您写的没有送出，都还在。"
        raise Conflict("message.clash", words, meanwhile=meanwhile, see=str(message.id))
    return message


def _told(step: Step) -> str:
    """站长 老周 09:42 已经答复过了：“灯换好了。”"""
    said = f"：“{summary(step.text, 60)}”" if step.text else ""
    return f"{step.by} {clock.local(step.at):%H:%M} {DID.get(step.action, '办了一步')}{said}"
