"""Stations and deputies for everybody; invitations by the station's staff."""

from __future__ import annotations

from uuid import UUID

from server.core.actor import current
from server.core.http import Page, Routes
from server.core.permissions import Permission
from server.deputies import queries as deputies, service as deputy_service
from server.deputies.schemas import DeputyCard, InvitationOut, Invite
from server.stations import queries
from server.stations.schemas import DeputyOut, FindStations, StationOut, StationRow, names_for

routes = Routes("stations", "/api")
LIMIT = 50


class StationPage(StationOut):
    """A station with the deputies who sit there, by name."""

    deputies: list[DeputyCard]


@routes.get("/stations", permission=Permission.PUBLIC, query=FindStations, out=Page[StationRow])
def find(query: FindStations) -> Page[StationRow]:
    """Stations of an area (`area` is a code prefix), or whose name or address contains `q`; in code order."""
    found = queries.public(area=query.area, q=query.q, after=query.cursor, limit=LIMIT + 1)
    names = names_for(found[:LIMIT])
    more = str(int(query.cursor or 0) + LIMIT) if len(found) > LIMIT else None
    return Page[StationRow](items=[StationRow.of(s, names) for s in found[:LIMIT]], next=more)


@routes.get("/stations/<uuid:station_id>", permission=Permission.PUBLIC, out=StationPage)
def read(station_id: UUID) -> StationPage:
    """One station and its deputies."""
    station = StationOut.of(queries.get(station_id))
    cards = [DeputyCard.of(deputy) for deputy in queries.deputies_at(station_id)]
    return StationPage(**station.model_dump(), deputies=cards)


@routes.get("/deputies/<uuid:deputy_id>", permission=Permission.PUBLIC, out=DeputyOut)
def read_deputy(deputy_id: UUID) -> DeputyOut:
    """A deputy in office: identity, duty, promise, and where to meet."""
    return DeputyOut.profile(deputies.public(deputy_id), queries.stations_of(deputy_id))


@routes.post(
    "/invitations", permission=Permission.INVITATION_CREATE, body=Invite, out=InvitationOut, status=201
)
def invite(body: Invite) -> InvitationOut:
    """A one-time invitation by which a deputy of mine binds a WeChat person. Shown once."""
    deputy = queries.managed_deputy(current(), body.deputy_id)
    invitation, expires_at = deputy_service.invite(current(), deputy)
    return InvitationOut(invitation=invitation, expires_at=expires_at)
