"""Stations and deputies for everybody; invitations by the station's staff."""

from __future__ import annotations

from uuid import UUID

from flask import request

from server.core import limits
from server.core.actor import current
from server.core.http import Routes
from server.core.permissions import Permission
from server.deputies import queries as deputies, service as deputy_service
from server.deputies.schemas import DeputyCard, InvitationOut, Invite
from server.stations import finding, queries, views
from server.stations.found import (
    FindDeputies,
    FindSpecialties,
    FindStations,
    FittingDeputies,
    FoundDeputies,
    FoundStations,
    SpecialtiesOut,
    TellMatter,
)
from server.stations.schemas import DeputyOut, StationOut

routes = Routes("stations", "/api")


class StationPage(StationOut):
    """A station with the deputies who sit there, by name."""

    deputies: list[DeputyCard]


@routes.get("/stations", permission=Permission.PUBLIC, query=FindStations, out=FoundStations)
def find(query: FindStations) -> FoundStations:
    """Open stations of an area, with every word of `q` in place, address or name; in code order.

    With `near` ("30.05,119.95", GCJ-02) the nearest first, each with its distance; those whose position
    nobody has set are left out and counted. The point is used for this answer only (F04).
    """
    return views.stations_page(query)


@routes.get("/deputies", permission=Permission.PUBLIC, query=FindDeputies, out=FoundDeputies)
def find_deputies(query: FindDeputies) -> FoundDeputies:
    """Deputies in office of an area, by name, constituency, work or specialty; by pinyin."""
    return views.deputies_page(query)


@routes.get("/specialties", permission=Permission.PUBLIC, query=FindSpecialties, out=SpecialtiesOut)
def specialties(query: FindSpecialties) -> SpecialtiesOut:
    """What the deputies of an area know about, by pinyin."""
    return SpecialtiesOut(items=finding.specialties(query.area))


@routes.post("/matters", permission=Permission.PUBLIC, body=TellMatter, out=FittingDeputies)
def fit(body: TellMatter) -> FittingDeputies:
    """Deputies who know what a matter is about, three at most (R1-12). What was said is not kept."""
    limits.hit("60 per 10 minute", "matter", request.remote_addr or "", "问得太勤了，请过几分钟再试。")
    return views.fitting_out(body)


@routes.get("/stations/<uuid:station_id>", permission=Permission.PUBLIC, out=StationPage)
def read(station_id: UUID) -> StationPage:
    """One station and its deputies. One that is not open says where to go `instead`."""
    found = queries.get(station_id)
    instead = None if found.is_open else queries.way_on(found.id, found.area_code)
    station = StationOut.of(found, instead=instead)
    cards = [DeputyCard.of(deputy) for deputy in queries.deputies_at(station_id)]
    return StationPage(**station.model_dump(), deputies=cards)


@routes.get("/deputies/<uuid:deputy_id>", permission=Permission.PUBLIC, out=DeputyOut)
def read_deputy(deputy_id: UUID) -> DeputyOut:
    """A deputy in office: identity, duty, promise, and where to meet."""
    groups = deputies.groups_of(deputy_id)
    return DeputyOut.profile(deputies.public(deputy_id), queries.open_stations_of(deputy_id), groups)


@routes.post(
    "/invitations", permission=Permission.INVITATION_CREATE, body=Invite, out=InvitationOut, status=201
)
def invite(body: Invite) -> InvitationOut:
    """A one-time invitation by which a deputy of mine binds a WeChat person. Shown once."""
    deputy = queries.managed_deputy(current(), body.deputy_id)
    invitation, expires_at = deputy_service.invite(current(), deputy)
    return InvitationOut(invitation=invitation, expires_at=expires_at)
