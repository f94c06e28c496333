"""The letters of a view of the inbox, a sitting at a time; where names are in them, every author can see who read them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import insert, tuple_

from server.core import clock
from server.core.actor import Actor
from server.core.audit import AuditEntry
from server.core.db import db
from server.exports import lines
from server.exports.models import Export
from server.exports.parts import Layout, Part
from server.exports.service import asked_for
from server.messages import cursors, inbox, queries, search
from server.messages.inbox import NARROW
from server.messages.models import Message
from server.messages.queries import Line

LAYOUT = Layout("来信", lines.HEADINGS, lines.WIDTHS)


def part(actor: Actor, export: Export, limit: int) -> Part:
    """The next ones, newest first."""
    letters = _letters(actor, export, limit)
    if not letters:
        return Part([], export.cursor)
    if export.with_people:
        _note_reading(export, letters)
    last = letters[-1].message
    rows = lines.rows(letters, with_people=export.with_people)
    return Part(rows, cursors.written(last.created_at, last.id))


def _letters(actor: Actor, export: Export, limit: int) -> list[Line]:
    """Nothing that came after the order."""
    find = asked_for(export)
    before = cursors.read(export.cursor or None)
    found = inbox.found_in(actor, find).where(Message.created_at <= export.created_at)
    if find.q:
        is_narrow = find.view in NARROW or len(find.narrowing) > 1
        ids = search.newest(actor, found, find.q, before=before, limit=limit, is_narrow=is_narrow)
    else:
        further = found.where(tuple_(Message.created_at, Message.id) < tuple_(*before)) if before else found
        newest = further.order_by(Message.created_at.desc(), Message.id.desc()).limit(limit)
        ids = list(db.session.scalars(newest.with_only_columns(Message.id)))
    return queries.lines_of(ids)


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
