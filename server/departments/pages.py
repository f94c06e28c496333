"""The console's pages of units, of whose which letters are, and of who is called."""

from __future__ import annotations

from uuid import UUID

from flask import Response, flash, url_for

from server.areas.categories import CATEGORIES
from server.core import clock
from server.core.actor import current
from server.core.pages import Pages, go, page
from server.core.parsing import form, query
from server.core.permissions import Permission
from server.departments import queries, roster, schemas, service, sheets

pages = Pages("departments", "server.departments")


@pages.get("/departments", permission=Permission.REGISTER_READ)
def departments() -> str:
    find = query(schemas.FindDepartments)
    units, places = sheets.units(current(), find), sheets.places(current())
    return page("departments/departments.html", units=units, find=find, places=places)


@pages.post("/departments", permission=Permission.REGISTER_MANAGE)
def create() -> Response:
    given = form(schemas.NewDepartment)
    made = service.create(current(), name=given.name, area_code=given.area_code, phone=given.phone)
    flash(f"{made.name}登记好了，接着定它管哪几类")
    return go(url_for("departments_pages.department", department_id=made.id))


@pages.get("/departments/<uuid:department_id>", permission=Permission.REGISTER_READ)
def department(department_id: UUID) -> str:
    unit = queries.get(current(), department_id)
    values = {"places": sheets.places_of(current(), unit), "rules": queries.rules_of(unit)}
    words = {"categories": CATEGORIES, "category_words": sheets.category_words, "today": clock.today()}
    return page("departments/department.html", unit=unit, people=sheets.people_of(unit), **values, **words)


@pages.post("/departments/<uuid:department_id>", permission=Permission.REGISTER_MANAGE)
def edit(department_id: UUID) -> Response:
    unit, given = queries.get_for_update(current(), department_id), form(schemas.EditDepartment)
    service.edit(current(), unit, name=given.name, phone=given.phone)
    flash("改好了")
    return go(url_for("departments_pages.department", department_id=unit.id))


@pages.post("/departments/<uuid:department_id>/close", permission=Permission.REGISTER_MANAGE)
def close(department_id: UUID) -> Response:
    unit, given = queries.get_for_update(current(), department_id), form(schemas.CloseDepartment)
    service.close(current(), unit, on=given.on, reason=given.reason)
    flash(f"{unit.name}从 {given.on} 起不再接件，它管的几类请换给别的单位")
    return go(url_for("departments_pages.department", department_id=unit.id))


@pages.post("/departments/<uuid:department_id>/rules", permission=Permission.REGISTER_MANAGE)
def add_rule(department_id: UUID) -> Response:
    """From the page of a unit: one more category or place."""
    unit, given = queries.get_for_update(current(), department_id), form(schemas.NewRule)
    service.route(current(), unit, **given.rule)
    flash(f"从 {given.since} 起，{sheets.category_words(given.chosen)}归{unit.name}")
    return go(url_for("departments_pages.department", department_id=unit.id))


@pages.post("/routing/<uuid:rule_id>/end", permission=Permission.REGISTER_MANAGE)
def end_rule(rule_id: UUID) -> Response:
    rule, given = queries.rule_for_update(current(), rule_id), form(schemas.EndRule)
    service.end_rule(current(), rule, until=given.until, reason=given.reason)
    flash(f"这条规则用到 {given.until}")
    return go(url_for("departments_pages.routing", area=rule.area_code))


@pages.get("/routing", permission=Permission.REGISTER_READ)
def routing() -> str:
    """Category by category: whose it is at one place, since when, and what is coming."""
    places, code = sheets.places(current()), sheets.chosen_place(current(), query(schemas.FindPlace).area)
    table = sheets.table(current(), code) if code else None
    return page("departments/routing.html", table=table, places=places, code=code, today=clock.today())


@pages.post("/routing", permission=Permission.REGISTER_MANAGE)
def route() -> Response:
    """From the table: another unit from a day on, the one before ends the day before."""
    given = form(schemas.RouteRule)
    unit = queries.get_for_update(current(), given.department_id)
    service.route(current(), unit, **given.rule)
    flash(f"从 {given.since} 起，{sheets.category_words(given.chosen)}归{unit.name}")
    return go(url_for("departments_pages.routing", area=given.area_code))


@pages.get("/on-call", permission=Permission.REGISTER_READ)
def on_call() -> str:
    """A fortnight of one area's roster, its gaps shown."""
    places, code = sheets.places(current()), sheets.chosen_place(current(), query(schemas.FindPlace).area)
    days = roster.fortnight(code) if code else []
    people = roster.candidates(code) if code and current().may(Permission.REGISTER_MANAGE) else []
    values = {"days": days, "people": people, "places": places, "turns": range(1, service.TURNS + 1)}
    return page("departments/on_call.html", code=code, today=clock.today(), **values)


@pages.post("/on-call", permission=Permission.REGISTER_MANAGE)
def put_on_call() -> Response:
    given = form(schemas.NewSpan)
    account = roster.candidate(given.area_code, given.account_id)
    service.put_on_call(current(), account, **given.span)
    flash("排好了")
    return go(url_for("departments_pages.on_call", area=given.area_code))


@pages.post("/on-call/<uuid:span_id>/end", permission=Permission.REGISTER_MANAGE)
def take_off_call(span_id: UUID) -> Response:
    span = queries.span_for_update(current(), span_id)
    service.take_off_call(current(), span)
    flash("这一段撤了")
    return go(url_for("departments_pages.on_call", area=span.area_code))
