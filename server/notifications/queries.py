"""A person's own notices."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Select, false, func, select

from server.core.actor import Actor
from server.core.db import db
from server.core.errors import NotFound
from server.notifications.models import Notice


def visible_to(actor: Actor) -> Select[Notice]:
    """Only what was told to oneself, whatever the role."""
    return select(Notice).where(Notice.account_id == actor.account_id if actor.account_id else false())


def newest(actor: Actor, *, skip: int, limit: int) -> list[Notice]:
    ordered = visible_to(actor).order_by(Notice.created_at.desc(), Notice.id)
    return list(db.session.scalars(ordered.offset(skip).limit(limit)))


def unread(actor: Actor) -> int:
    mine = visible_to(actor).where(Notice.read_at.is_(None)).subquery()
    return db.session.execute(select(func.count()).select_from(mine)).scalar_one()


def get_for_update(actor: Actor, notice_id: UUID) -> Notice:
    notice = db.session.scalar(visible_to(actor).where(Notice.id == notice_id).with_for_update())
    if notice is None:
        raise NotFound
    return notice
