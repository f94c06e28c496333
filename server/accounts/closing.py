"""Leaving for good: asked for, a week to think again, then who the person was is erased; what they wrote stays."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, select, update

from server.accounts import queries
from server.accounts.models import Account, Block, Closing, OneTimeLink, RoleGrant, Session
from server.core import audit, clock, outbox
from server.core.actor import Actor
from server.core.db import db
from server.core.errors import Conflict
from server.core.permissions import Role

TO_THINK = timedelta(days=7)
LEFT = "已注销"
_PRIVATE = (Role.RESIDENT, Role.FORMER_DEPUTY)


def asked(actor: Actor) -> Closing | None:
    return db.session.scalar(select(Closing).where(Closing.account_id == actor.own_id()))


def ask(actor: Actor) -> Closing:
    """Ask for one's account to be closed in a week; asked twice, the first day counts."""
    account = _held(actor.own_id())
    if any(given.role not in _PRIVATE for given in queries.grants(account.id)):
        words = "您现在是代表或工作人员，账号要先交出身份才能注销。请找联络员或镇街人大办。"
        raise Conflict("account.in_office", words)
    before = asked(actor)
    if before is not None:
        return before
    made = Closing(account_id=account.id, asked_at=clock.now(), due_at=clock.now() + TO_THINK)
    db.session.add(made)
    audit.record(actor, "account.close_asked", "account", account.id)
    return made


def keep(actor: Actor) -> None:
    """Think again: nothing was changed, and nothing will be."""
    _held(actor.own_id())
    mine = delete(Closing).where(Closing.account_id == actor.own_id())
    if db.session.execute(mine.returning(Closing.account_id)).first() is not None:
        audit.record(actor, "account.close_undone", "account", actor.own_id())


def due() -> list[UUID]:
    found = select(Closing.account_id).where(Closing.due_at <= clock.now()).order_by(Closing.due_at)
    return list(db.session.scalars(found.limit(200)))


def close(account_id: UUID) -> None:
    """Erase who the person was. Whoever holds an office by now stays, and may ask again afterwards."""
    account = _held(account_id)
    closing = db.session.get(Closing, account_id)
    if closing is None or closing.due_at > clock.now():
        return
    db.session.delete(closing)
    if any(given.role not in _PRIVATE for given in queries.grants(account_id)):
        return
    account.name = account.phone = account.openid = ""
    account.openid_index = None
    account.display_name, account.disabled_at = LEFT, clock.now()
    db.session.execute(delete(Session).where(Session.account_id == account_id))
    db.session.execute(delete(OneTimeLink).where(OneTimeLink.account_id == account_id))
    yesterday = clock.today() - timedelta(days=1)
    held = update(RoleGrant).where(RoleGrant.account_id == account_id, queries.not_over(yesterday))
    db.session.execute(held.values(until=yesterday))
    blocked = update(Block).where(Block.account_id == account_id)
    db.session.execute(blocked.values(device_digest=None, appeal_text=""))
    audit.record(
        Actor(Role.RESIDENT, account_id=account_id, name=LEFT), "account.close", "account", account_id
    )
    outbox.publish("account.closed", account_id=account_id)


def _held(account_id: UUID) -> Account:
    return db.session.get_one(Account, account_id, with_for_update=True)
