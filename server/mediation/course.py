"""A mediation takes the next step of its table; the step is written down, and those concerned hear of it without a word of it."""

from __future__ import annotations

from server.core import clock, outbox
from server.core.actor import Actor
from server.core.db import db
from server.core.errors import Forbidden
from server.mediation.life import WORKFLOW, Action
from server.mediation.models import Mediation, MediationStep


def advance(
    actor: Actor, mediation: Mediation, action: Action, *, text: str = "", by: str = ""
) -> MediationStep:
    """Raises Conflict where the table has no such step."""
    mediation.status = WORKFLOW.after(mediation.status, action)
    return record(actor, mediation, action, text=text, by=by)


def record(
    actor: Actor, mediation: Mediation, action: Action, *, text: str = "", by: str = ""
) -> MediationStep:
    step = MediationStep(
        mediation_id=mediation.id,
        action=action,
        at=clock.now(),
        account_id=actor.account_id,
        by=by or actor.title,
        text=text,
        is_private=action is Action.NOTE,
    )
    db.session.add(step)
    db.session.flush()
    outbox.publish("mediation.moved", mediation_id=mediation.id, step_id=step.id)
    return step


def refuse_others(actor: Actor, mediation: Mediation) -> None:
    """A party that happens to be a deputy mediates nothing of its own."""
    if mediation.mediator_id != actor.account_id:
        raise Forbidden("mediation.not_mediator", "这一步由调解员来做。")
