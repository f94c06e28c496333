"""On the phone: what stands, each side's own word to it, the table of who conducts it; and an office's counts."""

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
    MediationTable,
    NoteMediation,
    RevisitMediation,
)

routes = Routes("mediation", "/api/mediations")
ONE = "/<uuid:mediation_id>"
use_pin_sign_in(opening.sign_in_by_pin, mark=MARK)


@routes.get("", permission=P.MEDIATION_OWN, out=Page[MediationRow])
def own() -> Page[MediationRow]:
    """Those in which I am a party."""
    return Page[MediationRow](items=views.rows_out(current()))


@routes.get("/conducted", permission=P.MEDIATION_CONDUCT, out=Page[MediationRow])
def conducted() -> Page[MediationRow]:
    """Those that I conduct."""
    return Page[MediationRow](items=views.conducted_out(current()))


@routes.get(f"{ONE}/table", permission=P.MEDIATION_CONDUCT, out=MediationTable)
def table(mediation_id: UUID) -> MediationTable:
    """One that I conduct: who the sides are, what was said, my own notes."""
    return views.table_out(current(), queries.get_conducted(current(), mediation_id))


@routes.post(f"{ONE}/notes", permission=P.MEDIATION_CONDUCT, body=NoteMediation, out=MediationTable)
def note(mediation_id: UUID, body: NoteMediation) -> MediationTable:
    """Write down a talk for every side, or a note for myself."""
    found = queries.conducted_for_update(current(), mediation_id)
    service.meet(current(), found, text=body.text, is_private=body.is_private)
    return views.table_out(current(), found)


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
