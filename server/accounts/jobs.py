"""What of people and their roles ends by itself."""

from __future__ import annotations

from sqlalchemy import delete, or_, select, update

from server.accounts import closing
from server.accounts.models import Block, RoleGrant, Session
from server.core import clock, jobs
from server.core.db import db, transaction


@jobs.every(hour=0, minute=5)
def tidy() -> None:
    """Sessions of roles that ended yesterday are gone (they were refused anyway); ended blocks forget the device."""
    ended = select(RoleGrant.id).where(RoleGrant.until < clock.today())
    over = or_(Block.lifted_at.is_not(None), Block.until < clock.now())
    with transaction():
        db.session.execute(delete(Session).where(Session.grant_id.in_(ended)))
        forget = update(Block).where(over, Block.device_digest.is_not(None))
        db.session.execute(forget.values(device_digest=None))


@jobs.every(minute=35)
def close_accounts() -> None:
    """Whose week is over, each in a transaction of its own."""
    with transaction():
        due = closing.due()
    for account_id in due:
        with transaction():
            closing.close(account_id)
