"""Visits by JSON: to read, and each step, so that what was found and answered is put down on the spot."""

from __future__ import annotations

from uuid import UUID

from server.core.actor import current
from server.core.http import Page, Routes
from server.core.permissions import Permission as P
from server.stations import queries as stations
from server.visits import desk, queries, service, views
from server.visits.models import Visit
from server.visits.schemas import (
    CloseForm,
    FindVisits,
    HoldForm,
    IssueForm,
    KeepForm,
    PublicVisits,
    RespondForm,
    VisitChoices,
    VisitLine,
    VisitOut,
    VisitRates,
)

routes = Routes("visits", "/api")
ONE = "/visits/<uuid:visit_id>"
ISSUE = f"{ONE}/issues/<uuid:issue_id>"


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


@routes.get(f"{ONE}/choices", permission=P.VISIT_PLAN, out=VisitChoices)
def choices(visit_id: UUID) -> VisitChoices:
    """Which units may promise something, and which deputies may have come."""
    return views.choices_out(queries.get(current(), visit_id))


@routes.post(f"{ONE}/notify", permission=P.VISIT_PLAN, out=VisitOut)
def notify(visit_id: UUID) -> VisitOut:
    """Whoever comes or is asked to take part hears of the day."""
    visit = _held(visit_id)
    service.notify(current(), visit)
    return views.visit_out(current(), visit)


@routes.post(f"{ONE}/hold", permission=P.VISIT_PLAN, body=HoldForm, out=VisitOut)
def hold(visit_id: UUID, body: HoldForm) -> VisitOut:
    """They came: which day, what they found, which deputies were there."""
    visit = _held(visit_id)
    service.hold(current(), visit, **body.model_dump())
    return views.visit_out(current(), visit)


@routes.post(f"{ONE}/issues", permission=P.VISIT_PLAN, body=IssueForm, out=VisitOut, status=201, once=True)
def list_issue(visit_id: UUID, body: IssueForm) -> VisitOut:
    """One more matter on the list of what came up."""
    visit = _held(visit_id)
    service.list_issue(current(), visit, words=body.words)
    return views.visit_out(current(), visit)


@routes.post(f"{ISSUE}/respond", permission=P.VISIT_PLAN, body=RespondForm, out=VisitOut)
def respond(visit_id: UUID, issue_id: UUID, body: RespondForm) -> VisitOut:
    """An answer on the spot, or which unit does it until which day."""
    visit = _held(visit_id)
    service.respond(current(), visit, queries.issue_for_update(visit, issue_id), **body.model_dump())
    return views.visit_out(current(), visit)


@routes.post(f"{ONE}/commit", permission=P.VISIT_PLAN, out=VisitOut)
def commit(visit_id: UUID) -> VisitOut:
    """Every matter has its answer, its promise or its letter."""
    visit = _held(visit_id)
    service.commit(current(), visit)
    return views.visit_out(current(), visit)


@routes.post(f"{ISSUE}/keep", permission=P.VISIT_KEEP, body=KeepForm, out=VisitOut)
def keep(visit_id: UUID, issue_id: UUID, body: KeepForm) -> VisitOut:
    """The unit, or whoever looks after the plan, says that it is done."""
    visit = _held(visit_id)
    service.keep(current(), visit, queries.issue_for_update(visit, issue_id), result=body.result)
    return views.visit_out(current(), visit)


@routes.post(f"{ONE}/close", permission=P.VISIT_PLAN, body=CloseForm, out=VisitOut)
def close(visit_id: UUID, body: CloseForm) -> VisitOut:
    """The end; where a promise was not kept, why."""
    visit = _held(visit_id)
    service.close(current(), visit, text=body.text)
    return views.visit_out(current(), visit)


def _held(visit_id: UUID) -> Visit:
    return queries.get_for_update(current(), visit_id)
