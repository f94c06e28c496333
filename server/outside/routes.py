"""The pool by JSON: what is in it, how much is done, and each step of an item."""

from __future__ import annotations

from uuid import UUID

from server.assignments.queries import units_of
from server.core.actor import current
from server.core.http import Page, Routes
from server.core.permissions import Permission as P
from server.outside import desk, queries, service, views
from server.outside.schemas import (
    AssignItem,
    FindItems,
    FinishItem,
    ItemOut,
    ItemRow,
    Nothing,
    RatesOut,
    SayWhy,
)

routes = Routes("outside", "/api/outside")
ONE = "/items/<uuid:item_id>"


@routes.get("/items", permission=P.OUTSIDE_READ, query=FindItems, out=Page[ItemRow])
def listing(query: FindItems) -> Page[ItemRow]:
    """One page, what was received first; `next` is the number of the next page."""
    sheet = desk.sheet(current(), query)
    following = str(query.page + 1) if sheet.has_more else None
    return Page[ItemRow](items=sheet.lines, next=following)


@routes.get("/rates", permission=P.OUTSIDE_READ, out=RatesOut)
def rates() -> RatesOut:
    """再办完成率: from outside, one's own letters, and together (R2-21)."""
    return views.rates_out(queries.rates(current()))


@routes.get(ONE, permission=P.OUTSIDE_READ, out=ItemOut)
def read(item_id: UUID) -> ItemOut:
    """One item with what was done about it."""
    return views.item_out(queries.get(current(), item_id))


@routes.post(f"{ONE}/assign", permission=P.OUTSIDE_ASSIGN, body=AssignItem, out=ItemOut)
def assign(item_id: UUID, body: AssignItem) -> ItemOut:
    """To a unit of the office's area."""
    found, (unit,) = queries.get_for_update(current(), item_id), units_of(current(), [body.department_id])
    service.assign(current(), found, unit=unit, text=body.text)
    return views.item_out(found)


@routes.post(f"{ONE}/confirm", permission=P.OUTSIDE_ASSIGN, body=Nothing, out=ItemOut)
def confirm(item_id: UUID, body: Nothing) -> ItemOut:
    """It is done."""
    found = queries.get_for_update(current(), item_id)
    service.confirm(current(), found)
    return views.item_out(found)


@routes.post(f"{ONE}/refuse", permission=P.OUTSIDE_ASSIGN, body=SayWhy, out=ItemOut)
def refuse(item_id: UUID, body: SayWhy) -> ItemOut:
    """It is not, and what is missing."""
    found = queries.get_for_update(current(), item_id)
    service.refuse(current(), found, text=body.text)
    return views.item_out(found)


@routes.post(f"{ONE}/finish", permission=P.OUTSIDE_HANDLE, body=FinishItem, out=ItemOut)
def finish(item_id: UUID, body: FinishItem) -> ItemOut:
    """The unit says what it did."""
    found = queries.get_for_update(current(), item_id)
    service.finish(current(), found, text=body.text)
    return views.item_out(found)


@routes.post(f"{ONE}/give-back", permission=P.OUTSIDE_HANDLE, body=SayWhy, out=Page[ItemRow])
def give_back(item_id: UUID, body: SayWhy) -> Page[ItemRow]:
    """It is not the unit's; what is left of its own comes back."""
    found = queries.get_for_update(current(), item_id)
    service.give_back(current(), found, text=body.text)
    return Page[ItemRow](items=desk.sheet(current(), FindItems()).lines)
