"""The console's view of the pool: one page of it, its figures, and what this person may do with an item."""

from __future__ import annotations

from uuid import UUID

from flask import flash, url_for
from werkzeug.wrappers import Response as Answer

from server.areas.categories import CATEGORIES
from server.assignments.queries import units
from server.core.actor import Actor
from server.core.pages import go, page
from server.core.permissions import Permission
from server.outside import queries, views
from server.outside.life import WORKFLOW, ItemAction, ItemState
from server.outside.models import OutsideItem
from server.outside.schemas import FindItems, ItemRow
from server.stations.registers import Sheet, sheet_of

STATE_WORDS = {
    ItemState.OPEN: "等交办",
    ItemState.ASSIGNED: "在单位",
    ItemState.DONE: "等核",
    ItemState.CONFIRMED: "已办结",
}
STATE_TONES = {
    ItemState.OPEN: "warn",
    ItemState.ASSIGNED: "info",
    ItemState.DONE: "warn",
    ItemState.CONFIRMED: "ok",
}
STEP_WORDS = {
    ItemAction.ASSIGN: "交办",
    ItemAction.GIVE_BACK: "单位退回",
    ItemAction.FINISH: "办好了",
    ItemAction.CONFIRM: "核过了",
    ItemAction.REFUSE: "没有通过",
}
OFFICES = (ItemAction.ASSIGN, ItemAction.CONFIRM, ItemAction.REFUSE)


def sheet(actor: Actor, find: FindItems) -> Sheet[ItemRow]:
    found = queries.visible_to(actor)
    found = found.where(OutsideItem.status == find.status) if find.status else found
    return sheet_of(queries.in_order(found), find, find.page, lambda rows: views.rows_out(list(rows)))


def listed(actor: Actor, find: FindItems) -> str:
    return page(
        "outside/list.html",
        sheet=sheet(actor, find),
        find=find,
        rates=views.rates_out(queries.rates(actor)),
        ready=queries.count_proposed(actor) if actor.may(Permission.OUTSIDE_ASSIGN) else 0,
        states=STATE_WORDS,
        tones=STATE_TONES,
    )


def opened(actor: Actor, item: OutsideItem) -> str:
    doings = doings_of(actor, item)
    return page(
        "outside/item.html",
        item=item,
        unit=queries.unit_names([item]).get(item.department_id) if item.department_id else None,
        steps=queries.steps_of(item.id),
        doings=doings,
        units=units(actor) if ItemAction.ASSIGN in doings else [],
        category=CATEGORIES.get(item.category, ""),
        light=views.light_of(item),
        states=STATE_WORDS,
        tones=STATE_TONES,
        step_words=STEP_WORDS,
    )


def doings_of(actor: Actor, item: OutsideItem) -> list[ItemAction]:
    """What the table has next, as far as it is this person's."""
    possible = WORKFLOW.actions(item.status)
    if actor.may(Permission.OUTSIDE_ASSIGN):
        return [action for action in possible if action in OFFICES]
    if actor.may(Permission.OUTSIDE_HANDLE):
        return [action for action in possible if action not in OFFICES]
    return []


def waiting(actor: Actor) -> int:
    """What waits for this person: a unit's own, an office's to be given out or looked at."""
    if actor.may(Permission.OUTSIDE_HANDLE):
        return queries.count(actor, ItemState.ASSIGNED)
    return 0


def done(item_id: UUID, words: str) -> Answer:
    flash(words)
    return go(url_for("outside_pages.case", item_id=item_id))
