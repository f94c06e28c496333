"""The pool in the console: the office gives out and looks, the unit does."""

from __future__ import annotations

from uuid import UUID

from flask import flash, g, url_for
from werkzeug.wrappers import Response

from server.assignments.queries import units_of
from server.core.actor import VISITOR, Actor, current
from server.core.pages import Pages, go
from server.core.parsing import form, query
from server.core.permissions import Permission as P
from server.outside import desk, queries, service
from server.outside.schemas import AssignItem, FindItems, FinishItem, SayWhy

pages = Pages("outside", "server.outside")
ONE = "/outside/<uuid:item_id>"


@pages.get("/outside", permission=P.OUTSIDE_READ)
def listed() -> str:
    """One page, with the rates."""
    return desk.listed(current(), query(FindItems))


@pages.get(ONE, permission=P.OUTSIDE_READ)
def case(item_id: UUID) -> str:
    return desk.opened(current(), queries.get(current(), item_id))


@pages.post("/outside/assign", permission=P.OUTSIDE_ASSIGN)
def assign_proposed() -> Response:
    """Everything whose unit the rules name."""
    flash(f"{service.assign_proposed(current())} 件交给单位了")
    return go(url_for("outside_pages.listed"))


@pages.post(f"{ONE}/assign", permission=P.OUTSIDE_ASSIGN)
def assign(item_id: UUID) -> Response:
    given, found = form(AssignItem), queries.get_for_update(current(), item_id)
    (unit,) = units_of(current(), [given.department_id])
    service.assign(current(), found, unit=unit, text=given.text)
    return desk.done(item_id, f"{found.number} 交给{unit.name}了")


@pages.post(f"{ONE}/confirm", permission=P.OUTSIDE_ASSIGN)
def confirm(item_id: UUID) -> Response:
    found = queries.get_for_update(current(), item_id)
    service.confirm(current(), found)
    return desk.done(item_id, f"{found.number} 核过了，算办结")


@pages.post(f"{ONE}/refuse", permission=P.OUTSIDE_ASSIGN)
def refuse(item_id: UUID) -> Response:
    given, found = form(SayWhy), queries.get_for_update(current(), item_id)
    service.refuse(current(), found, text=given.text)
    return desk.done(item_id, f"{found.number} 退给单位再办了")


@pages.post(f"{ONE}/finish", permission=P.OUTSIDE_HANDLE)
def finish(item_id: UUID) -> Response:
    given, found = form(FinishItem), queries.get_for_update(current(), item_id)
    service.finish(current(), found, text=given.text)
    return desk.done(item_id, f"{found.number} 记下了，等人大核")


@pages.post(f"{ONE}/give-back", permission=P.OUTSIDE_HANDLE)
def give_back(item_id: UUID) -> Response:
    given, found = form(SayWhy), queries.get_for_update(current(), item_id)
    service.give_back(current(), found, text=given.text)
    flash(f"{found.number} 退回去了，由人大另定单位")
    return go(url_for("outside_pages.listed"))


@pages.blueprint.app_context_processor
def around_every_page() -> dict[str, object]:
    actor: Actor = g.get("actor") or VISITOR
    return {"waiting_outside": lambda: desk.waiting(actor)}
