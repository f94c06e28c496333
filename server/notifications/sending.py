"""One push from its claim to its end: which states it may pass, so that nothing is ever sent twice by itself."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import and_, bindparam, exists, func, select
from sqlalchemy.orm import aliased

from server.accounts.models import Account
from server.core import clock
from server.core.db import db
from server.core.jobs import Later
from server.notifications import choices, consents, receipts
from server.notifications.models import Channel, Consent, Push, PushState
from server.notifications.ordering import LOCK, fall_back

log = logging.getLogger(__name__)

IN_HAND: Final = timedelta(seconds=12)
"""A line opened less long ago may still be somebody's work: twice the six seconds within which a gateway ends a call.

Should it be somebody's nevertheless, what they learn still counts: see `_claimed`.
"""
LEASE: Final = timedelta(seconds=15)
"""Outlives what is in hand: whoever takes a push over from a killed process can tell at once how it stands."""
SOON: Final = 1.0
"""Seconds after which to ask again whether the person's other push is through."""
FALLS_BACK: Final = frozenset({PushState.NOT_SUBSCRIBED, PushState.REFUSED, PushState.FAILED})


@dataclass(frozen=True, slots=True)
class Parcel:
    """What the line needs, taken out of the database: no row is held while it is open. `to` is in no log."""

    push_id: UUID
    started_at: datetime
    channel: Channel
    template: str
    page: str
    data: dict[str, str]
    to: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Outcome:
    state: PushState
    errcode: int | None = None
    msgid: str = ""


def begin(push_id: UUID) -> Parcel | None:
    """Claim it before the line is opened; None when there is nothing to send. Raises Later when its hour has not come.

    One found half-sent may have arrived: it becomes `unknown`.
    """
    _lock(push_id)
    found = db.session.execute(_CLAIM, {"push_id": push_id}, execution_options=_FRESH).one_or_none()
    if found is None or found.Push.state not in (PushState.PENDING, PushState.SENDING):
        return None
    push: Push = found.Push
    if push.state is PushState.SENDING:
        _give_up(push)
        return None
    _wait_for_morning(push)
    is_wechat = push.channel is Channel.WECHAT
    to = (found.Account.openid if is_wechat else found.Account.phone) or ""
    if not to or (is_wechat and found.refused_at is not None):
        _end(push, Outcome(PushState.NOT_SUBSCRIBED))
        return None
    if is_wechat and found.another_is_out:
        raise Later(SOON)
    push.state, push.started_at = PushState.SENDING, clock.now()
    return Parcel(push.id, push.started_at, push.channel, push.template, push.page, push.data, to)


def settle(parcel: Parcel, outcome: Outcome) -> None:
    """Write down how it ended, unless it has meanwhile been begun anew."""
    push = _claimed(parcel)
    if push is None:
        return
    if outcome.state is PushState.NOT_SUBSCRIBED and push.channel is Channel.WECHAT:
        consents.none_left(push.account_id, push.template)
        if push.resent_by:
            # the first try may have arrived and spent the accept: nobody knows
            outcome = Outcome(PushState.UNKNOWN, outcome.errcode)
    _end(push, outcome)
    if push.channel is Channel.WECHAT:
        if push.state is PushState.SENT:
            consents.spend(push.account_id, push.template)
        db.session.flush()
        hear(push.account_id, push.template)


def postpone(parcel: Parcel) -> None:
    """Surely not sent: it may be tried again."""
    push = _claimed(parcel)
    if push is not None:
        push.state = PushState.PENDING


def hear(account_id: UUID, template: str) -> None:
    """What the platform said, of those that were `unknown` and of those that it had taken. Under the person's lock."""
    for ended in receipts.match(account_id, template):
        push, is_delivered = ended.push, ended.errcode == 0
        if push.state is PushState.UNKNOWN and is_delivered:
            consents.spend(account_id, template)
        state = PushState.SENT if is_delivered else PushState.REFUSED
        if push.state is not state:
            _end(push, Outcome(state, ended.errcode or None, ended.msgid))


_OTHER = aliased(Push)
# every push asks this: put together once, and in one journey. Whose last word was no is not even tried;
# 43108: the platform takes one message for one person at a time
_CLAIM = (
    select(
        Push,
        Account,
        Consent.refused_at,
        exists()
        .where(
            _OTHER.account_id == Push.account_id,
            _OTHER.channel == Channel.WECHAT,
            _OTHER.state == PushState.SENDING,
        )
        .label("another_is_out"),
    )
    .join(Account, Account.id == Push.account_id)
    .outerjoin(Consent, and_(Consent.account_id == Push.account_id, Consent.template == Push.template))
    .where(Push.id == bindparam("push_id"))
    .with_for_update(of=Push)
)
_LOCKED = select(Push).where(Push.id == bindparam("push_id")).with_for_update()
_LOCK = select(
    func.pg_advisory_xact_lock(func.hashtextextended(func.concat(LOCK, Push.account_id), 0))
).where(Push.id == bindparam("push_id"))
_FRESH: Final = {"populate_existing": True}


def _lock(push_id: UUID) -> None:
    """Of the person whose push it is, before any of their rows."""
    db.session.execute(_LOCK, {"push_id": push_id})


def _claimed(parcel: Parcel) -> Push | None:
    """The push, when it is still this claim's: others may have given it up as lost, or sent it again."""
    _lock(parcel.push_id)
    push = db.session.scalar(_LOCKED, {"push_id": parcel.push_id}, execution_options=_FRESH)
    if push is None or push.started_at != parcel.started_at:
        return None
    return push if push.state in (PushState.SENDING, PushState.UNKNOWN) else None


def _give_up(push: Push) -> None:
    begun = push.started_at or push.created_at
    left = begun + IN_HAND - clock.now()
    if left > timedelta():
        raise Later(left.total_seconds())
    _end(push, Outcome(PushState.UNKNOWN))
    db.session.flush()
    hear(push.account_id, push.template)


def _wait_for_morning(push: Push) -> None:
    """Whatever held it up, who rests is not woken."""
    if choices.end_of_night(clock.now()) is None:
        return
    morning = choices.recipient(push.account_id).rests_until(push.template)
    if morning is not None:
        raise Later((morning - clock.now()).total_seconds())


def _end(push: Push, outcome: Outcome) -> None:
    push.state, push.errcode = outcome.state, outcome.errcode
    push.msgid = outcome.msgid or push.msgid
    push.settled_at = clock.now()
    if push.state in FALLS_BACK:
        fall_back(push)
