"""The views of the units' desk and of the office's: what waits for whom, the least time left first."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select, true
from sqlalchemy.orm import aliased

from server.assignments import queries
from server.assignments.models import Assignment
from server.assignments.queries import RUNNING, UNITS, Held
from server.core.actor import Actor
from server.core.permissions import Role
from server.departments.models import Department
from server.messages.life import MessageStatus as S
from server.messages.models import Message

PER_PAGE = 40


class Box(StrEnum):
    SIGN = "sign"
    DOING = "doing"
    SIGN_OFF = "sign_off"
    REWORK = "rework"
    PROMISED = "promised"
    RETURNED = "returned"
    EXTENSIONS = "extensions"
    REVIEW = "review"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class BoxLink:
    box: Box
    words: str
    icon: str
    count: int = 0
    is_hot: bool = False


UNIT_BOXES = (
    BoxLink(Box.SIGN, "待签收", "inbox"),
    BoxLink(Box.DOING, "办理中", "clock"),
    BoxLink(Box.SIGN_OFF, "待签发", "paper"),
    BoxLink(Box.REWORK, "再办", "back"),
    BoxLink(Box.PROMISED, "答应了的", "calendar"),
    BoxLink(Box.ALL, "全部", "list"),
)
OFFICE_BOXES = (
    BoxLink(Box.RETURNED, "退回的", "back"),
    BoxLink(Box.EXTENSIONS, "申请延期", "calendar"),
    BoxLink(Box.REVIEW, "答复要看", "paper"),
    BoxLink(Box.SIGN, "没签收的", "inbox"),
    BoxLink(Box.DOING, "单位在办", "clock"),
    BoxLink(Box.REWORK, "再办", "warn"),
    BoxLink(Box.PROMISED, "答应了的", "check"),
    BoxLink(Box.ALL, "全部", "list"),
)
HOT = (Box.SIGN, Box.RETURNED, Box.EXTENSIONS, Box.REVIEW)
WAITING = {
    Role.HANDLER: (Box.SIGN, Box.REWORK),
    Role.HANDLER_LEAD: (Box.SIGN, Box.REWORK, Box.SIGN_OFF),
    Role.STREET_NPC: (Box.RETURNED, Box.EXTENSIONS, Box.REVIEW),
    Role.NPC_STAFF: (Box.RETURNED, Box.EXTENSIONS, Box.REVIEW),
    Role.GOV_DISPATCHER: (Box.RETURNED, Box.EXTENSIONS, Box.REVIEW),
}
"""What one is waited for with: the number on the rail."""


def boxes_of(actor: Actor) -> list[BoxLink]:
    """Each with its count; one statement each, all on partial indexes."""
    links = UNIT_BOXES if actor.role in UNITS else OFFICE_BOXES
    counted = []
    for link in links:
        count = queries.count(narrowed(actor, link.box)) if link.box is not Box.ALL else 0
        counted.append(BoxLink(link.box, link.words, link.icon, count, link.box in HOT and count > 0))
    return counted


def standing(actor: Actor, assignment_id: UUID) -> Box | None:
    """The first view that holds it now; nothing when it is no longer the actor's to see."""
    links = UNIT_BOXES if actor.role in UNITS else OFFICE_BOXES
    for link in links:
        if queries.count(narrowed(actor, link.box).where(Assignment.id == assignment_id)):
            return link.box
    return None


def lines(actor: Actor, box: Box, page: int = 1, q: str | None = None) -> list[Held]:
    """One page and one more, which says that there is another."""
    return queries.listed(found(actor, box, q), limit=PER_PAGE + 1, offset=(page - 1) * PER_PAGE)


def found(actor: Actor, box: Box, q: str | None = None) -> Select[Assignment]:
    """A view; with words, what of it has them all. They are looked for only in what a unit reads: the number, the
    letter and its place; never in a name or in what the staff said."""
    read = (Message.number, Message.content, Message.place)
    words = q.split() if q else []
    fits = [or_(*(column.icontains(word, autoescape=True) for column in read)) for word in words]
    return narrowed(actor, box).where(*fits)


def after(actor: Actor, assignment_id: UUID, box: Box, page: int = 1) -> UUID | None:
    """What opens when this one has been dealt with: the next of the view, or the one above."""
    ids = [held.assignment.id for held in lines(actor, box, page)]
    if assignment_id not in ids:
        return None
    place = ids.index(assignment_id)
    rest = ids[place + 1 :] or ids[:place][::-1]
    return rest[0] if rest else None


def narrowed(actor: Actor, box: Box) -> Select[Assignment]:
    return _whole(actor).where(_rule(actor, box))


def _rule(actor: Actor, box: Box) -> ColumnElement[bool]:
    if box not in (Box.EXTENSIONS, Box.REVIEW):
        return _RULES[box]
    decided = select(Department.id).where(queries.is_under(actor))
    return and_(_RULES[box], Assignment.department_id.in_(decided))


def _whole(actor: Actor) -> Select[Assignment]:
    found = queries.visible_to(actor).where(Assignment.message_id == Message.id)
    # for an office a letter is one line, whoever helps
    return found if actor.role in UNITS else found.where(Assignment.is_main)


_Later = aliased(Assignment)
_IS_LAST = ~exists().where(
    _Later.message_id == Assignment.message_id, _Later.is_main, _Later.assigned_at > Assignment.assigned_at
)


_HELPS = and_(~Assignment.is_main, Assignment.contributed_at.is_(None))
_DOING = and_(
    RUNNING,
    Assignment.signed_at.is_not(None),
    Message.status == S.HANDLING,
    or_(Assignment.is_main, _HELPS),
    ~queries.waits_for_lead(),
)
_RULES: dict[Box, ColumnElement[bool]] = {
    Box.SIGN: and_(RUNNING, Assignment.signed_at.is_(None), Message.status.in_((S.ASSIGNED, S.HANDLING))),
    Box.DOING: _DOING,
    Box.SIGN_OFF: and_(RUNNING, queries.waits_for_lead()),
    Box.REWORK: and_(RUNNING, Assignment.is_main, Message.status == S.REWORKING),
    Box.PROMISED: and_(RUNNING, Assignment.is_main, queries.is_promised()),
    Box.RETURNED: and_(Assignment.returned_at.is_not(None), _IS_LAST, Message.status == S.UNIT_RETURNED),
    Box.EXTENSIONS: and_(RUNNING, queries.asks_for_time()),
    Box.REVIEW: queries.waits_for_review(),
    Box.ALL: true(),
}
