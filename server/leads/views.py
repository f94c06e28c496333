"""From a lead to what this reader may see of it."""

from __future__ import annotations

from server.core import clock
from server.core.actor import Actor
from server.leads import queries, register
from server.leads.life import LeadAction, possible
from server.leads.models import Lead, LeadSource
from server.leads.schemas import LeadAskedOut, LeadLetter, LeadLine, LeadOut, LeadStepOut

SAME = (
    "id",
    "kind",
    "level",
    "title",
    "content",
    "status",
    "opener",
    "adopted",
    "is_valid",
    "place",
    "beneficiaries",
    "estimate",
    "size",
    "wish_for",
    "deadline",
    "law",
    "clause",
    "proposal",
    "reason",
)


def actions_for(actor: Actor, lead: Lead) -> list[LeadAction]:
    """What the reader may do here; a letter is joined from its own page."""
    if not queries.is_of(actor, lead):
        return []
    return [action for action in possible(lead.kind, lead.status) if action is not LeadAction.JOIN]


def lead_out(actor: Actor, lead: Lead) -> LeadOut:
    letters = queries.letters_for(actor, lead)
    return LeadOut(
        **{name: getattr(lead, name) for name in SAME},
        created_at=clock.local(lead.created_at),
        decided_at=clock.local(lead.decided_at) if lead.decided_at else None,
        ended_at=clock.local(lead.ended_at) if lead.ended_at else None,
        letters=[LeadLetter(id=message.id, number=message.number) for message in letters.to_open],
        named=letters.named,
        more=letters.more,
        steps=[
            LeadStepOut(action=step.action, at=clock.local(step.at), by=step.by, text=step.text or None)
            for step in queries.steps_of(lead.id)
        ],
        actions=actions_for(actor, lead),
    )


def line_out(line: register.Line) -> LeadLine:
    lead = line.lead
    return LeadLine(
        id=lead.id,
        kind=lead.kind,
        level=lead.level,
        title=lead.title,
        status=lead.status,
        letters=line.letters,
        created_at=clock.local(lead.created_at),
    )


def asked_out(source: LeadSource, lead: Lead) -> LeadAskedOut:
    return LeadAskedOut(
        consent=source.consent,
        asked_at=clock.local(source.asked_at),
        kind=lead.kind,
        level=lead.level,
        status=lead.status,
    )
