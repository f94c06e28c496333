"""What the platform says became of a message, matched with the push it belongs to, in whichever order they come."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import Select, bindparam, delete, select
from sqlalchemy.dialects.postgresql import insert

from server.core import clock
from server.core.db import db
from server.notifications.models import Channel, Push, PushState, Receipt

SKEW: Final = timedelta(seconds=2)
"""The platform tells whole seconds of its own clock."""
KEPT: Final = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Ended:
    """`errcode` 0: it was delivered."""

    push: Push
    errcode: int
    msgid: str


def keep(account_id: UUID, template: str, msgid: str, errcode: int, at: datetime) -> bool:
    """Once a message; the same again changes nothing. Whether somebody has to look what it belongs to."""
    mine = Push.account_id == account_id, Push.msgid == msgid, Push.state == PushState.SENT
    known = db.session.execute(select(Push.id).where(*mine)).scalar() if errcode == 0 else None
    values = {
        "msgid": msgid,
        "account_id": account_id,
        "template": template,
        "errcode": errcode,
        "at": at,
        "push_id": known,
    }
    stored = db.session.execute(
        insert(Receipt).values(values).on_conflict_do_nothing().returning(Receipt.msgid)
    )
    return stored.first() is not None and known is None


_LOOSE = (
    select(Receipt)
    .where(
        Receipt.account_id == bindparam("account_id"),
        Receipt.template == bindparam("template"),
        Receipt.push_id.is_(None),
    )
    .order_by(Receipt.at, Receipt.msgid)
)


def match(account_id: UUID, template: str) -> Iterator[Ended]:
    """Give every receipt that has no push yet the one it speaks of, oldest first."""
    whose = {"account_id": account_id, "template": template}
    for receipt in db.session.scalars(_LOOSE, whose).all():
        push = _push_of(receipt)
        if push is not None:
            receipt.push_id = push.id
            yield Ended(push, receipt.errcode, receipt.msgid)
            db.session.flush()


def _push_of(receipt: Receipt) -> Push | None:
    """The push the platform answered with this number; else the latest one whose answer never came.

    While one is on the line, the receipt may be its own, told before its answer: then it waits for that.
    """
    mine = _pushes(receipt)
    known = db.session.scalar(mine.where(Push.msgid == receipt.msgid))
    if known is not None:
        return known
    if db.session.scalar(mine.where(Push.state == PushState.SENDING)) is not None:
        return None
    lost = mine.where(Push.state == PushState.UNKNOWN, Push.started_at <= receipt.at + SKEW)
    return db.session.scalar(lost.order_by(Push.started_at.desc()).limit(1))


def _pushes(receipt: Receipt) -> Select[Push]:
    return select(Push).where(
        Push.account_id == receipt.account_id,
        Push.channel == Channel.WECHAT,
        Push.template == receipt.template,
    )


def forget_old() -> None:
    db.session.execute(delete(Receipt).where(Receipt.at < clock.now() - KEPT))
