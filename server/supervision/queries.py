"""The only door to a supervision, its lists, and the letters that are late."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select

from server.areas.queries import within
from server.assignments import queries as assignments
from server.assignments.models import Assignment
from server.core import clock
from server.core.actor import Actor
from server.core.audit import AuditEntry
from server.core.db import db
from server.core.errors import NotFound
from server.core.permissions import Permission, Role
from server.messages.life import WITH_UNIT, MessageStatus
from server.messages.models import Message
from server.supervision.models import BY_TWO, MAY_OPEN, MEETS, Finding, Supervision

LATE = (*WITH_UNIT, MessageStatus.REWORKING)
PER_PAGE = 50
ASKED = "supervision.asked"
"""How asking for supervision stands on the log."""
SEES_PROPOSED = (Role.NPC_STAFF, Role.NPC_LEADER)
"""Who reads what still waits for a second person."""

IS_OPEN = Supervision.closed_at.is_(None)
HOLDS = or_(Supervision.level.not_in(BY_TWO), Supervision.seconded_at.is_not(None))
WAITS_FOR_UNIT = and_(
    IS_OPEN, HOLDS, or_(Supervision.responded_at.is_(None), Supervision.finding == Finding.POOR)
)
WAITS_FOR_OFFICE = and_(IS_OPEN, HOLDS, Supervision.responded_at.is_not(None), Supervision.finding.is_(None))
WAITS_FOR_SECOND = and_(IS_OPEN, ~HOLDS)


class Box(StrEnum):
    MINE = "mine"
    UNIT = "unit"
    SECOND = "second"
    OPEN = "open"
    CLOSED = "closed"


BOXES = {
    Box.MINE: "等我定的",
    Box.UNIT: "等单位回话",
    Box.SECOND: "等第二个人",
    Box.OPEN: "开着的",
    Box.CLOSED: "结束了的",
}
UNIT_BOXES = {Box.MINE: "等我们回话", Box.OPEN: "开着的", Box.CLOSED: "结束了的"}


def boxes_of(actor: Actor) -> dict[Box, str]:
    """What this reader's list can be narrowed to."""
    if actor.role in assignments.UNITS:
        return UNIT_BOXES
    if actor.role in SEES_PROPOSED:
        return BOXES
    return {box: words for box, words in BOXES.items() if box is not Box.SECOND}


def rule(actor: Actor, box: Box) -> ColumnElement[bool]:
    match box:
        case Box.MINE:
            return _mine(actor)
        case Box.UNIT:
            return WAITS_FOR_UNIT
        case Box.SECOND:
            return WAITS_FOR_SECOND
        case Box.OPEN:
            return IS_OPEN
        case _:
            return ~IS_OPEN


def _mine(actor: Actor) -> ColumnElement[bool]:
    """A unit's answer; an office's finding of its own levels, a colleague's proposal, a meeting not yet held."""
    if actor.role in assignments.UNITS:
        return WAITS_FOR_UNIT
    own = Supervision.level.in_(MAY_OPEN.get(actor.role, frozenset()))
    rules = [and_(WAITS_FOR_OFFICE, own)]
    if actor.role is Role.NPC_STAFF:
        rules.append(and_(WAITS_FOR_SECOND, Supervision.opened_by.is_distinct_from(actor.account_id)))
    if actor.may(Permission.SUPERVISION_MEET):
        rules.append(and_(IS_OPEN, Supervision.level == MEETS, Supervision.meeting.is_(None)))
    return or_(*rules)


def visible_to(actor: Actor) -> Select[Supervision]:
    """An office those of its area; a main unit those of its letters, once they hold; the CPPCC what is met about."""
    if actor.role in assignments.UNITS:
        mine = (
            assignments.visible_to(actor).where(Assignment.is_main).with_only_columns(Assignment.message_id)
        )
        return select(Supervision).where(Supervision.message_id.in_(mine), HOLDS)
    if actor.area_prefix is None or not actor.may(Permission.SUPERVISION_READ):
        return select(Supervision).where(false())
    held = select(Message.id).where(within(Message.area_code, actor.area_prefix))
    found = select(Supervision).where(Supervision.message_id.in_(held))
    if actor.role is Role.CPPCC_STAFF:
        return found.where(Supervision.level == MEETS)
    return found if actor.role in SEES_PROPOSED else found.where(HOLDS)


