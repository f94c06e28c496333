"""Visits by JSON, to read; each step is taken at the console."""

from __future__ import annotations

from uuid import UUID

from server.core.actor import current
from server.core.http import Page, Routes
from server.core.permissions import Permission as P
from server.stations import queries as stations
from server.visits import desk, queries, views
from server.visits.schemas import FindVisits, PublicVisits, VisitLine, VisitOut, VisitRates

routes = Routes("visits", "/api")


@routes.get("/visits", permission=P.VISIT_READ, query=FindVisits, out=Page[VisitLine])
def listed(query: FindVisits) -> Page[VisitLine]:
    """One page, by area code and day; `next` is the number of the next page."""
    sheet = desk.sheet(current(), query)
    return Page[VisitLine](items=sheet.lines, next=str(query.page + 1) if sheet.has_more else None)


@routes.get("/visits/rates", permission=P.VISIT_READ, query=FindVisits, out=VisitRates)
def rates(query: FindVisits) -> VisitRates:
    """How much of the plan was held, and how many promises were kept on time."""
    return views.rates_out(queries.rates(desk.asked(current(), query)))


@routes.get("/visits/<uuid:visit_id>", permission=P.VISIT_READ, out=VisitOut)
def read(visit_id: UUID) -> VisitOut:
    """One visit, with its matters and promises."""
    return views.visit_out(current(), queries.get(current(), visit_id))


@routes.get("/stations/<uuid:station_id>/visits", permission=P.PUBLIC, out=PublicVisits)
def of_station(station_id: UUID) -> PublicVisits:
    """What residents may read of who came to a station, and what was promised."""
    return views.public_out(stations.get(station_id))
