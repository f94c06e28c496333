"""All rules are looked after by the clock; and what a person has stays with them."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import delete, select, update

from server.alerts import watching
from server.alerts.models import Addressee
from server.alerts.registry import in_order
from server.core import jobs
from server.core.db import db, transaction


@jobs.every(minute="*/5")
def look() -> None:
    """What can turn any minute; each rule in a transaction of its own."""
    _look(looks_back=False)


@jobs.every(hour="7,13", minute=25)
def look_back() -> None:
    """What counts over weeks reads many letters, and turns slowly."""
    _look(looks_back=True)


def _look(*, looks_back: bool) -> None:
    for rule in in_order():
        if rule.looks_back is looks_back:
            with transaction():
                watching.watch(rule)


@jobs.on("account.merged")
def move_alerts(account_id: UUID, into_id: UUID) -> None:
    has = select(Addressee.alert_id).where(Addressee.account_id == into_id)
    mine = Addressee.account_id == account_id
    db.session.execute(delete(Addressee).where(mine, Addressee.alert_id.in_(has)))
    db.session.execute(update(Addressee).where(mine).values(account_id=into_id))


@jobs.on("account.closed")
def forget_person(account_id: UUID) -> None:
    db.session.execute(delete(Addressee).where(Addressee.account_id == account_id))
