"""Finding entries: whose, of what, when. The administrator reads that something was done, never what people wrote."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Annotated
from uuid import UUID

from pydantic import Field
from sqlalchemy import ColumnElement, Select, false, or_, select

from server.accounts import places
from server.audits import words
from server.core import clock
from server.core.actor import Actor
from server.core.audit import AuditEntry
from server.core.db import db
from server.core.parsing import Query
from server.core.permissions import Permission, Role
from server.core.text import Text

PER_PAGE = 50
MOST = 5000
KINDS = ("station", "department")
PLAIN = frozenset(
    {
        "account",
        "role_grant",
        "code",
        "print",
        "screen",
        "outbox",
        "push",
        "import",
        "register",
        "setting",
        "file",
    }
)
"""Of these the reason is a name or a number of ours; of everything else it may be what somebody wrote."""


class FindEntries(Query):
    """What stands in the address."""

    who: Annotated[Text, Field(max_length=40)] = ""
    noun: Annotated[str, Field(max_length=24)] = ""
    subject: UUID | None = None
    since: date | None = None
    until: date | None = None
    before: Annotated[int, Field(ge=1)] | None = None

    @property
    def kept(self) -> dict[str, object]:
        return self.model_dump(mode="json", exclude_none=True, exclude_defaults=True, exclude={"before"})


@dataclass(frozen=True, slots=True)
class Line:
    """An entry as this reader may see it."""

    entry: AuditEntry
    words: str
    reason: str


def visible_to(actor: Actor) -> Select[AuditEntry]:
    """What was done in the reader's area, and everything for who runs the whole platform."""
    if not actor.may(Permission.AUDIT_READ):
        return select(AuditEntry).where(false())
    if actor.area_prefix is None:
        return select(AuditEntry)
    inside = [AuditEntry.scope.in_(places.known().inside(kind, actor.area_prefix)) for kind in KINDS]
    own = AuditEntry.scope.startswith(f"area:{actor.area_prefix}", autoescape=True)
    return select(AuditEntry).where(or_(own, *inside))


def lines(actor: Actor, find: FindEntries, limit: int = PER_PAGE + 1) -> list[Line]:
    """The newest first; by default one more than a page holds."""
    found = visible_to(actor).where(*_narrowed(find)).order_by(AuditEntry.id.desc()).limit(limit)
    return [Line(entry, words.of(entry.action), _reason(actor, entry)) for entry in db.session.scalars(found)]


def _narrowed(find: FindEntries) -> list[ColumnElement[bool]]:
    rules: list[ColumnElement[bool]] = []
    if find.who:
        rules.append(AuditEntry.by.contains(find.who, autoescape=True))
    if find.noun:
        rules.append(AuditEntry.action.startswith(f"{find.noun}.", autoescape=True))
    if find.subject:
        rules.append(AuditEntry.subject_id == find.subject)
    if find.since:
        rules.append(AuditEntry.at >= _midnight(find.since))
    if find.until:
        rules.append(AuditEntry.at < _midnight(find.until + timedelta(days=1)))
    if find.before:
        rules.append(AuditEntry.id < find.before)
    return rules


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), clock.ZONE)


def _reason(actor: Actor, entry: AuditEntry) -> str:
    if actor.role is Role.SYS_ADMIN and entry.subject_type not in PLAIN:
        return ""
    return entry.reason
