"""One's own, a county's, or all of them for the administrator."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Select, false, select

from server.areas.queries import within
from server.core.actor import Actor
from server.core.db import db
from server.core.errors import NotFound
from server.core.permissions import Role
from server.feedback.models import Feedback

PER_PAGE = 50


def visible_to(actor: Actor) -> Select[Feedback]:
    match actor.role:
        case Role.SYS_ADMIN:
            return select(Feedback)
        case Role.NPC_STAFF:
            return select(Feedback).where(within(Feedback.area_code, actor.area_prefix or "none"))
        case _:
            return select(Feedback).where(false())


def get_for_update(actor: Actor, feedback_id: UUID) -> Feedback:
    found = db.session.scalar(visible_to(actor).where(Feedback.id == feedback_id).with_for_update())
    if found is None:
        raise NotFound("feedback.unknown", "没有找到这条意见。")
    return found


def listed(actor: Actor, number: int) -> list[Feedback]:
    """Unanswered ones first, the oldest of them first; one more than a page holds."""
    waits = Feedback.answered_at.is_(None)
    order = (waits.desc(), Feedback.answered_at.desc().nulls_first(), Feedback.created_at, Feedback.id)
    found = visible_to(actor).order_by(*order).offset((number - 1) * PER_PAGE).limit(PER_PAGE + 1)
    return list(db.session.scalars(found))


def own(actor: Actor) -> list[Feedback]:
    """What one said oneself, the newest first."""
    mine = select(Feedback).where(Feedback.account_id == actor.own_id())
    return list(db.session.scalars(mine.order_by(Feedback.created_at.desc(), Feedback.id).limit(PER_PAGE)))
