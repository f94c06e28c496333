"""Making a sheet: a thousand rows a sitting, then the whole file; killed in between, it goes on where it was."""

from __future__ import annotations

import json
from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import select

from server.accounts.models import Account
from server.accounts.queries import grants
from server.core import clock, outbox
from server.core.actor import Actor
from server.core.db import db
from server.exports import archives, assignments, letters, sheets
from server.exports.models import WORKFLOW, Export, ExportAction, ExportFormat, ExportKind, ExportState
from server.exports.parts import Part
from server.exports.queries import KEPT
from server.exports.service import MOST, TOO_MANY
from server.gateways.registry import gateways

SITTING = 1000
SOURCES = {ExportKind.LETTERS: letters, ExportKind.ASSIGNMENTS: assignments}
"""Each has the columns of its kind and the next rows of an order."""
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
    if export.format is ExportFormat.ZIP:
        return _done(export, archives.compose(export, watermark(export)))
    part = SOURCES[export.kind].part(actor, export, SITTING)
    export.done += len(part.rows)
    if export.done > MOST:
        return fail(export, TOO_MANY)
    _keep(export, part)
    if len(part.rows) == SITTING:
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


def _keep(export: Export, part: Part) -> None:
    """The rows of this sitting lie beside the others until there are all of them."""
    if not part.rows:
        return
    mark = watermark(export)
    rows = [[*row, mark] for row in part.rows]
    gateways().storage.put(_part(export, export.sittings), json.dumps(rows, ensure_ascii=False).encode())
    export.cursor = part.cursor
    export.sittings += 1


def _finish(export: Export) -> None:
    layout = SOURCES[export.kind].LAYOUT
    made = sheets.compose(layout, export.format, _rows(export), watermark(export))
    _done(export, made)


def _done(export: Export, made: bytes) -> None:
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
