"""A letter is turned into a lead or joined to one; an office looks at it, decides, and every author hears the end once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from server.areas import settings
from server.areas.catalogue import LEAD_DAYS
from server.core import audit, clock, outbox
from server.core.actor import Actor
from server.core.db import db
from server.core.errors import Conflict, Forbidden, InvalidInput
from server.core.permissions import Role
from server.leads import queries, telling
from server.leads.kinds import LEVEL_WORDS, SHEETS, LeadKind, LeadLevel, checked
from server.leads.life import ENDINGS, REASONED, WORKFLOW, LeadAction, LeadStatus, is_over
from server.leads.models import Lead, LeadSource, LeadStep
from server.messages import conversion as turning
from server.messages.conversion import OPEN_TO
from server.messages.models import Message
from server.messages.service import refuse_author


@dataclass(frozen=True, slots=True)
class Matter:
    """What is asked for: the kind, who is to decide, and the words."""

    kind: LeadKind
    level: LeadLevel
    title: str
    content: str
    own: dict[str, Any]
    """The fields of the kind."""


def open_lead(actor: Actor, message: Message, matter: Matter) -> Lead:
    """A new lead out of a letter that was taken on or answered by a unit (O14). Its author is told and asked."""
    _refuse_unfit(actor, message)
    own = checked(matter.kind, matter.level, matter.own)
    lead = Lead(
        kind=matter.kind,
        level=matter.level,
        area_code=message.area_code,
        title=matter.title,
        content=matter.content,
        status=LeadStatus.RECEIVED,
        opened_by=actor.own_id(),
        opener=actor.title,
        created_at=clock.now(),
        due_on=settings.due(message.area_code, LEAD_DAYS),
        **own,
    )
    db.session.add(lead)
    db.session.flush()
    _add_source(actor, lead, message)
    _record(lead, actor, LeadAction.OPEN)
    outbox.publish("lead.opened", lead_id=lead.id, message_id=message.id)
    return lead


def join(actor: Actor, lead: Lead, message: Message) -> None:
    """Another letter asks for the same; whoever wrote it learns nothing of the others."""
    _refuse_unfit(actor, message)
    after = WORKFLOW.after(lead.status, LeadAction.JOIN)
    _add_source(actor, lead, message)
    lead.status = after
    _record(lead, actor, LeadAction.JOIN)
    outbox.publish("lead.joined", lead_id=lead.id, message_id=message.id)


def review(actor: Actor, lead: Lead) -> None:
    """An office begins to look at it."""
    _refuse_others(actor, lead)
    _advance(actor, lead, LeadAction.REVIEW)
    telling.tell_on(actor, lead, f"{LEVEL_WORDS[lead.level]}在看这件{SHEETS[lead.kind].words}了。")


def pass_on(actor: Actor, lead: Lead, *, text: str) -> None:
    """It is for the other office to decide, and why (X7): from the township up, from the county down."""
    _refuse_others(actor, lead)
    other = next((one for one in SHEETS[lead.kind].levels if one is not lead.level), None)
    if other is None:
        raise Conflict(
            "lead.one_office", f"{SHEETS[lead.kind].words}只由{LEVEL_WORDS[lead.level]}来定，不用转。"
        )
    _advance(actor, lead, LeadAction.HAND_ON, text=text)
    lead.level, lead.due_on = other, settings.due(lead.area_code, LEAD_DAYS)
    telling.tell_on(actor, lead, turning.passed_words(SHEETS[lead.kind].words, LEVEL_WORDS[other], text))
    outbox.publish("lead.passed", lead_id=lead.id, at=int(clock.now().timestamp()))


def decide(actor: Actor, lead: Lead, action: LeadAction, *, text: str, is_valid: bool = True) -> None:
    """Adopted, in part, or not and why (X4). It is the end of every kind but a wish."""
    _refuse_others(actor, lead)
    _refuse_without_reason(action, text)
    _advance(actor, lead, action, text=text)
    lead.decided_at, lead.adopted = clock.now(), action is not LeadAction.DECLINE
    lead.is_valid = is_valid or bool(lead.adopted)
    if is_over(lead.kind, lead.status):
        _end(actor, lead, text)
    else:
        telling.tell_on(actor, lead, telling.decided_words(lead, text))
    outbox.publish("lead.decided", lead_id=lead.id)


def finish(actor: Actor, lead: Lead, action: LeadAction, *, text: str) -> None:
    """A wish that was adopted is fulfilled, or is not and why (X3)."""
    _refuse_others(actor, lead)
    if lead.kind is not LeadKind.WISH and action in ENDINGS:
        raise Conflict("lead.not_a_wish", "只有微心愿才有圆没圆这一步。")
    _refuse_without_reason(action, text)
    _advance(actor, lead, action, text=text)
    _end(actor, lead, text)
    outbox.publish("lead.finished", lead_id=lead.id)


def agree(actor: Actor, source: LeadSource, *, consent: bool) -> LeadSource:
    """The author's yes or no, changed whenever they like."""
    source.consent, source.answered_at = consent, clock.now()
    return source


def _end(actor: Actor, lead: Lead, text: str) -> None:
    lead.ended_at = clock.now()
    telling.tell_end(actor, lead, text)


def _advance(actor: Actor, lead: Lead, action: LeadAction, *, text: str = "") -> None:
    lead.status = WORKFLOW.after(lead.status, action)
    _record(lead, actor, action, text=text)
    audit.record(actor, f"lead.{action.value}", "lead", lead.id)


def _refuse_others(actor: Actor, lead: Lead) -> None:
    """Only the office of its level and place decides, and nobody about what they wrote themselves."""
    if not queries.is_of(actor, lead):
        raise Forbidden("lead.other_level", f"这件由{LEVEL_WORDS[lead.level]}来定。")
    for message, _ in queries.letters_of(lead.id):
        refuse_author(actor, message)


def _refuse_unfit(actor: Actor, message: Message) -> None:
    refuse_author(actor, message)
    if actor.role is Role.DEPUTY and message.deputy_id != actor.deputy_id:
        raise Forbidden("lead.other_letter", "这封信不是写给您的。")
    if message.status_now not in OPEN_TO:
        raise Conflict("lead.letter_not_open", "这封信收下了、单位还没办完的时候，才能转出去。")
    if db.session.get(LeadSource, message.id) is not None:
        raise Conflict("lead.letter_taken", "这封信转过一次了，不能再转。")


def _refuse_without_reason(action: LeadAction, text: str) -> None:
    if action in REASONED and not text:
        raise InvalidInput.at("lead.reason", "请写明为什么，来信人看得到", "text")


def _add_source(actor: Actor, lead: Lead, message: Message) -> None:
    source = LeadSource(message_id=message.id, lead_id=lead.id, asked_at=clock.now(), is_reply=False)
    db.session.add(source)
    turning.convert(actor, message, into=SHEETS[lead.kind].words, office=LEVEL_WORDS[lead.level])


def _record(lead: Lead, actor: Actor, action: LeadAction, *, text: str = "") -> None:
    step = LeadStep(
        lead_id=lead.id, action=action, at=clock.now(), account_id=actor.own_id(), by=actor.title, text=text
    )
    db.session.add(step)
