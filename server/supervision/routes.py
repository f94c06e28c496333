"""Supervision by JSON: opened, seconded, answered, decided, lifted."""

from __future__ import annotations

from uuid import UUID

from server.core.actor import current
from server.core.http import Page, Routes
from server.core.permissions import Permission as P
from server.messages import queries as messages
from server.supervision import queries, service
from server.supervision.schemas import (
    AskFor,
    Decide,
    Lift,
    Lower,
    Meet,
    Nothing,
    Respond,
    Supervise,
    SupervisionOut,
)
from server.supervision.views import supervision_out

routes = Routes("supervision", "/api")
ONE = "/supervisions/<uuid:supervision_id>"


@routes.post(
    "/messages/<uuid:message_id>/supervisions",
    permission=P.SUPERVISION_OPEN,
    body=Supervise,
    out=SupervisionOut,
    status=201,
)
def supervise(message_id: UUID, body: Supervise) -> SupervisionOut:
    """Watch a letter at a level; two and five wait for a second person."""
    message = messages.get_for_update(current(), message_id)
    return supervision_out(current(), service.supervise(current(), message, **body.model_dump()))


@routes.get(
    "/messages/<uuid:message_id>/supervisions", permission=P.SUPERVISION_OPEN, out=Page[SupervisionOut]
)
def listing(message_id: UUID) -> Page[SupervisionOut]:
    """What a letter is watched for now."""
    message = messages.get(current(), message_id)
    found = queries.of_message(current(), message.id)
    items = [supervision_out(current(), one) for one in found if one.closed_at is None]
    return Page[SupervisionOut](items=items)


@routes.post(
    "/messages/<uuid:message_id>/supervisions/ask", permission=P.SUPERVISION_ASK, body=AskFor, status=204
)
def ask(message_id: UUID, body: AskFor) -> None:
    """Ask the offices to look at a letter that a unit has."""
    service.ask(current(), messages.get_for_update(current(), message_id), text=body.text)


@routes.post(f"{ONE}/second", permission=P.SUPERVISION_OPEN, body=Nothing, out=SupervisionOut)
def second(supervision_id: UUID, body: Nothing) -> SupervisionOut:
    """Agree to what a colleague proposed."""
    found = queries.get_for_update(current(), supervision_id)
    service.second(current(), found)
    return supervision_out(current(), found)


@routes.post(f"{ONE}/respond", permission=P.ASSIGNMENT_SIGN_OFF, body=Respond, out=SupervisionOut)
def respond(supervision_id: UUID, body: Respond) -> SupervisionOut:
    """The unit's lead answers."""
    found = queries.get_for_update(current(), supervision_id)
    service.respond(current(), found, text=body.text)
    return supervision_out(current(), found)


@routes.post(f"{ONE}/decide", permission=P.SUPERVISION_OPEN, body=Decide, out=SupervisionOut)
def decide(supervision_id: UUID, body: Decide) -> SupervisionOut:
    """Enough, or not and why."""
    found = queries.get_for_update(current(), supervision_id)
    service.decide(current(), found, is_enough=body.is_enough, text=body.text)
    return supervision_out(current(), found)


@routes.post(f"{ONE}/lift", permission=P.SUPERVISION_OPEN, body=Lift, out=SupervisionOut)
def lift(supervision_id: UUID, body: Lift) -> SupervisionOut:
    """Watched no more, with a reason."""
    found = queries.get_for_update(current(), supervision_id)
    service.lift(current(), found, text=body.text)
    return supervision_out(current(), found)


@routes.post(f"{ONE}/lower", permission=P.SUPERVISION_OPEN, body=Lower, out=SupervisionOut)
def lower(supervision_id: UUID, body: Lower) -> SupervisionOut:
    """Watched at a lower level, with a reason."""
    found = queries.get_for_update(current(), supervision_id)
    service.lower(current(), found, queries.message_of(found), level=body.level, text=body.text)
    return supervision_out(current(), found)


@routes.post(f"{ONE}/meet", permission=P.SUPERVISION_MEET, body=Meet, out=SupervisionOut)
def meet(supervision_id: UUID, body: Meet) -> SupervisionOut:
    """The fourth level's meeting was held: which, when, what came of it."""
    found = queries.get_for_update(current(), supervision_id)
    service.meet(current(), found, meeting=body.meeting, on=body.on, outcome=body.outcome)
    return supervision_out(current(), found)
