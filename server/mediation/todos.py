"""Mediations one conducts, and those one opened that have no mediator yet (R1-18, R0-09)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select

from server.core import todos
from server.core.actor import Actor
from server.core.permissions import Permission as P
from server.mediation import queries
from server.mediation.life import State
from server.mediation.models import Mediation


def _conducted(actor: Actor) -> Select[Any]:
    runs = Mediation.status.in_((State.MEDIATING, State.PROPOSED))
    return queries.visible_to(actor).where(Mediation.mediator_id == actor.account_id, runs)


def _open(actor: Actor) -> Select[Any]:
    mine = queries.known_to(actor).where(Mediation.opener_id == actor.account_id)
    return mine.where(Mediation.status == State.SIGNALLED, Mediation.mediator_id.is_(None))


LISTED = "mediation_pages.listed"

todos.join(
    todos.Kind(
        "mediation.conduct",
        "您主持的调解在进行",
        "去看",
        "lock",
        "mediation",
        P.MEDIATION_CONDUCT,
        _conducted,
        LISTED,
        since=Mediation.opened_at,
    ),
    todos.Kind(
        "mediation.appoint",
        "信访苗头等着请人调解",
        "去请",
        "lock",
        "mediation",
        P.MEDIATION_SIGNAL,
        _open,
        LISTED,
        since=Mediation.opened_at,
    ),
)
