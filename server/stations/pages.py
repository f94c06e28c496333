"""The console's registers of stations, deputies and accounts, and choosing one of one's identities."""

from __future__ import annotations

from uuid import UUID

from flask import Response, flash, g, request, url_for

from server.accounts import (
    doors,
    places as account_places,
    queries as accounts_found,
    service as account_service,
)
from server.core import edge
from server.core.actor import VISITOR, Actor, current
from server.core.pages import Pages, go, page
from server.core.parsing import form, query
from server.core.permissions import Permission, Role
from server.deputies.models import LEVEL_TITLES
from server.stations import (
    accounts_sheet,
    coverage,
    districts,
    forms,
    keeping,
    queries,
    registers,
    scopes,
    service,
)
from server.stations.models import LICENCE_NAMES, MILESTONES
from server.stations.places import KnownPlaces

pages = Pages("stations", "server.stations")
account_places.use(KnownPlaces())
edge.use_shelf(districts.resting_rights, districts.require_awake)


@pages.get("/identity", permission=Permission.SESSION_OWN)
def identity() -> str:
    """Which of my identities I use now: what I see and may do follows from it."""
    grants = accounts_found.grants(current().own_id())
    where = scopes.words_for(given.scope for given in grants)
    return page("stations/identity.html", grants=grants, where=where, next=request.args.get("next", ""))


@pages.post("/identity", permission=Permission.SESSION_OWN)
def switch() -> Response:
    given = form(doors.IdentityForm)
    chosen = given.chosen(accounts_found.grants(current().own_id()))
    account_service.switch_identity(current(), role=chosen.role, scope=chosen.scope)
    return doors.go(doors.local_target(given.next))


@pages.get("/stations", permission=Permission.REGISTER_READ)
def stations() -> str:
    find = query(registers.FindStationSheet)
    sheet = registers.stations(current(), find)
    values = {"sheet": sheet, "find": find, "towns": registers.towns(current())}
    return page("stations/stations.html", counts=registers.kinds(current(), sheet), **values, **keeping.WORDS)


@pages.get("/coverage", permission=Permission.REGISTER_READ)
def covered() -> str:
    """Which towns have their home, and which villages no open station (R0-18)."""
    find = query(coverage.FindCoverage)
    values = {"sheet": coverage.sheet(current(), find), "totals": coverage.totals(current())}
    return page("stations/coverage.html", find=find, milestones=MILESTONES, **values)


@pages.get("/stations/new", permission=Permission.REGISTER_MANAGE)
def new() -> str:
    place = query(forms.ChoosePlace)
    return page("stations/edit.html", station=None, **keeping.choices(current(), place.town, place.village))


@pages.post("/stations", permission=Permission.REGISTER_MANAGE)
def create() -> Response:
    given = form(forms.NewStationForm)
    area = queries.place_for(current(), given.area_code)
    station = service.create(current(), area, **given.model_dump(exclude={"area_code"}))
    flash(f"{station.name}登记好了")
    return _to(station.id)


@pages.get("/stations/<uuid:station_id>/edit", permission=Permission.REGISTER_MANAGE)
def edit(station_id: UUID) -> str:
    station, place = queries.managed(current(), station_id), query(forms.ChoosePlace)
    town, village = place.town or station.area_code, place.village or station.area_code
    return page("stations/edit.html", station=station, **keeping.choices(current(), town, village))


@pages.post("/stations/<uuid:station_id>/edit", permission=Permission.REGISTER_MANAGE)
def save(station_id: UUID) -> Response:
    station, given = queries.get_for_update(current(), station_id), form(forms.StationForm)
    area = queries.place_for(current(), given.area_code)
    service.edit(current(), station, area, **given.model_dump(exclude={"area_code"}))
    flash("改好了，居民扫码很快就看到新的")
    return _to(station_id)