def get(actor: Actor, supervision_id: UUID) -> Supervision:
    """Raises NotFound for one that is not the actor's to see."""
    return _one(visible_to(actor).where(Supervision.id == supervision_id))


def get_for_update(actor: Actor, supervision_id: UUID) -> Supervision:
    return _one(visible_to(actor).where(Supervision.id == supervision_id).with_for_update())


def _one(found: Select[Supervision]) -> Supervision:
    supervision = db.session.scalar(found)
    if supervision is None:
        raise NotFound("supervision.unknown", "没有找到这件督办。")
    return supervision


def message_of(supervision: Supervision) -> Message:
    """The letter that is watched; who sees the supervision may read what it is about, never who wrote it."""
    return db.session.get_one(Message, supervision.message_id)


def open_of(message_id: UUID) -> list[Supervision]:
    """What a letter is watched for now, the highest level first."""
    found = select(Supervision).where(Supervision.message_id == message_id, IS_OPEN)
    return list(db.session.scalars(found.order_by(Supervision.level.desc())))


def of_message(actor: Actor, message_id: UUID) -> list[Supervision]:
    """Everything a letter was watched for, as far as the actor may see it; what is open first, the highest first."""
    found = visible_to(actor).where(Supervision.message_id == message_id)
    order = (Supervision.closed_at.desc().nulls_first(), Supervision.level.desc(), Supervision.opened_at)
    return list(db.session.scalars(found.order_by(*order)))


def asked_for(message_id: UUID) -> list[AuditEntry]:
    """Who asked the offices to look, the newest first."""
    found = select(AuditEntry).where(
        AuditEntry.subject_type == "message", AuditEntry.subject_id == message_id, AuditEntry.action == ASKED
    )
    return list(db.session.scalars(found.order_by(AuditEntry.at.desc())))


@dataclass(frozen=True, slots=True)
class Line:
    """A supervision in the list, with the letter it is about."""

    supervision: Supervision
    message: Message


def listed(actor: Actor, box: Box, level: int | None, page: int) -> list[Line]:
    """One page and one more, which says that there is another; the oldest first, of what ended the latest."""
    found = visible_to(actor).where(rule(actor, box)).join(Message, Message.id == Supervision.message_id)
    found = found.where(Supervision.level == level) if level else found
    first = Supervision.closed_at.desc() if box is Box.CLOSED else Supervision.opened_at
    sheet = found.add_columns(Message).order_by(first, Supervision.id)
    rows = db.session.execute(sheet.limit(PER_PAGE + 1).offset((page - 1) * PER_PAGE))
    return [Line(*row) for row in rows]


def counts(actor: Actor) -> dict[Box, int]:
    """How many stand in each list, in one statement; what ended is not counted."""
    boxes = [box for box in boxes_of(actor) if box is not Box.CLOSED]
    counted = [func.count().filter(rule(actor, box)) for box in boxes]
    row = db.session.execute(visible_to(actor).where(IS_OPEN).with_only_columns(*counted)).one()
    return dict(zip(boxes, row, strict=True))


def waits(actor: Actor) -> Select[Supervision] | None:
    """Those that wait for this person; a handler reads them, and the lead answers."""
    return None if actor.role is Role.HANDLER else visible_to(actor).where(_mine(actor))


def late(after: UUID | None, limit: int = 500) -> list[Message]:
    """A batch of letters that their units should have answered by now, by id."""
    found = select(Message).where(
        Message.status.in_(LATE), Message.unit_name != "", Message.promised_on < clock.today()
    )
    found = found.where(Message.id > after) if after else found
    return list(db.session.scalars(found.order_by(Message.id).limit(limit).with_for_update(skip_locked=True)))
