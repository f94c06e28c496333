"""The only door to what came from outside, and how much of it was done."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, false, func, select, true

from server.areas.queries import within
from server.core.actor import Actor
from server.core.db import db
from server.core.errors import NotFound
from server.core.permissions import Role
from server.departments.models import Department
from server.messages import queries as messages
from server.messages.life import MessageStatus
from server.messages.models import Message
from server.outside.life import ItemState
from server.outside.models import OutsideItem, OutsideStep

OFFICES = (Role.STREET_NPC, Role.NPC_STAFF, Role.NPC_LEADER)


def visible_to(actor: Actor) -> Select[OutsideItem]:
    """An office those of its area; a unit those it was given."""
    if actor.role in OFFICES:
        return select(OutsideItem).where(within(OutsideItem.area_code, actor.area_prefix or "none"))
    if actor.department_id:
        mine = OutsideItem.department_id == actor.department_id
        return select(OutsideItem).where(mine, OutsideItem.status != ItemState.OPEN)
    return select(OutsideItem).where(false())


def get(actor: Actor, item_id: UUID) -> OutsideItem:
    return _one(visible_to(actor).where(OutsideItem.id == item_id))


def get_for_update(actor: Actor, item_id: UUID) -> OutsideItem:
    return _one(visible_to(actor).where(OutsideItem.id == item_id).with_for_update())


def _one(found: Select[OutsideItem]) -> OutsideItem:
    item = db.session.scalar(found)
    if item is None:
        raise NotFound("outside.unknown", "没有找到这一件，可能退回去了，或不归您看。")
    return item


def in_order(found: Select[OutsideItem]) -> Select[OutsideItem]:
    """What was received first stands first."""
    return found.order_by(OutsideItem.received_on, OutsideItem.number, OutsideItem.id)


def proposed(actor: Actor, limit: int) -> list[OutsideItem]:
    """Open items whose unit the rules name, to be given out together."""
    ready = visible_to(actor).where(
        OutsideItem.status == ItemState.OPEN, OutsideItem.department_id.is_not(None)
    )
    return list(db.session.scalars(in_order(ready).limit(limit).with_for_update()))


def count(actor: Actor, *states: ItemState) -> int:
    found = visible_to(actor).where(OutsideItem.status.in_(states)).with_only_columns(func.count())
    return db.session.execute(found).scalar_one()


def count_proposed(actor: Actor) -> int:
    ready = visible_to(actor).where(
        OutsideItem.status == ItemState.OPEN, OutsideItem.department_id.is_not(None)
    )
    return db.session.execute(ready.with_only_columns(func.count())).scalar_one()


def steps_of(item_id: UUID) -> list[OutsideStep]:
    found = select(OutsideStep).where(OutsideStep.item_id == item_id)
    return list(db.session.scalars(found.order_by(OutsideStep.id)))


def unit_names(items: Iterable[OutsideItem]) -> dict[UUID, str]:
    ids = {item.department_id for item in items if item.department_id}
    found = select(Department.id, Department.name).where(Department.id.in_(ids))
    return dict(db.session.execute(found).tuples().all())


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    done: int
    all: int

    def __add__(self, other: Share) -> Share:
        return Share(self.done + other.done, self.all + other.all)


@dataclass(frozen=True, slots=True)
class Rates:
    """再办完成率: what came from outside, one's own letters that were found unsatisfactory, and both (R2-21)."""

    imported: Share
    own: Share

    @property
    def together(self) -> Share:
        return self.imported + self.own


def rates(actor: Actor) -> Rates:
    """Counted in one statement, of what the reader may see."""
    outside = visible_to(actor).with_only_columns(
        func.count().filter(OutsideItem.status == ItemState.CONFIRMED).label("done"),
        func.count().label("all"),
    )
    again = Message.reworks > 0, Message.status != MessageStatus.MERGED
    letters = (
        messages.visible_to(actor)
        .where(*again)
        .with_only_columns(
            func.count().filter(Message.status == MessageStatus.CONCLUDED).label("done"),
            func.count().label("all"),
        )
    )
    first, second = outside.subquery(), letters.subquery()
    both = select(first.c.done, first.c.all, second.c.done, second.c.all)
    row = db.session.execute(both.select_from(first.join(second, true()))).one()
    return Rates(Share(row[0], row[1]), Share(row[2], row[3]))
