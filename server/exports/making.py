"""Making a sheet: a thousand letters a sitting, then the whole file; killed in between, it goes on where it was."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from uuid import UUID

from sqlalchemy import insert, select, tuple_

from server.accounts.models import Account
from server.accounts.queries import grants
from server.core import clock, outbox
from server.core.actor import Actor
from server.core.audit import AuditEntry
from server.core.db import db
from server.exports import lines, sheets
from server.exports.models import WORKFLOW, Export, ExportAction, ExportState
from server.exports.queries import KEPT
from server.exports.service import MOST, TOO_MANY, asked_for
from server.gateways.registry import gateways
from server.messages import cursors, inbox, queries, search
from server.messages.inbox import NARROW
from server.messages.models import Message
from server.messages.queries import Line

SITTING = 1000
NOT_YOURS = "您现在没有这个身份了，做不下去。要用请换个身份重新导出。"


def sit(export_id: UUID) -> None:
    """One sitting, and the order for the next; after the last one the file."""
    export = db.session.get(Export, export_id, with_for_update=True, populate_existing=True)
    if export is None or export.state not in (ExportState.WAITING, ExportState.RUNNING):
        return
    actor = _orderer(export)
    if actor is None:
        return fail(export, NOT_YOURS)
    export.state = WORKFLOW.after(export.state, ExportAction.START)
    letters = _letters(actor, export)
    export.done += len(letters)
    if export.done > MOST:
        return fail(export, TOO_MANY)
    _keep(export, letters)
    if len(letters) == SITTING:
        return outbox.assign("exports.sit", export_id=export.id)
    _finish(export)


def _orderer(export: Export) -> Actor | None:
    """As whom it was ordered, as long as that person still is it."""
    held = any(
        grant.role is export.role and grant.scope == export.scope for grant in grants(export.account_id)
    )
    account = db.session.get_one(Account, export.account_id)
    is_there = held and account.disabled_at is None
    return Actor(export.role, export.scope, account.id, name=account.display_name) if is_there else None


def _letters(actor: Actor, export: Export) -> list[Line]:
    """The next thousand, newest first; nothing that came after the order."""
    find = asked_for(export)
    before = cursors.read(export.cursor or None)
    found = inbox.found_in(actor, find).where(Message.created_at <= export.created_at)
    if find.q:
        is_narrow = find.view in NARROW or len(find.narrowing) > 1
        ids = search.newest(actor, found, find.q, before=before, limit=SITTING, is_narrow=is_narrow)
    else:
        further = found.where(tuple_(Message.created_at, Message.id) < tuple_(*before)) if before else found
        newest = further.order_by(Message.created_at.desc(), Message.id.desc()).limit(SITTING)
        ids = list(db.session.scalars(newest.with_only_columns(Message.id)))
    return queries.lines_of(ids)


def _keep(export: Export, letters: Sequence[Line]) -> None:
    """The rows of this sitting lie beside the others until there are all of them."""
    if not letters:
        return
    rows = lines.rows(letters, with_people=export.with_people, watermark=watermark(export))
    if export.with_people:
        _note_reading(export, letters)
    gateways().storage.put(_part(export, export.sittings), json.dumps(rows, ensure_ascii=False).encode())
    last = letters[-1].message
    export.cursor = cursors.written(last.created_at, last.id)
    export.sittings += 1


def _note_reading(export: Export, letters: Sequence[Line]) -> None:
    """Every author sees that their name was read, by whom and why (domain §4.2, hard rule 4)."""
    entry = {
        "at": clock.now(),
        "account_id": export.account_id,
        "role": export.role.value,
        "scope": export.scope,
        "action": "identity.read",
        "subject_type": "message",
        "reason": f"导出 {export.number}：{export.reason}"[:200],
        "by": export.by,
    }
    read = [letter.message for letter in letters if letter.message.author_id != export.account_id]
    if read:
        db.session.execute(insert(AuditEntry), [entry | {"subject_id": message.id} for message in read])


def _finish(export: Export) -> None:
    made = sheets.compose(export, _rows(export), watermark(export))
    gateways().storage.put(str(export.id), made)
    export.state = WORKFLOW.after(export.state, ExportAction.FINISH)
    export.size, export.total, export.finished_at = len(made), export.done, clock.now()
    outbox.publish("export.finished", export_id=export.id)


def _rows(export: Export) -> Iterator[list[str]]:
    for number in range(export.sittings):
        yield from json.loads(gateways().storage.get(_part(export, number)))


def fail(export: Export, words: str) -> None:
    export.state = WORKFLOW.after(export.state, ExportAction.FAIL)
    export.error, export.finished_at = words, clock.now()
    outbox.publish("export.finished", export_id=export.id)


def watermark(export: Export) -> str:
    """Who, when and which order: at the end of every row, so that a copied row still says it."""
    return f"{export.number} {export.by} {clock.local(export.created_at):%Y-%m-%d %H:%M}"


def files(export_id: UUID, sittings: int) -> list[str]:
    """Everything that lies in storage for an export."""
    return [str(export_id), *(f"{export_id}-{number}" for number in range(sittings))]


def _part(export: Export, number: int) -> str:
    return f"{export.id}-{number}"


def forget_old() -> list[str]:
    """Orders older than a week go. Returns which files are to be deleted."""
    old = select(Export).where(Export.created_at < clock.now() - KEPT)
    gone = db.session.scalars(old).all()
    for export in gone:
        db.session.delete(export)
    return [key for export in gone for key in files(export.id, export.sittings)]


def give_up(export_id: UUID, words: str) -> None:
    """Something went wrong on our side: it says so instead of staying at work for ever."""
    export = db.session.get(Export, export_id, with_for_update=True, populate_existing=True)
    if export is not None and export.state in (ExportState.WAITING, ExportState.RUNNING):
        fail(export, words)
