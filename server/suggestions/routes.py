"""Suggestions by JSON: what a deputy writes, seconds, hands in and judges; and what a letter's author is asked."""

from __future__ import annotations

from uuid import UUID

from server.core.actor import current
from server.core.http import Routes
from server.core.permissions import Permission
from server.messages import queries as messages
from server.suggestions import addressing, boxes, conversion, queries, service, shapes
from server.suggestions.schemas import (
    AgreeToSuggestion,
    AskedOut,
    BeginOut,
    ColleagueQuery,
    ColleaguesOut,
    EvaluateSuggestion,
    InviteDeputies,
    Named,
    ReviseSuggestion,
    SecondSuggestion,
    SubmitSuggestion,
    SuggestionOut,
    SuggestionPage,
    SuggestionQuery,
    TurnMessage,
    WithdrawSuggestion,
    WriteSuggestion,
)

routes = Routes("suggestions", "/api")
ONE = "/suggestions/<uuid:suggestion_id>"
OF_LETTER = "/messages/<uuid:message_id>/suggestion"
P = Permission


@routes.get("/suggestions", permission=P.SUGGESTION_WRITE, query=SuggestionQuery, out=SuggestionPage)
def box(query: SuggestionQuery) -> SuggestionPage:
    """A deputy's own and those the deputy seconds: what waits first, then the newest."""
    return boxes.page_out(current(), int(query.cursor or 0))


@routes.get("/suggestions/choices", permission=P.SUGGESTION_WRITE, out=BeginOut)
def choices() -> BeginOut:
    """To whom this deputy may hand one in, and the categories."""
    return shapes.begin_out(current())


@routes.post(
    "/suggestions",
    permission=P.SUGGESTION_WRITE,
    body=WriteSuggestion,
    out=SuggestionOut,
    status=201,
    once=True,
)
def begin(body: WriteSuggestion) -> SuggestionOut:
    """A new draft; sent twice with the same key, it is one."""
    made = service.begin(current(), body.words, level=body.level, area_code=body.area_code)
    return shapes.suggestion_out(current(), made)


@routes.post(
    "/suggestions/from-message",
    permission=P.SUGGESTION_CONVERT,
    body=TurnMessage,
    out=SuggestionOut,
    status=201,
    once=True,
)
def turn(body: TurnMessage) -> SuggestionOut:
    """Turn a letter into a draft: its matter, never its author."""
    message = messages.get_for_update(current(), body.message_id)
    made = conversion.convert(current(), message, deputy_id=body.deputy_id)
    return shapes.suggestion_out(current(), made)


@routes.get(ONE, permission=P.SUGGESTION_READ, out=SuggestionOut)
def read(suggestion_id: UUID) -> SuggestionOut:
    """One suggestion, as far as the caller may see it."""
    return shapes.suggestion_out(current(), queries.get(current(), suggestion_id))


@routes.put(ONE, permission=P.SUGGESTION_WRITE, body=WriteSuggestion, out=SuggestionOut)
def write(suggestion_id: UUID, body: WriteSuggestion) -> SuggestionOut:
    """Save the draft."""
    found = queries.get_for_update(current(), suggestion_id)
    service.write(current(), found, body.words, level=body.level, area_code=body.area_code)
    return shapes.suggestion_out(current(), found)


@routes.get(f"{ONE}/colleagues", permission=P.SUGGESTION_WRITE, query=ColleagueQuery, out=ColleaguesOut)
def colleagues(suggestion_id: UUID, query: ColleagueQuery) -> ColleaguesOut:
    """Deputies who may second it and are called like this, by pinyin."""
    found = addressing.found_colleagues(queries.get(current(), suggestion_id), query.q)
    return ColleaguesOut(deputies=[Named(id=one.id, name=one.name) for one in found])


@routes.post(f"{ONE}/invite", permission=P.SUGGESTION_WRITE, body=InviteDeputies, out=SuggestionOut)
def invite(suggestion_id: UUID, body: InviteDeputies) -> SuggestionOut:
    """Ask deputies of the same congress to second it."""
    found = queries.get_for_update(current(), suggestion_id)
    service.invite(current(), found, deputy_ids=body.deputy_ids)
    return shapes.suggestion_out(current(), found)


@routes.post(f"{ONE}/second", permission=P.SUGGESTION_WRITE, body=SecondSuggestion, out=SuggestionOut)
def second(suggestion_id: UUID, body: SecondSuggestion) -> SuggestionOut:
    """Yes or no of a deputy who was asked."""
    found = queries.get_for_update(current(), suggestion_id)
    service.second(current(), found, joins=body.joins)
    return shapes.suggestion_out(current(), found)


@routes.post(f"{ONE}/revise", permission=P.SUGGESTION_WRITE, body=ReviseSuggestion, out=SuggestionOut)
def revise(suggestion_id: UUID, body: ReviseSuggestion) -> SuggestionOut:
    """Take it back from seconding to change the words."""
    found = queries.get_for_update(current(), suggestion_id)
    service.revise(current(), found)
    return shapes.suggestion_out(current(), found)


@routes.post(f"{ONE}/submit", permission=P.SUGGESTION_WRITE, body=SubmitSuggestion, out=SuggestionOut)
def submit(suggestion_id: UUID, body: SubmitSuggestion) -> SuggestionOut:
    """Hand it in; it gets its number."""
    found = queries.get_for_update(current(), suggestion_id)
    service.submit(current(), found)
    return shapes.suggestion_out(current(), found)


@routes.post(f"{ONE}/withdraw", permission=P.SUGGESTION_WRITE, body=WithdrawSuggestion, out=SuggestionOut)
def withdraw(suggestion_id: UUID, body: WithdrawSuggestion) -> SuggestionOut:
    """Take it back before it is dispatched."""
    found = queries.get_for_update(current(), suggestion_id)
    service.withdraw(current(), found, text=body.text)
    return shapes.suggestion_out(current(), found)


@routes.post(f"{ONE}/evaluate", permission=P.SUGGESTION_WRITE, body=EvaluateSuggestion, out=SuggestionOut)
def evaluate(suggestion_id: UUID, body: EvaluateSuggestion) -> SuggestionOut:
    """The leading deputy's two answers to the unit's written answer."""
    found = queries.get_for_update(current(), suggestion_id)
    service.evaluate(current(), found, **body.model_dump())
    return shapes.suggestion_out(current(), found)


@routes.get(OF_LETTER, permission=P.MESSAGE_OWN, out=AskedOut)
def asked(message_id: UUID) -> AskedOut:
    """What the author of a letter was asked when it became a suggestion."""
    return shapes.asked_out(conversion.asked_of(current(), messages.get(current(), message_id)))


@routes.post(OF_LETTER, permission=P.MESSAGE_OWN, body=AgreeToSuggestion, out=AskedOut)
def agree(message_id: UUID, body: AgreeToSuggestion) -> AskedOut:
    """Yes or no: may it be shown from which letter the suggestion came?"""
    message = messages.get_for_update(current(), message_id)
    return shapes.asked_out(conversion.agree(current(), message, consent=body.consent))
