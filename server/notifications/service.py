"""Telling a person something once, in the app for certain and by WeChat where they allowed it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from server.accounts.queries import by_openid
from server.core import clock, crypto, outbox
from server.core.actor import Actor
from server.core.db import db
from server.core.errors import InvalidInput
from server.gateways.wechat.event import CHANGE, POPUP, SENT, Event, SubscribeItem
from server.notifications import asks, choices, consents
from server.notifications.asks import Ask, Template
from server.notifications.choices import Choice
from server.notifications.models import Notice, PlatformEvent
from server.notifications.ordering import one_by_one, order


@dataclass(frozen=True, slots=True)
class Target:
    """Where the notice leads: `type` and id for the app, `page` for the mini-program."""

    type: str
    id: UUID | None
    page: str


_TABLE = Notice.__table__
_TELL = insert(_TABLE).on_conflict_do_nothing()  # type: ignore[arg-type]


def tell_all(
    account_ids: Iterable[UUID], *, source: str, kind: str, title: str, text: str, target: Target
) -> None:
    """Write the same notice to several people at once, without a push. The same `source` again tells nothing."""
    words = {"source": source, "kind": kind, "title": title, "text": text}
    rows = [{**_row(account_id, target), **words} for account_id in account_ids]
    if rows:
        db.session.execute(_TELL, rows)


@dataclass(frozen=True, slots=True)
class Words:
    """A notice apart from whom it is for."""

    source: str
    kind: str
    title: str
    text: str
    target: Target


def tell_each(notices: Iterable[tuple[UUID, Words]]) -> None:
    """Many people at once, each their own notice, without a push; as `tell_all`."""
    rows = [
        _row(account_id, words.target)
        | {"source": words.source, "kind": words.kind, "title": words.title, "text": words.text}
        for account_id, words in notices
    ]
    if rows:
        db.session.execute(_TELL, rows)


def _row(account_id: UUID, target: Target) -> dict[str, object]:
    return {
        "id": uuid4(),
        "account_id": account_id,
        "target_type": target.type,
        "target_id": target.id,
        "created_at": clock.now(),
    }


def tell(
    account_id: UUID,
    *,
    source: str,
    kind: str,
    title: str,
    text: str,
    target: Target,
    push: Ask | None = None,
) -> None:
    """Write the notice, and order its push. The same `source` again tells nothing.

    One accept of the prompt is one push, so only what the person waits for carries one.
    """
    words = {"source": source, "kind": kind, "title": title, "text": text}
    row = {**_row(account_id, target), **words}
    stored: UUID | None = db.session.execute(_TELL.returning(_TABLE.c.id), row).scalar()
    if stored is not None and push is not None:
        order(stored, account_id, target.page, push)


def read(notice: Notice) -> Notice:
    notice.read_at = notice.read_at or clock.now()
    return notice


def consent(actor: Actor, answers: Mapping[Template, str]) -> dict[str, int]:
    """How the person answered the prompt of each template, as their phone tells. Returns how many are left."""
    account_id = actor.own_id()
    one_by_one(account_id)
    for template, answer in answers.items():
        if answer.startswith("accept"):
            consents.told(account_id, template, is_accepted=True)
        elif answer in _REFUSALS:
            consents.told(account_id, template, is_accepted=False)
    db.session.flush()
    return consents.remaining(account_id)


_REFUSALS = frozenset({"reject", "ban"})
"""`filter` is the platform's own word: nobody was asked."""


def choose(actor: Actor, wanted: Mapping[Choice, bool]) -> None:
    account_id = actor.own_id()
    one_by_one(account_id)
    choices.save(account_id, wanted)


def receive(event: Event) -> None:
    """Keep a push of the platform once, and state what it says. Nothing else is done while the platform waits.

    Raises InvalidInput when its time and nonce come again with another body.
    """
    if not _is_new(event):
        return
    if event.media is not None:
        media = event.media
        outbox.publish(
            "platform.media_checked", trace_id=media.trace_id, suggest=media.suggest, label=media.label
        )
    account = by_openid(event.openid) if event.items else None
    if account is None:
        return
    at = datetime.fromtimestamp(event.created_at, clock.ZONE)
    for item in event.items:
        template = asks.name_of(item.template_id)
        if template:
            _state(event.name, item, account_id=account.id, template=template, at=at)


def _state(name: str, item: SubscribeItem, **whose: Any) -> None:
    if name == POPUP:
        outbox.publish("platform.answered", is_accepted=item.is_accepted, **whose)
    elif name == CHANGE:
        outbox.publish("platform.switched_off", **whose)
    elif name == SENT and item.msgid:
        outbox.publish("platform.sent", msgid=item.msgid, status=item.status, errcode=_code(item), **whose)


def _code(item: SubscribeItem) -> int:
    """A missing code is 0, unless the words say something else."""
    if re.fullmatch(r"-?\d{1,9}", item.errcode):
        return int(item.errcode)
    return 0 if item.status in ("", "success") else -1


def _is_new(event: Event) -> bool:
    digest, key = crypto.digest(event.nonce), bytes.fromhex(event.dedupe_key)
    stored = db.session.execute(
        insert(PlatformEvent)
        .values(dedupe_key=key, nonce_digest=digest, name=event.name[:60], received_at=clock.now())
        .on_conflict_do_nothing()
        .returning(PlatformEvent.id)
    )
    if stored.first() is not None:
        return True
    known = select(PlatformEvent.dedupe_key).where(PlatformEvent.nonce_digest == digest)
    if db.session.scalar(known) not in (None, key):
        raise InvalidInput("wechat.callback", "这不是微信发来的有效消息。")
    return False
