"""Ordering what goes out with a notice: in the app it stands already; then WeChat; then a short message."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from server.core import clock, outbox
from server.core.db import db, one_at_a_time
from server.core.jobs import Later
from server.notifications import asks
from server.notifications.asks import Ask
from server.notifications.choices import Recipient, recipient
from server.notifications.models import Channel, Push, PushState

LOCK: Final = "push|"


def one_by_one(account_id: UUID) -> None:
    """What changes a person's pushes and consents waits for the others that do; rows are locked after this."""
    one_at_a_time(f"{LOCK}{account_id}")


def one_by_one_or_later(account_id: UUID) -> None:
    """The same for a listener. It holds its locks until the whole batch is done, so it must never wait for one."""
    key = func.hashtextextended(f"{LOCK}{account_id}", 0)
    if not db.session.execute(select(func.pg_try_advisory_xact_lock(key))).scalar_one():
        raise Later(1)


def order(notice_id: UUID, account_id: UUID, page: str, ask: Ask) -> None:
    """By WeChat where it can be, else by a short message where that was chosen, else the app stands alone."""
    who = recipient(account_id)
    if not who.wants(ask.template):
        return
    push = Push(
        notice_id=notice_id, account_id=account_id, template=ask.template, page=page, data=dict(ask.fields)
    )
    if who.has_openid and ask.template in asks.ids():
        _place(push, Channel.WECHAT, who)
    else:
        _text(push, who)


def fall_back(push: Push) -> None:
    """WeChat did not take it: a short message, where the person chose that."""
    if push.channel is Channel.WECHAT:
        _text(push, recipient(push.account_id))


def _text(push: Push, who: Recipient) -> None:
    if not who.may_be_texted(push.template):
        return
    words = asks.for_a_text(push.template, push.data)
    text = Push(
        notice_id=push.notice_id, account_id=push.account_id, template=push.template, page="", data=words
    )
    _place(text, Channel.SMS, who)


def _place(push: Push, channel: Channel, who: Recipient) -> None:
    """Once a notice and channel, in the night of who rests for the morning."""
    values = {
        "id": push.id,
        "notice_id": push.notice_id,
        "account_id": push.account_id,
        "channel": channel,
        "template": push.template,
        "page": push.page,
        "data": push.data,
        "state": PushState.PENDING,
        "msgid": "",
        "created_at": clock.now(),
    }
    stored = db.session.execute(
        insert(Push)
        .values(values)
        .on_conflict_do_nothing(index_elements=["notice_id", "channel"])
        .returning(Push.id)
    )
    if stored.first() is not None:
        outbox.assign("notifications.push", due=who.rests_until(push.template), push_id=push.id)
