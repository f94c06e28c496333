"""Where one is signed in: looked at, and ended, by oneself."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Select, delete, false, select

from server.accounts.models import Session
from server.core import audit, clock
from server.core.actor import Actor
from server.core.db import db
from server.core.errors import NotFound


def visible_to(actor: Actor) -> Select[Session]:
    """One's own that still hold."""
    if actor.account_id is None:
        return select(Session).where(false())
    return select(Session).where(Session.account_id == actor.account_id, Session.expires_at > clock.now())


def listed(actor: Actor) -> list[Session]:
    """The newest first."""
    return list(db.session.scalars(visible_to(actor).order_by(Session.created_at.desc(), Session.id)))


def end(actor: Actor, session_id: UUID) -> None:
    """Also the very one that asks: that is signing out."""
    found = db.session.scalar(visible_to(actor).where(Session.id == session_id))
    if found is None:
        raise NotFound("session.unknown", "没有找到这次登录，可能已经结束了。")
    db.session.delete(found)
    audit.record(actor, "session.end_own", "account", actor.account_id, found.device)


def end_others(actor: Actor) -> int:
    """All but the one that asks. Returns how many."""
    mine = [one.id for one in listed(actor) if one.id != actor.session_id]
    db.session.execute(delete(Session).where(Session.id.in_(mine)))
    audit.record(actor, "session.end_own", "account", actor.account_id, f"另外 {len(mine)} 处")
    return len(mine)
