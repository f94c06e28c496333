"""The only door to a lead, the letters behind it as far as this reader may see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, false, select

from server.areas import offered
from server.areas.queries import within
from server.core.actor import Actor
from server.core.db import db
from server.core.errors import NotFound
from server.core.permissions import Role
from server.leads.kinds import DECIDES
from server.leads.life import UNDECIDED
from server.leads.models import Lead, LeadSource, LeadStep
from server.messages import queries as messages
from server.messages.models import Message

UNKNOWN = "没有找到这件线索，可能是地址写错了，或不归您看。"


def visible_to(actor: Actor) -> Select[Lead]:
    """Leads that came from a letter of this office's area, this station, or to this deputy; never their authors."""
    from_here = select(LeadSource.lead_id).join(Message, Message.id == LeadSource.message_id)
    return select(Lead).where(Lead.id.in_(from_here.where(_handles(actor))))


def _handles(actor: Actor) -> ColumnElement[bool]:
    match actor.role:
        case Role.STREET_NPC | Role.NPC_STAFF | Role.NPC_LEADER:
            return within(Message.area_code, actor.area_prefix or "none")
        case Role.LIAISON | Role.STATION_HEAD:
            return Message.station_id == actor.station_id
        case Role.DEPUTY:
            return and_(Message.deputy_id == actor.deputy_id, Message.author_id != actor.account_id)
        case _:
            return false()


def is_of(actor: Actor, lead: Lead) -> bool:
    """Whether it is for this office to decide: of its level, and of its area."""
    return DECIDES[lead.level] is actor.role and lead.area_code.startswith(actor.area_prefix or "none")


def get(actor: Actor, lead_id: UUID) -> Lead:
    """Raises NotFound for one that is not the actor's to see, as for one that never was."""
    return _one(visible_to(actor).where(Lead.id == lead_id))


def get_for_update(actor: Actor, lead_id: UUID) -> Lead:
    """The letters are held first, as everywhere else."""
    of_lead = select(LeadSource.message_id).where(LeadSource.lead_id == lead_id)
    held = select(Message.id).where(Message.id.in_(of_lead)).order_by(Message.id).with_for_update()
    db.session.execute(held)
    return _one(visible_to(actor).where(Lead.id == lead_id).with_for_update(of=Lead))


def _one(found: Select[Lead]) -> Lead:
    lead = db.session.scalar(found)
    if lead is None:
        raise NotFound("lead.unknown", UNKNOWN)
    return lead


def letters_of(lead_id: UUID) -> list[tuple[Message, LeadSource]]:
    """Every letter behind it, in the order in which they were written; for the program, never for a reader."""
    found = (
        select(Message, LeadSource)
        .join(LeadSource, LeadSource.message_id == Message.id)
        .where(LeadSource.lead_id == lead_id)
        .order_by(Message.created_at, Message.id)
    )
    return [(message, source) for message, source in db.session.execute(found)]


@dataclass(frozen=True, slots=True)
class Letters:
    """What this reader may know of the letters: those to open, numbers that may be named, how many more there are."""

    to_open: list[Message]
    named: list[str]
    more: int


def letters_for(actor: Actor, lead: Lead) -> Letters:
    """By right where the reader handles the letter, by its author's consent elsewhere."""
    may_read = messages.inbox_of(actor).whereclause
    assert may_read is not None, "nobody sees everything"
    found = (
        select(Message, LeadSource.consent, may_read)
        .join(LeadSource, LeadSource.message_id == Message.id)
        .where(LeadSource.lead_id == lead.id)
        .order_by(Message.created_at, Message.id)
    )
    rows = db.session.execute(found).all()
    to_open = [message for message, _, opens in rows if opens]
    named = [message.number for message, consent, opens in rows if consent and not opens]
    return Letters(to_open, named, len(rows) - len(to_open) - len(named))


def due_within(first: date, last: date) -> list[Lead]:
    """Undecided, and to be decided until a day of these."""
    found = select(Lead).where(Lead.status.in_(UNDECIDED), Lead.due_on >= first, Lead.due_on <= last)
    found = found.where(*offered.awake("leads", Lead.area_code))
    return list(db.session.scalars(found.order_by(Lead.due_on, Lead.id)))


def source_of(message_id: UUID) -> LeadSource | None:
    return db.session.get(LeadSource, message_id)


def asked_of(actor: Actor, message: Message, *, for_update: bool = False) -> tuple[LeadSource, Lead]:
    """What the author of a letter was asked. Raises NotFound for anybody else, as where nothing was made of it."""
    source = db.session.get(LeadSource, message.id, with_for_update=for_update)
    if source is None or message.author_id != actor.account_id:
        raise NotFound("lead.no_source", "这封信没有转出去。")
    return source, db.session.get_one(Lead, source.lead_id)


def steps_of(lead_id: UUID) -> list[LeadStep]:
    return list(db.session.scalars(select(LeadStep).filter_by(lead_id=lead_id).order_by(LeadStep.id)))
