"""For the parties, on their phones: what stands, and their own word to it; and the counts for an office."""

from __future__ import annotations

from uuid import UUID

from server.accounts.routes import use_pin_sign_in
from server.core.actor import current
from server.core.http import Page, Routes
from server.core.permissions import Permission as P
from server.mediation import opening, queries, service, views
from server.mediation.models import MARK
from server.mediation.schemas import (
    AnswerMediation,
    MediationFigures,
    MediationOut,
    MediationRow,
    RevisitMediation,
)

routes = Routes("mediation", "/api/mediations")
ONE = "/<uuid:mediation_id>"
use_pin_sign_in(opening.sign_in_by_pin, mark=MARK)


@routes.get("", permission=P.MEDIATION_OWN, out=Page[MediationRow])
def own() -> Page[MediationRow]:
    """Those in which I am a party."""
    return Page[MediationRow](items=views.rows_out(current()))


@routes.get("/figures", permission=P.MEDIATION_COUNT, out=MediationFigures)
def figures() -> MediationFigures:
    """How many, and how many of those due were visited again; no content."""
    return views.figures_out(queries.figures(current()))


@routes.get(ONE, permission=P.MEDIATION_OWN, out=MediationOut)
def read(mediation_id: UUID) -> MediationOut:
    """One that is mine: the agreement, what each side does, what was said in meetings."""
    return views.mediation_out(current(), queries.get(current(), mediation_id))


@routes.post(f"{ONE}/answer", permission=P.MEDIATION_OWN, body=AnswerMediation, out=MediationOut)
def answer(mediation_id: UUID, body: AnswerMediation) -> MediationOut:
    """Yes or no to what is proposed; when all said yes, it holds."""
    found = queries.get_for_update(current(), mediation_id)
    service.answer(current(), found, agrees=body.agrees, text=body.text)
    return views.mediation_out(current(), found)


@routes.post(f"{ONE}/revisit", permission=P.MEDIATION_OWN, body=RevisitMediation, out=MediationOut)
def revisit(mediation_id: UUID, body: RevisitMediation) -> MediationOut:
    """On the day of the revisit: was it done as agreed."""
    found = queries.get_for_update(current(), mediation_id)
    service.say_kept(current(), found, is_kept=body.is_kept, text=body.text)
    return views.mediation_out(current(), found)
