"""Supervision by JSON: opened, seconded, answered, decided, lifted."""

from __future__ import annotations

from uuid import UUID

from server.core import clock
from server.core.actor import current
from server.core.http import Page, Routes
from server.core.permissions import Permission as P
from server.messages import queries as messages
from server.supervision import queries, service
from server.supervision.models import Supervision
from server.supervision.schemas import Decide, Lift, Nothing, Respond, Supervise, SupervisionOut

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
    return _out(service.supervise(current(), message, level=body.level, text=body.text))


@routes.get(
    "/messages/<uuid:message_id>/supervisions", permission=P.SUPERVISION_OPEN, out=Page[SupervisionOut]
)
def listing(message_id: UUID) -> Page[SupervisionOut]:
    """What a letter is watched for now."""
    message = messages.get(current(), message_id)
    return Page[SupervisionOut](items=[_out(one) for one in queries.open_of(message.id)])


@routes.post(f"{ONE}/second", permission=P.SUPERVISION_OPEN, body=Nothing, out=SupervisionOut)
def second(supervision_id: UUID, body: Nothing) -> SupervisionOut:
    """Agree to what a colleague proposed."""
    found = queries.get_for_update(current(), supervision_id)
    service.second(current(), found)
    return _out(found)


@routes.post(f"{ONE}/respond", permission=P.ASSIGNMENT_SIGN_OFF, body=Respond, out=SupervisionOut)
def respond(supervision_id: UUID, body: Respond) -> SupervisionOut:
    """The unit's lead answers."""
    found = queries.get_for_update(current(), supervision_id)
    service.respond(current(), found, text=body.text)
    return _out(found)


@routes.post(f"{ONE}/decide", permission=P.SUPERVISION_OPEN, body=Decide, out=SupervisionOut)
def decide(supervision_id: UUID, body: Decide) -> SupervisionOut:
    """Enough, or not and why."""
    found = queries.get_for_update(current(), supervision_id)
    service.decide(current(), found, is_enough=body.is_enough, text=body.text)
    return _out(found)


@routes.post(f"{ONE}/lift", permission=P.SUPERVISION_OPEN, body=Lift, out=SupervisionOut)
def lift(supervision_id: UUID, body: Lift) -> SupervisionOut:
    """Watched no more, with a reason."""
    found = queries.get_for_update(current(), supervision_id)
    service.lift(current(), found, text=body.text)
    return _out(found)


def _out(one: Supervision) -> SupervisionOut:
    return SupervisionOut(
        id=one.id,
        level=one.level,
        reason=one.reason,
        opener=one.opener,
        opened_at=clock.local(one.opened_at),
        waits_for_second=one.waits_for_second,
        seconder=one.seconder or None,
        response=one.response or None,
        responder=one.responder or None,
        finding=one.finding,
        comment=one.comment or None,
        closed_at=clock.local(one.closed_at) if one.closed_at else None,
    )
