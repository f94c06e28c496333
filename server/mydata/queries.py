"""Only one's own package exists."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy import Select, false, select

from server.core import clock
from server.core.actor import Actor
from server.core.db import db
from server.core.errors import NotFound
from server.mydata.models import CopyState, DataCopy

KEPT = timedelta(days=7)


def visible_to(actor: Actor) -> Select[DataCopy]:
    return select(DataCopy).where(DataCopy.account_id == actor.account_id if actor.account_id else false())


def latest(actor: Actor) -> DataCopy | None:
    return db.session.scalar(visible_to(actor).order_by(DataCopy.created_at.desc(), DataCopy.id).limit(1))


def ready(actor: Actor, copy_id: UUID) -> DataCopy:
    found = db.session.scalar(
        visible_to(actor).where(DataCopy.id == copy_id, DataCopy.state == CopyState.READY)
    )
    if found is None or found.created_at < clock.now() - KEPT:
        raise NotFound("mydata.unknown", "这一包找不到了，可能放了七天收走了。请再打包一次。")
    return found


def of_account(account_id: UUID) -> list[UUID]:
    return list(db.session.scalars(select(DataCopy.id).where(DataCopy.account_id == account_id)))


def old() -> list[UUID]:
    return list(db.session.scalars(select(DataCopy.id).where(DataCopy.created_at < clock.now() - KEPT)))
