"""The chain: new entries are linked once a minute, apart from whoever wrote them, and all of it is checked every night.

Writing an entry costs nothing more and waits for nobody. An entry of a long transaction appears after younger ones
were linked: it takes the next place, whatever its number, so nothing has to be waited for either.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, select

from server.audits.models import AuditLink
from server.core import clock, crypto
from server.core.audit import AuditEntry
from server.core.db import db, one_at_a_time

BATCH = 2000
REACH = 20_000
"""How many numbers back an entry is looked for that was not there yet when younger ones were linked."""
FRESH = timedelta(minutes=15)
"""An entry older than this has its link, or the scheduler stands still."""
START = b"\0" * 16


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the chain at one time, as it is written down outside the database."""

    position: int
    digest: str


@dataclass(slots=True)
class Findings:
    """What a check found. `breaks` say in Chinese where; an empty list is a whole chain."""

    checked: int = 0
    head: Head | None = None
    breaks: list[str] = field(default_factory=list)


def extend() -> int:
    """Link a batch of the entries that have no link yet. Returns how many; none is missing when it is less than BATCH."""
    one_at_a_time("audit.chain")
    last = db.session.scalar(select(AuditLink).order_by(AuditLink.position.desc()).limit(1))
    position, digest = (last.position, bytes(last.digest)) if last else (0, START)
    made: list[dict[str, Any]] = []
    for entry in _unlinked():
        position, digest = position + 1, seal(digest, entry)
        made.append({"position": position, "entry_id": entry.id, "digest": digest})
    if made:
        db.session.execute(insert(AuditLink), made)
    return len(made)


def _unlinked() -> Sequence[AuditEntry]:
    newest = db.session.scalar(select(func.max(AuditLink.entry_id))) or 0
    found = select(AuditEntry).outerjoin(AuditLink, AuditLink.entry_id == AuditEntry.id)
    found = found.where(AuditLink.entry_id.is_(None), AuditEntry.id > newest - REACH)
    return db.session.scalars(found.order_by(AuditEntry.id).limit(BATCH)).all()


def seal(before: bytes, entry: AuditEntry) -> bytes:
    """The digest of an entry behind the one before it, with a key the database does not hold."""
    fields = [
        entry.id,
        entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        str(entry.account_id or ""),
        entry.role,
        entry.scope,
        entry.action,
        entry.subject_type,
        str(entry.subject_id or ""),
        entry.reason,
        entry.by,
    ]
    return crypto.ring().index("audit", before.hex() + json.dumps(fields, ensure_ascii=False))


def verify(heads: Sequence[Head] = ()) -> Findings:
    """Walk the whole chain: a changed entry, a missing one, a gap, a cut end, entries that never got a link."""
    findings, digest = Findings(), START
    written = {head.position: head.digest for head in heads}
    for link, entry in _links():
        position = findings.checked + 1
        if link.position != position:
            findings.breaks.append(f"第 {position} 环到第 {link.position - 1} 环不见了")
            findings.checked = link.position - 1
        elif entry is None:
            findings.breaks.append(f"第 {position} 环对应的记录 {link.entry_id} 被删了")
        elif seal(digest, entry) != bytes(link.digest):
            findings.breaks.append(f"第 {position} 环的记录 {link.entry_id} 被改过，或前一环被换过")
        digest, findings.checked = bytes(link.digest), findings.checked + 1
        if written.pop(link.position, digest.hex()) != digest.hex():
            findings.breaks.append(f"第 {link.position} 环和以前抄下来的不一样，整条链可能被重做过")
        findings.head = Head(findings.checked, digest.hex())
    if written:
        findings.breaks.append(
            f"以前抄下过第 {max(written)} 环，现在只到第 {findings.checked} 环，末尾被截掉了"
        )
    findings.breaks.extend(_left_out())
    return findings


def _links() -> Iterator[tuple[AuditLink, AuditEntry | None]]:
    after = 0
    while True:
        found = select(AuditLink, AuditEntry).outerjoin(AuditEntry, AuditEntry.id == AuditLink.entry_id)
        found = found.where(AuditLink.position > after).order_by(AuditLink.position).limit(BATCH)
        rows = db.session.execute(found).tuples().all()
        yield from rows
        if len(rows) < BATCH:
            return
        after = rows[-1][0].position


def _left_out() -> list[str]:
    before: datetime = clock.now() - FRESH
    found = select(func.count()).select_from(AuditEntry)
    found = found.outerjoin(AuditLink, AuditLink.entry_id == AuditEntry.id)
    count = db.session.scalar(found.where(AuditLink.entry_id.is_(None), AuditEntry.at < before)) or 0
    return [f"有 {count} 条记录一直没有连上链：看定时任务起来没有，或有人改过时间"] if count else []
