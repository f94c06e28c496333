"""How the deliveries stand, and what an administrator may do about one that is stuck: nobody's name, nothing told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import func, select

from server.core import audit, clock, outbox
from server.core.actor import Actor
from server.core.db import db
from server.core.errors import Conflict, NotFound
from server.core.outbox import OutboxRow
from server.core.permissions import Permission
from server.gateways.wechat.errcodes import by_errcode
from server.notifications import consents
from server.notifications.models import Channel, Push, PushState
from server.notifications.ordering import one_by_one

SHOWN: Final = 100
LOOKS_BACK: Final = timedelta(days=7)
TROUBLES: Final = (PushState.NOT_SUBSCRIBED, PushState.REFUSED, PushState.FAILED)


@dataclass(frozen=True, slots=True)
class Count:
    """How many pushes of the last seven days stand like this."""

    channel: Channel
    state: PushState
    errcode: int | None
    count: int

    @property
    def remedy(self) -> str:
        """What to do about it, in the words of the gateway's tree of errors."""
        if self.channel is Channel.SMS:
            return "请按短信服务的错误码查，并核对号码和模板。"
        if self.errcode is None:
            return "没有同意过提醒，或模板没有设；站内通知都在。"
        return by_errcode(self.errcode).advice


def counts() -> list[Count]:
    """By way, state and number, in this order and not by how many."""
    recent = Push.created_at > clock.now() - LOOKS_BACK
    kinds = (Push.channel, Push.state, Push.errcode)
    rows = db.session.execute(select(*kinds, func.count()).where(recent).group_by(*kinds))
    states = list(PushState)
    found = [Count(*row) for row in rows.tuples()]
    return sorted(found, key=lambda one: (one.channel != "wechat", states.index(one.state), one.errcode or 0))


def troubled(found: list[Count]) -> list[Count]:
    return [one for one in found if one.state in TROUBLES]


def unknown(actor: Actor) -> list[Push]:
    """The oldest first: nobody knows whether they arrived."""
    _admit(actor)
    lost = select(Push).where(Push.state == PushState.UNKNOWN)
    return list(db.session.scalars(lost.order_by(Push.created_at, Push.id).limit(SHOWN)))


def dead(actor: Actor) -> list[OutboxRow]:
    """The oldest first: given up after many tries."""
    _admit(actor)
    given_up = select(OutboxRow).where(OutboxRow.is_dead)
    return list(db.session.scalars(given_up.order_by(OutboxRow.id).limit(SHOWN)))


def unknown_for_update(actor: Actor, push_id: UUID) -> Push:
    """Raises NotFound when there is none, Conflict when it is meanwhile known what became of it."""
    _admit(actor)
    account_id = db.session.execute(select(Push.account_id).where(Push.id == push_id)).scalar()
    if account_id is None:
        raise NotFound
    one_by_one(account_id)
    push = db.session.get_one(Push, push_id, with_for_update=True)
    if push.state is not PushState.UNKNOWN:
        raise Conflict("push.settled", "这一条已经有结果了，请刷新页面看。")
    return push


def dead_for_update(actor: Actor, row_id: int) -> OutboxRow:
    _admit(actor)
    row = db.session.get(OutboxRow, row_id, with_for_update=True)
    if row is None or not row.is_dead:
        raise NotFound
    return row


def send_again(actor: Actor, push: Push) -> None:
    """A person's word: it may arrive a second time, and they take that."""
    push.state, push.settled_at, push.resent_by = PushState.PENDING, None, actor.own_id()
    audit.record(actor, "push.send_again", "push", push.id)
    outbox.assign("notifications.push", push_id=push.id)


def count_as_sent(actor: Actor, push: Push) -> None:
    push.state, push.settled_at = PushState.SENT, clock.now()
    if push.channel is Channel.WECHAT:
        consents.spend(push.account_id, push.template)
    audit.record(actor, "push.count_as_sent", "push", push.id)


def try_again(actor: Actor, row: OutboxRow) -> None:
    """What was given up begins anew."""
    audit.record(actor, "outbox.try_again", "outbox", None, f"{row.name} {row.id}")
    row.is_dead, row.tries = False, 0
    row.due_at = row.created_at = clock.now()


def cause(row: OutboxRow) -> str:
    """Why it failed, without the values that were involved."""
    return row.error.split("\n")[0].split(" [type=")[0][:120]


def _admit(actor: Actor) -> None:
    if not actor.may(Permission.DELIVERY_MANAGE):
        raise NotFound