@pages.post("/stations/<uuid:station_id>/licence", permission=Permission.REGISTER_MANAGE)
def advance(station_id: UUID) -> Response:
    """One step of the way from planned to closed."""
    station, given = queries.get_for_update(current(), station_id), form(forms.AdvanceForm)
    service.advance(current(), station, given.action, reason=given.reason, on=given.on)
    flash(f"{station.name}现在是“{LICENCE_NAMES[station.licence]}”")
    return _to(station_id)


@pages.post("/stations/<uuid:station_id>/milestones", permission=Permission.REGISTER_MANAGE)
def reach(station_id: UUID) -> Response:
    """One of the three steps of building up is done, or was noted too early."""
    station, given = queries.get_for_update(current(), station_id), form(forms.MilestoneForm)
    service.note_step(current(), station, given.step, done_on=given.done_on, note=given.note)
    flash(f"第 {given.step} 步记好了")
    return _to(station_id)


@pages.get("/stations/<uuid:station_id>/seats", permission=Permission.REGISTER_MANAGE)
def seats(station_id: UUID) -> str:
    station, find = queries.managed(current(), station_id), query(forms.FindSeat)
    found = keeping.to_seat(current(), station, find.q)
    return page(
        "stations/seats.html", station=station, find=find, found=found, seated=queries.deputies_at(station.id)
    )


@pages.post("/stations/<uuid:station_id>/seats", permission=Permission.REGISTER_MANAGE)
def seat(station_id: UUID) -> Response:
    station, given = queries.get_for_update(current(), station_id), form(forms.SeatForm)
    deputy = queries.managed_deputy(current(), given.deputy_id)
    service.seat(current(), station, deputy)
    flash(f"{deputy.name}代表坐进{station.name}了")
    return go(url_for("stations_pages.seats", station_id=station_id))


@pages.post("/stations/<uuid:station_id>/seats/<uuid:deputy_id>/leave", permission=Permission.REGISTER_MANAGE)
def unseat(station_id: UUID, deputy_id: UUID) -> Response:
    station = queries.get_for_update(current(), station_id)
    deputy = queries.managed_deputy(current(), deputy_id)
    service.unseat(current(), station, deputy)
    flash(f"{deputy.name}代表不坐在这个站了")
    return go(url_for("stations_pages.seats", station_id=station_id))


def _to(station_id: UUID) -> Response:
    return go(url_for("duties_pages.station", station_id=station_id))


@pages.get("/deputies", permission=Permission.REGISTER_READ)
def deputies() -> str:
    find, mine = query(registers.FindDeputySheet), queries.deputies_visible(current())
    sheet = registers.deputies(mine, find)
    values = {"sheet": sheet, "find": find, "towns": registers.towns(current()), "levels": LEVEL_TITLES}
    return page("stations/deputies.html", three=registers.complete_of_all(mine, sheet), **values)


@pages.get("/accounts", permission=Permission.ROLE_GIVE)
def accounts() -> str:
    find = query(accounts_sheet.FindAccountSheet)
    return page(
        "stations/accounts.html", sheet=accounts_sheet.accounts(current(), find), find=find, roles=Role
    )


@pages.post("/accounts/<uuid:account_id>/reset", permission=Permission.ACCOUNT_MANAGE)
def give_reset_link(account_id: UUID) -> str:
    """A one-time link for somebody else, shown once."""
    account = accounts_found.managed(current(), account_id)
    token, expires_at = account_service.make_reset_link(current(), account)
    link = doors.settings().public_url + url_for("accounts_pages.reset", token=token)
    return page("stations/reset_link.html", account=account, link=link, expires_at=expires_at)


def _actor() -> Actor:
    return g.get("actor") or VISITOR


@pages.blueprint.app_context_processor
def around_every_page() -> dict[str, object]:
    """What the layout asks for, only when it asks."""
    return {
        "scope_words": lambda: scopes.words_of(_actor()),
        "tenant_name": lambda: scopes.tenant_of(_actor()),
        "keeps_registers": lambda: (
            bool(_actor().station_id or _actor().area_prefix) and _actor().may(Permission.REGISTER_READ)
        ),
    }
