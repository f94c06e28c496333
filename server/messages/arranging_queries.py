"""What was put together, parted, joined and sent on: found from either end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    Uuid,
    and_,
    case as chosen,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from server.areas.queries import town_prefix, within
from server.core import clock
from server.core.actor import Actor
from server.core.db import db
from server.core.errors import NotFound
from server.messages.arranging_models import UNDO_WITHIN, Arranged, Arrangement
from server.messages.life import JUDGED, MessageStatus
from server.messages.models import UNSATISFIED, Message, Rating
from server.messages.queries import UNKNOWN, visible_to
from server.stations.models import LicenceState, Station

IN_FORCE = Arrangement.undone_at.is_(None)
ANSWERED = (*JUDGED, MessageStatus.CONCLUDED, MessageStatus.REWORKING)
"""States of a main letter in which there is an answer to be judged."""
DEEPEST = 20
"""Mains of mains; nobody merges that often."""


@dataclass(frozen=True, slots=True)
class Related:
    """Another letter, seen from the one that is open; `is_from_here` when this one is the merged, parted or joined."""

    id: UUID
    number: str
    kind: Arranged
    is_from_here: bool
    reply: int | None
    """What its author said of the answer, where it is one answer for several."""


def stations_for(actor: Actor) -> list[Station]:
    """Where the actor may send letters: open stations of the own township, or of the own area."""
    prefix = actor.area_prefix or _township(actor)
    found = select(Station).where(Station.licence == LicenceState.ACTIVE, within(Station.area_code, prefix))
    return list(db.session.scalars(found.order_by(Station.area_code, Station.name, Station.id)))


def _township(actor: Actor) -> str:
    own = db.session.get(Station, actor.station_id) if actor.station_id else None
    return town_prefix(own.area_code) if own else "none"


def by_number(actor: Actor, number: str, *, for_update: bool = False) -> Message:
    """A letter the actor may see. Raises NotFound."""
    found = visible_to(actor).where(Message.number == number)
    message = db.session.scalar(found.with_for_update() if for_update else found)
    if message is None:
        raise NotFound("message.unknown", f"没有找到编号 {number}，可能写错了，或不归您看。")
    return message


def oldest_of(actor: Actor, ids: Sequence[UUID]) -> Message | None:
    """The main letter of several: whoever wrote first has waited longest."""
    found = visible_to(actor).where(Message.id.in_(ids)).order_by(Message.created_at, Message.id)
    return db.session.scalar(found.limit(1))


def related(actor: Actor, message_id: UUID) -> list[Related]:
    """As far as the actor may see them, in the order they came about."""
    is_from_here = Arrangement.message_id == message_id
    other_id = chosen((is_from_here, Arrangement.other_id), else_=Arrangement.message_id)
    touches = or_(is_from_here, Arrangement.other_id == message_id)
    seen = visible_to(actor).whereclause
    assert seen is not None, "nobody sees everything"
    found = (
        select(Message.id, Message.number, Arrangement.kind, is_from_here.label("is_from_here"), Rating.reply)
        .join(Arrangement, Message.id == other_id)
        .outerjoin(Rating, and_(Rating.message_id == Message.id, Arrangement.kind == Arranged.MERGE))
        .where(touches, IN_FORCE, Arrangement.kind != Arranged.TRANSFER, seen)
        .order_by(Arrangement.id)
    )
    return [Related(*row) for row in db.session.execute(found)]


def main_of(message_id: UUID) -> UUID | None:
    """The letter that goes on for this one, through every merge there was."""
    main: UUID | None = None
    for _ in range(DEEPEST):
        found = select(Arrangement.other_id).where(
            Arrangement.message_id == (main or message_id), Arrangement.kind == Arranged.MERGE, IN_FORCE
        )
        above = db.session.scalar(found)
        if above is None:
            return main
        main = above
    return main


def merged_into(main_id: UUID) -> list[Message]:
    """Everything whose author waits for this one's answer, merged at any depth, by number."""
    found = select(Message).where(Message.id.in_(_below(main_id)))
    return list(db.session.scalars(found.order_by(Message.number)))


