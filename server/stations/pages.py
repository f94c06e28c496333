"""The console's registers of stations, deputies and accounts, and choosing one of one's identities."""

from __future__ import annotations

from uuid import UUID

from flask import Response, g, request, url_for

from server.accounts import doors, queries as accounts_found, service as account_service
from server.core.actor import VISITOR, Actor, current
from server.core.pages import Pages, page
from server.core.parsing import form, query
from server.core.permissions import Permission, Role
from server.deputies.models import LEVEL_TITLES
from server.stations import registers, scopes

pages = Pages("stations", "server.stations")


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
    return page("stations/stations.html", sheet=sheet, find=find, towns=registers.towns(current()))


@pages.get("/deputies", permission=Permission.REGISTER_READ)
def deputies() -> str:
    find = query(registers.FindDeputySheet)
    sheet = registers.deputies(current(), find)
    towns = registers.towns(current())
    return page("stations/deputies.html", sheet=sheet, find=find, towns=towns, levels=LEVEL_TITLES)


@pages.get("/accounts", permission=Permission.ACCOUNT_MANAGE)
def accounts() -> str:
    find = query(registers.FindAccountSheet)
    return page("stations/accounts.html", sheet=registers.accounts(current(), find), find=find, roles=Role)


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
