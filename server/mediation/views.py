"""A mediation as one of its parties reads it."""

from __future__ import annotations

from typing import Any

from server.core import clock
from server.core.actor import Actor
from server.core.text import share_words
from server.mediation import queries
from server.mediation.life import WORKFLOW, Action, State
from server.mediation.models import Mediation, Party
from server.mediation.queries import Figures
from server.mediation.schemas import (
    MediationFigures,
    MediationOut,
    MediationRow,
    MediationTable,
    SideOut,
    StepOut,
    TableSideOut,
    TableStepOut,
)


def row_out(actor: Actor, mediation: Mediation, party: Party | None) -> MediationRow:
    return MediationRow(**_line(mediation, party))


def rows_out(actor: Actor) -> list[MediationRow]:
    """One's own, in two statements however many."""
    found = queries.own(actor)
    sides = queries.sides_of(actor, [one.id for one in found])
    return [row_out(actor, one, sides.get(one.id)) for one in found]


def mediation_out(actor: Actor, mediation: Mediation) -> MediationOut:
    parties = queries.parties_of(mediation.id)
    mine = next((one for one in parties if one.account_id == actor.account_id), None)
    return MediationOut(
        **_line(mediation, mine),
        agreement=mediation.agreement or None,
        go_to=mediation.go_to or None,
        parties=[_side(actor, one) for one in parties],
        steps=[
            StepOut(action=step.action, at=clock.local(step.at), by=step.by, text=step.text or None)
            for step in queries.shared_steps(mediation.id)
        ],
        actions=[one for one in ("answer", "revisit") if mine and asks(mediation, mine) == one],
    )


def conducted_out(actor: Actor) -> list[MediationRow]:
    """Those that the reader conducts."""
    return [
        MediationRow(**_line(one, None) | {"waits_for_me": _waits(one)}) for one in queries.conducted(actor)
    ]


def table_out(actor: Actor, mediation: Mediation) -> MediationTable:
    """Everything, for its mediator."""
    phones = queries.phones_of(mediation.id)
    return MediationTable(
        **_line(mediation, None) | {"waits_for_me": _waits(mediation)},
        why=mediation.why,
        agreement=mediation.agreement or None,
        go_to=mediation.go_to or None,
        parties=[
            TableSideOut(**_side(actor, one).model_dump(), phone=phones.get(one.position))
            for one in queries.parties_of(mediation.id)
        ],
        steps=[
            TableStepOut(
                action=step.action,
                at=clock.local(step.at),
                by=step.by,
                text=step.text or None,
                is_private=step.is_private,
            )
            for step in queries.steps_of(mediation.id)
        ],
        may_note=Action.MEET in WORKFLOW.actions(mediation.status),
    )


def _waits(mediation: Mediation) -> bool:
    """It is the mediator's turn: to talk, or to ask again on the day of the revisit."""
    is_due = mediation.revisit_on is not None and mediation.revisit_on <= clock.today()
    return mediation.status is State.MEDIATING or (mediation.status is State.AGREED and is_due)


def asks(mediation: Mediation, party: Party) -> str | None:
    """What this side is asked for now."""
    if mediation.status is State.PROPOSED:
        return "answer" if party.agreed_at is None else None
    if mediation.status is not State.AGREED or party.is_kept is not None:
        return None
    return "revisit" if mediation.revisit_on and mediation.revisit_on <= clock.today() else None


def figures_out(found: Figures) -> MediationFigures:
    return MediationFigures(
        all=found.all,
        running=found.running,
        settled=found.settled,
        due=found.due,
        revisited=found.revisited,
        revisit_rate=found.revisited / found.due if found.due else None,
        rate_words=share_words(found.revisited, found.due),
    )


def _line(mediation: Mediation, party: Party | None) -> dict[str, Any]:
    return {
        "id": mediation.id,
        "number": mediation.number,
        "status": mediation.status,
        "mediator": mediation.mediator,
        "opened_at": clock.local(mediation.opened_at),
        "revisit_on": mediation.revisit_on,
        "waits_for_me": party is not None and asks(mediation, party) is not None,
    }


def _side(actor: Actor, party: Party) -> SideOut:
    return SideOut(
        position=party.position,
        name=party.name,
        is_me=party.account_id == actor.account_id,
        duty=party.duty or None,
        until=party.until,
        has_agreed=party.agreed_at is not None,
        is_kept=party.is_kept,
    )
