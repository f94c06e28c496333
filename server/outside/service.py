"""Giving items out, doing them, and finding them done. One function per verb; nothing here commits (R2-21)."""

from __future__ import annotations

from collections import Counter
from uuid import UUID

from server.areas import settings
from server.areas.catalogue import OUTSIDE_DAYS
from server.core import clock, outbox
from server.core.actor import Actor
from server.core.db import db
from server.departments.models import Department
from server.outside import queries
from server.outside.life import WORKFLOW, ItemAction
from server.outside.models import OutsideItem, OutsideStep

AT_ONCE = 2000


def assign(actor: Actor, item: OutsideItem, *, unit: Department, text: str = "") -> None:
    """A unit of the office's area has it from now on."""
    _assign(actor, item, unit.id, text)
    _tell_unit(unit.id, 1)


def assign_proposed(actor: Actor) -> int:
    """Everything open goes to the unit that the rules name; each unit hears of its own once. Returns how many."""
    items = queries.proposed(actor, AT_ONCE)
    units = Counter(_assign(actor, item, item.department_id, "按分派规则") for item in items)
    for unit_id, number in units.items():
        _tell_unit(unit_id, number)
    return len(items)


def _assign(actor: Actor, item: OutsideItem, unit_id: UUID | None, text: str) -> UUID:
    assert unit_id is not None, "the rules named one"
    _advance(actor, item, ItemAction.ASSIGN, text)
    item.department_id, item.assigner_id, item.assigned_at = unit_id, actor.own_id(), clock.now()
    item.due_on = settings.due(item.area_code, OUTSIDE_DAYS)
    return unit_id


def _tell_unit(unit_id: UUID, number: int) -> None:
    outbox.publish("outside.assigned", department_id=unit_id, number=number, at=_stamp())


def give_back(actor: Actor, item: OutsideItem, *, text: str) -> None:
    """It is not the unit's, and why: the office gives it out anew."""
    _advance(actor, item, ItemAction.GIVE_BACK, text)
    assigner_id = item.assigner_id
    item.department_id = item.assigner_id = item.assigned_at = item.due_on = None
    outbox.publish("outside.returned", item_id=item.id, account_id=assigner_id or "", at=_stamp())


def finish(actor: Actor, item: OutsideItem, *, text: str) -> None:
    """What was done about it; the office looks at it."""
    _advance(actor, item, ItemAction.FINISH, text)
    item.result, item.done_at = text, clock.now()
    outbox.publish("outside.done", item_id=item.id, account_id=item.assigner_id or "", at=_stamp())


def confirm(actor: Actor, item: OutsideItem) -> None:
    """The office has seen that it is done: only now it counts."""
    _advance(actor, item, ItemAction.CONFIRM, "")
    item.confirmed_at = clock.now()


def refuse(actor: Actor, item: OutsideItem, *, text: str) -> None:
    """It is not done, and what is missing."""
    _advance(actor, item, ItemAction.REFUSE, text)
    item.done_at, item.due_on = None, settings.due(item.area_code, OUTSIDE_DAYS)
    outbox.publish("outside.refused", item_id=item.id, department_id=item.department_id, at=_stamp())


def _advance(actor: Actor, item: OutsideItem, action: ItemAction, text: str) -> None:
    item.status = WORKFLOW.after(item.status, action)
    db.session.add(
        OutsideStep(
            item_id=item.id,
            action=action,
            at=clock.now(),
            account_id=actor.account_id,
            by=actor.title,
            text=text,
        )
    )


def _stamp() -> int:
    return int(clock.now().timestamp() * 1000)
