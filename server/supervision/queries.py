"""The only door to a supervision, and the letters that are late."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Select, false, or_, select

from server.areas.queries import within
from server.assignments import queries as assignments
from server.assignments.models import Assignment
from server.core import clock
from server.core.actor import Actor
from server.core.db import db
from server.core.errors import NotFound
from server.messages.life import WITH_UNIT, MessageStatus
from server.messages.models import Message
from server.supervision.models import BY_TWO, Supervision

LATE = (*WITH_UNIT, MessageStatus.REWORKING)


def open_of(message_id: UUID) -> list[Supervision]:
    """What a letter is watched for now, the highest level first."""
    found = select(Supervision).where(Supervision.message_id == message_id, Supervision.closed_at.is_(None))
    return list(db.session.scalars(found.order_by(Supervision.level.desc())))


def visible_to(actor: Actor) -> Select[Supervision]:
    """An office those of its area; a unit those of the letters it has, once they hold."""
    if actor.role in assignments.UNITS:
        mine = assignments.visible_to(actor).with_only_columns(Assignment.message_id)
        seconded = or_(Supervision.level.not_in(BY_TWO), Supervision.seconded_at.is_not(None))
        return select(Supervision).where(Supervision.message_id.in_(mine), seconded)
    if actor.area_prefix:
        held = select(Message.id).where(within(Message.area_code, actor.area_prefix))
        return select(Supervision).where(Supervision.message_id.in_(held))
    return select(Supervision).where(false())


def get_for_update(actor: Actor, supervision_id: UUID) -> Supervision:
    """Raises NotFound for one that is not the actor's to see."""
    found = visible_to(actor).where(Supervision.id == supervision_id).with_for_update()
    supervision = db.session.scalar(found)
    if supervision is None:
        raise NotFound("supervision.unknown", "没有找到这件督办。")
    return supervision


def late(after: UUID | None, limit: int = 500) -> list[Message]:
    """A batch of letters that their units should have answered by now, by id."""
    found = select(Message).where(
        Message.status.in_(LATE), Message.unit_name != "", Message.promised_on < clock.today()
    )
    found = found.where(Message.id > after) if after else found
    return list(db.session.scalars(found.order_by(Message.id).limit(limit).with_for_update(skip_locked=True)))
