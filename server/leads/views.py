"""From a lead to what this reader may see of it."""

from __future__ import annotations

from server.accounts.models import Account
from server.core import clock
from server.core.actor import Actor
from server.core.db import db
from server.core.text import summary
from server.leads import queries, register
from server.leads.kinds import SHEETS
from server.leads.life import UNDECIDED, LeadAction, possible
from server.leads.models import Lead, LeadSource
from server.leads.schemas import (
    LeadAskedOut,
    LeadLetter,
    LeadLine,
    LeadOffer,
    LeadOut,
    LeadSheetOut,
    LeadStepOut,
)
from server.messages.conversion import OPEN_TO, without_traces
from server.messages.lights import Light, LightOut, timed
from server.messages.models import Message

SAME = (
    "id",
    "kind",
    "level",
    "title",
    "content",
    "status",
    "opener",
    "due_on",
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


LONGEST_TITLE = 30


def words_of(message: Message) -> str:
    """The letter's words without whoever wrote it, to begin a lead with."""
    return without_traces(message.content, db.session.get_one(Account, message.author_id))


def may_be_turned(message: Message) -> bool:
    return message.status_now in OPEN_TO and queries.source_of(message.id) is None


def offer_out(message: Message) -> LeadOffer:
    content = words_of(message)
    kinds = [
        LeadSheetOut(
            kind=kind,
            name=sheet.words,
            hint=sheet.hint,
            levels=list(sheet.levels),
            fields=list(sheet.fields),
            needed=list(sheet.needed),
        )
        for kind, sheet in SHEETS.items()
    ]
    return LeadOffer(
        is_open=may_be_turned(message), title=summary(content, LONGEST_TITLE), content=content, kinds=kinds
    )


def light_of(lead: Lead) -> Light | None:
    """How much time its office has left to decide."""
    return timed(lead.due_on, lead.area_code, "决定") if lead.status in UNDECIDED else None


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
        light=LightOut.of(light_of(lead)),
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
        due_on=lead.due_on,
        light=LightOut.of(light_of(lead)),
    )


def asked_out(source: LeadSource, lead: Lead) -> LeadAskedOut:
    return LeadAskedOut(
        consent=source.consent,
        asked_at=clock.local(source.asked_at),
        kind=lead.kind,
        level=lead.level,
        status=lead.status,
    )
