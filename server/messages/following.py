"""Me too: somebody who met the same hears what becomes of it, and writes nothing anew."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import delete, select, update

from server.core import clock
from server.core.actor import Actor
from server.core.db import db
from server.core.errors import Conflict
from server.messages import follow_queries as queries
from server.messages.author_models import Follow
from server.messages.life import OPEN
from server.messages.models import Message


def follow(actor: Actor, shown_id: UUID) -> UUID:
    """Hear of a case that was shown, as its author does; said twice, it is one follow. Returns the case's own id."""
    message, summary = queries.to_follow(actor, shown_id)
    if message.author_id == actor.account_id:
        raise Conflict("message.own_follow", "这是您自己写的，有消息本来就会告诉您。")
    if queries.for_update(actor, message.id) is not None:
        return message.id
    if message.status_now not in OPEN:
        raise Conflict("message.over", "这件事已经办完了。您那里还没好，请自己写一封。")
    last = queries.last_step_id(message.id)
    made = Follow(message_id=message.id, account_id=actor.own_id(), summary=summary, at=clock.now())
    made.told_step = last
    db.session.add(made)
    db.session.flush()
    return message.id


def unfollow(actor: Actor, message_id: UUID) -> None:
    """Hear of it no more; nothing stays."""
    mine = Follow.account_id == actor.own_id()
    db.session.execute(delete(Follow).where(mine, Follow.message_id == message_id))


def move(account_id: UUID, into_id: UUID) -> None:
    """A person became one with another account: what both follow is followed once."""
    known = select(Follow.message_id).where(Follow.account_id == into_id)
    mine = Follow.account_id == account_id
    db.session.execute(delete(Follow).where(mine, Follow.message_id.in_(known)))
    db.session.execute(update(Follow).where(mine).values(account_id=into_id))


def forget(account_id: UUID) -> None:
    """A person left for good: no PIN opens their letters, and they follow nothing."""
    db.session.execute(delete(Follow).where(Follow.account_id == account_id))
    db.session.execute(update(Message).where(Message.author_id == account_id).values(pin_digest=None))
