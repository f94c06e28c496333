"""Telling a person something once, in the app for certain and by WeChat where they allowed it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy.dialects.postgresql import insert

from server.accounts.models import Account
from server.core import clock, outbox
from server.core.db import db
from server.notifications.models import Notice, PlatformEvent, Push, PushState


@dataclass(frozen=True, slots=True)
class Target:
    """Where the notice leads: `type` and id for the app, `page` for the mini-program."""

    type: str
    id: UUID
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
    push: dict[str, str] | None = None,
) -> None:
    """Write the notice, and order its push. The same `source` again tells nothing.

    `push` holds the fields of the template "reply"; one accept of the prompt is one push, so only
    what the person waits for carries one.
    """
    words = {"source": source, "kind": kind, "title": title, "text": text}
    row = {**_row(account_id, target), **words}
    stored: UUID | None = db.session.execute(_TELL.returning(_TABLE.c.id), row).scalar()
    if stored is not None and push is not None:
        _order_push(stored, account_id, target.page, push)


def _order_push(notice_id: UUID, account_id: UUID, page: str, data: dict[str, str]) -> None:
    account = db.session.get_one(Account, account_id)
    if account.openid_index is None:
        return
    push = Push(
        notice_id=notice_id,
        account_id=account_id,
        template="reply",
        page=page,
        data=data,
        state=PushState.PENDING,
        msgid="",
        created_at=clock.now(),
    )
    db.session.add(push)
    outbox.assign("notifications.push", push_id=push.id)


def read(notice: Notice) -> Notice:
    notice.read_at = notice.read_at or clock.now()
    return notice


def note_platform_event(dedupe_key: str, name: str) -> bool:
    """Keep an event of the platform. False when it was received before."""
    stored = db.session.execute(
        insert(PlatformEvent)
        .values(dedupe_key=bytes.fromhex(dedupe_key), name=name[:60], received_at=clock.now())
        .on_conflict_do_nothing()
        .returning(PlatformEvent.id)
    )
    return stored.first() is not None


def begin_push(push_id: UUID) -> Push | None:
    """Claim a push before the line is opened. One found half-sent may have arrived: it becomes `unknown`."""
    push = db.session.get(Push, push_id, with_for_update=True)
    if push is None or push.state not in (PushState.PENDING, PushState.SENDING):
        return None
    if push.state is PushState.SENDING:
        settle_push(push, PushState.UNKNOWN)
        return None
    push.state = PushState.SENDING
    return push


def settle_push(push: Push, state: PushState, *, errcode: int | None = None, msgid: str = "") -> None:
    push.state, push.errcode, push.msgid = state, errcode, msgid
    push.settled_at = clock.now()


def postpone_push(push: Push) -> None:
    """Surely not sent: it may be tried again."""
    push.state = PushState.PENDING