def with_merged(main_id: UUID) -> CompoundSelect[UUID]:
    """The ids of a letter and of everything merged into it: one answer, several who judge it."""
    return union_all(select(literal(main_id, Uuid())), _below(main_id))


def unjudged(message_ids: Sequence[UUID]) -> set[UUID]:
    """Those merged letters whose answer is there, and whose own author has not said anything of it yet."""
    leads = and_(Arrangement.kind == Arranged.MERGE, IN_FORCE)
    first = select(Arrangement.message_id.label("leaf"), Arrangement.other_id.label("main"))
    up = first.where(Arrangement.message_id.in_(message_ids), leads).cte(recursive=True)
    above = select(up.c.leaf, Arrangement.other_id).join(Arrangement, Arrangement.message_id == up.c.main)
    up = up.union(above.where(leads))
    found = (
        select(up.c.leaf)
        .join(Message, Message.id == up.c.main)
        .outerjoin(Rating, Rating.message_id == up.c.leaf)
        .where(Message.status.in_(ANSWERED), Rating.message_id.is_(None))
    )
    return set(db.session.scalars(found)) if message_ids else set()


def unsatisfied_of(main_id: UUID) -> set[UUID]:
    """Of a letter and those merged into it, whose authors are not satisfied with the answer."""
    found = select(Rating.message_id).where(
        Rating.message_id.in_(with_merged(main_id)), Rating.reply == UNSATISFIED
    )
    return set(db.session.scalars(found))


def _below(main_id: UUID) -> Select[UUID]:
    merges = select(Arrangement.message_id).where(Arrangement.kind == Arranged.MERGE, IN_FORCE)
    tree = merges.where(Arrangement.other_id == main_id).cte(recursive=True)
    deeper = aliased(Arrangement)
    below = select(deeper.message_id).join(tree, deeper.other_id == tree.c.message_id)
    tree = tree.union(below.where(deeper.kind == Arranged.MERGE, deeper.undone_at.is_(None)))
    return select(tree.c.message_id)


def below(*mains: ColumnElement[bool]) -> Select[UUID]:
    """The ids of what was merged, at any depth, into letters for which this holds."""
    leads = and_(Arrangement.kind == Arranged.MERGE, IN_FORCE)
    held = select(Message.id).where(*mains)
    tree = select(Arrangement.message_id).where(leads, Arrangement.other_id.in_(held)).cte(recursive=True)
    deeper = select(Arrangement.message_id).join(tree, Arrangement.other_id == tree.c.message_id)
    tree = tree.union(deeper.where(leads))
    return select(tree.c.message_id)


def undoable(actor: Actor) -> list[tuple[Arrangement, Message]]:
    """What the actor did within the last minutes, the latest first."""
    found = (
        select(Arrangement, Message)
        .join(Message, Message.id == Arrangement.message_id)
        .where(Arrangement.account_id == actor.own_id(), Arrangement.at > clock.now() - UNDO_WITHIN, IN_FORCE)
        .order_by(Arrangement.id.desc())
        .limit(10)
    )
    return [(made, message) for made, message in db.session.execute(found)]


def own_for_update(actor: Actor, arrangement_id: int) -> tuple[Arrangement, Message]:
    """What the actor did; a letter that was sent on is out of their sight, and comes back by this alone."""
    own = and_(Arrangement.id == arrangement_id, Arrangement.account_id == actor.own_id(), IN_FORCE)
    made = db.session.scalar(select(Arrangement).where(own).with_for_update())
    if made is None:
        raise NotFound("arrangement.unknown", "这一步已经撤销过了，或不是您办的。")
    message = db.session.scalar(select(Message).where(Message.id == made.message_id).with_for_update())
    if message is None:
        raise NotFound("message.unknown", UNKNOWN)
    return made, message
