"""Leads by JSON: turned, joined, looked at, decided, finished; and what a letter's author is asked."""

from __future__ import annotations

from uuid import UUID

from server.core.actor import current
from server.core.http import Routes
from server.core.permissions import Permission as P
from server.leads import queries, register, service
from server.leads.schemas import (
    AgreeToLead,
    DecideLead,
    FinishLead,
    JoinLead,
    LeadAskedOut,
    LeadOffer,
    LeadOut,
    LeadPage,
    OpenLead,
    PassLead,
    ReviewLead,
)
from server.leads.views import asked_out, lead_out, line_out, offer_out
from server.messages import queries as messages

routes = Routes("leads", "/api")
ONE = "/leads/<uuid:lead_id>"
OF_LETTER = "/messages/<uuid:message_id>/lead"


@routes.get(OF_LETTER, permission=P.LEAD_OPEN, out=LeadOffer)
def offer(message_id: UUID) -> LeadOffer:
    """Before a letter is turned: its words without its author, and the four kinds."""
    return offer_out(messages.get(current(), message_id))


@routes.post(OF_LETTER, permission=P.LEAD_OPEN, body=OpenLead, out=LeadOut, status=201, once=True)
def turn(message_id: UUID, body: OpenLead) -> LeadOut:
    """Turn a letter into a project lead, a topic, a wish or a legislative comment."""
    message = messages.get_for_update(current(), message_id)
    return lead_out(current(), service.open_lead(current(), message, body.matter))


@routes.post(f"{ONE}/join", permission=P.LEAD_OPEN, body=JoinLead, out=LeadOut)
def join(lead_id: UUID, body: JoinLead) -> LeadOut:
    """Another letter asks for the same."""
    message = messages.get_for_update(current(), body.message_id)
    lead = queries.get_for_update(current(), lead_id)
    service.join(current(), lead, message)
    return lead_out(current(), lead)


@routes.get("/leads", permission=P.LEAD_READ, query=register.FindLeads, out=LeadPage)
def listed(query: register.FindLeads) -> LeadPage:
    """The register, the newest first; `next` is the number of the following page."""
    found = register.lines(current(), query)
    more = str(query.page + 1) if len(found) > register.PER_PAGE else None
    return LeadPage(items=[line_out(line) for line in found[: register.PER_PAGE]], next=more)


@routes.get(ONE, permission=P.LEAD_READ, out=LeadOut)
def read(lead_id: UUID) -> LeadOut:
    """One lead, with its letters as far as the caller may see them."""
    return lead_out(current(), queries.get(current(), lead_id))


@routes.post(f"{ONE}/review", permission=P.LEAD_DECIDE, body=ReviewLead, out=LeadOut)
def review(lead_id: UUID, body: ReviewLead) -> LeadOut:
    """Begin to look at it."""
    lead = queries.get_for_update(current(), lead_id)
    service.review(current(), lead)
    return lead_out(current(), lead)


@routes.post(f"{ONE}/pass", permission=P.LEAD_DECIDE, body=PassLead, out=LeadOut)
def pass_on(lead_id: UUID, body: PassLead) -> LeadOut:
    """The other office decides about it."""
    lead = queries.get_for_update(current(), lead_id)
    service.pass_on(current(), lead, text=body.text)
    return lead_out(current(), lead)


@routes.post(f"{ONE}/decide", permission=P.LEAD_DECIDE, body=DecideLead, out=LeadOut)
def decide(lead_id: UUID, body: DecideLead) -> LeadOut:
    """Adopted, in part, or not and why."""
    lead = queries.get_for_update(current(), lead_id)
    service.decide(current(), lead, body.action, text=body.text, is_valid=body.is_valid)
    return lead_out(current(), lead)


@routes.post(f"{ONE}/finish", permission=P.LEAD_DECIDE, body=FinishLead, out=LeadOut)
def finish(lead_id: UUID, body: FinishLead) -> LeadOut:
    """A wish was fulfilled, or was not and why."""
    lead = queries.get_for_update(current(), lead_id)
    service.finish(current(), lead, body.action, text=body.text)
    return lead_out(current(), lead)


@routes.get(f"{OF_LETTER}/consent", permission=P.MESSAGE_OWN, out=LeadAskedOut)
def asked(message_id: UUID) -> LeadAskedOut:
    """What the author of a letter was asked when it was turned, and how that stands."""
    return asked_out(*queries.asked_of(current(), messages.get(current(), message_id)))


@routes.post(f"{OF_LETTER}/consent", permission=P.MESSAGE_OWN, body=AgreeToLead, out=LeadAskedOut)
def agree(message_id: UUID, body: AgreeToLead) -> LeadAskedOut:
    """Yes or no: may the lead name the letter's number?"""
    message = messages.get_for_update(current(), message_id)
    source, lead = queries.asked_of(current(), message, for_update=True)
    return asked_out(service.agree(current(), source, consent=body.consent), lead)
