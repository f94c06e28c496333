"""The desk of leads: a letter is turned, the register, one lead with what its office may do."""

from __future__ import annotations

from uuid import UUID

from flask import Response, flash, url_for

from server.core.actor import current
from server.core.pages import Pages, go
from server.core.parsing import form, query
from server.core.permissions import Permission as P
from server.leads import desk, queries, register, service
from server.leads.kinds import SHEETS
from server.leads.schemas import FinishLead, OpenLead, PassLead, ReviewLead
from server.messages import queries as messages

pages = Pages("leads", "server.leads")
OF_LETTER = "/messages/<uuid:message_id>/lead"
ONE = "/leads/<uuid:lead_id>"


@pages.get(OF_LETTER, permission=P.LEAD_OPEN)
def turn(message_id: UUID) -> str:
    """Before a letter is turned: into what, in which words, or into which lead that is there already."""
    return desk.turned(current(), messages.get(current(), message_id), query(desk.ChooseKind).kind)


@pages.post(OF_LETTER, permission=P.LEAD_OPEN)
def open_lead(message_id: UUID) -> Response:
    message, given = messages.get_for_update(current(), message_id), form(OpenLead)
    service.open_lead(current(), message, given.matter)
    flash(f"{message.number} 转成{SHEETS[given.kind].words}了，来信人也告诉了")
    return go(url_for("messages_pages.case", message_id=message_id))


@pages.post(f"{OF_LETTER}/join", permission=P.LEAD_OPEN)
def join(message_id: UUID) -> Response:
    message, given = messages.get_for_update(current(), message_id), form(desk.JoinForm)
    service.join(current(), queries.get_for_update(current(), given.lead_id), message)
    flash(f"{message.number} 并进去了，来信人也告诉了")
    return go(url_for("messages_pages.case", message_id=message_id))


@pages.get("/leads", permission=P.LEAD_READ)
def listed() -> str:
    """The register, the newest first."""
    return desk.listed(current(), query(register.FindLeads))


@pages.get(ONE, permission=P.LEAD_READ)
def case(lead_id: UUID) -> str:
    """One lead as a whole page."""
    return desk.opened(current(), queries.get(current(), lead_id))


@pages.post(f"{ONE}/review", permission=P.LEAD_DECIDE)
def review(lead_id: UUID) -> Response:
    lead, _ = queries.get_for_update(current(), lead_id), form(ReviewLead)
    service.review(current(), lead)
    return desk.done(lead, "记下了，来信人知道您在看了")


@pages.post(f"{ONE}/pass", permission=P.LEAD_DECIDE)
def pass_on(lead_id: UUID) -> Response:
    lead, given = queries.get_for_update(current(), lead_id), form(PassLead)
    service.pass_on(current(), lead, text=given.text)
    return desk.done(lead, "转过去了，那边和来信人都会知道")


@pages.post(f"{ONE}/decide", permission=P.LEAD_DECIDE)
def decide(lead_id: UUID) -> Response:
    lead, given = queries.get_for_update(current(), lead_id), form(desk.DecideForm)
    service.decide(current(), lead, given.action, text=given.text, is_valid=given.is_none is None)
    return desk.done(lead, "定了，已经告诉来信人")


@pages.post(f"{ONE}/finish", permission=P.LEAD_DECIDE)
def finish(lead_id: UUID) -> Response:
    lead, given = queries.get_for_update(current(), lead_id), form(FinishLead)
    service.finish(current(), lead, given.action, text=given.text)
    return desk.done(lead, "记下了，已经告诉来信人")


@pages.blueprint.app_context_processor
def around_every_page() -> dict[str, object]:
    return {"turned_into": lambda: {kind.value: sheet for kind, sheet in SHEETS.items()}}
