"""Whose sheet it is, and who may agree to one with people's names in it."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, false, or_, select

from server.core import clock
from server.core.actor import Actor
from server.core.db import db
from server.core.errors import NotFound
from server.core.permissions import Permission
from server.exports.models import Export, ExportState

KEPT = timedelta(days=7)
SHOWN = 30


def visible_to(actor: Actor) -> Select[Export]:
    """One's own in this very identity; and what others of one's area ask that a second person agree to."""
    fresh = select(Export).where(Export.created_at > clock.now() - KEPT)
    return fresh.where(or_(_own(actor), _to_decide(actor)))


def waits_for(actor: Actor) -> Select[Export]:
    """What waits for a second person, and it may be this one."""
    return visible_to(actor).where(_to_decide(actor))


def _own(actor: Actor) -> ColumnElement[bool]:
    return and_(Export.account_id == actor.account_id, Export.role == actor.role, Export.scope == actor.scope)


def _to_decide(actor: Actor) -> ColumnElement[bool]:
    if not actor.may(Permission.EXPORT_DECIDE) or not actor.area_prefix:
        return false()
    inside = Export.scope.startswith(f"area:{actor.area_prefix}", autoescape=True)
    return and_(inside, Export.account_id != actor.account_id, Export.state == ExportState.ASKED)


def own(actor: Actor, export_id: UUID) -> Export:
    """Raises NotFound for what somebody else ordered, or the same person in another identity."""
    return _one(visible_to(actor).where(Export.id == export_id, _own(actor)))


def own_for_update(actor: Actor, export_id: UUID) -> Export:
    return _one(visible_to(actor).where(Export.id == export_id, _own(actor)).with_for_update())


def to_decide(actor: Actor, export_id: UUID) -> Export:
    """Held until it is decided. Raises NotFound for one's own: somebody else has to look at it."""
    return _one(visible_to(actor).where(Export.id == export_id, _to_decide(actor)).with_for_update())


def _one(found: Select[Export]) -> Export:
    export = db.session.scalar(found)
    if export is None:
        raise NotFound("export.unknown", "没有这份导出，或已经过了七天。要用请重新导出一次。")
    return export


def listed(actor: Actor) -> list[Export]:
    """The newest first; what waits to be decided stands among them."""
    newest = visible_to(actor).order_by(Export.created_at.desc(), Export.id)
    return list(db.session.scalars(newest.limit(SHOWN)))
