"""A letter goes on to another deputy of its station (O30): by the deputy who has it, or by the station on their behalf.

What is suggested is what a deputy knows about (R1-12), never a figure of the person (F01).
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from server.accounts.models import RoleGrant
from server.core import clock, outbox
from server.core.actor import Actor
from server.core.db import db
from server.core.errors import Conflict, InvalidInput
from server.core.permissions import Role
from server.deputies.models import Deputy
from server.deputies.queries import by_pinyin
from server.messages import course
from server.messages.life import MessageAction
from server.messages.models import Message
from server.messages.service import record, refuse_author
from server.messages.sorting import STATIONS
from server.stations import matters
from server.stations.queries import deputies_at, seated

MOST_FITTING = 3


@dataclass(frozen=True, slots=True)
class Candidate:
    """A deputy who may be given it, with those of their specialties that it speaks of; none is none."""

    deputy: Deputy
    because: list[str]


def is_open(actor: Actor, message: Message) -> bool:
    """What a unit has goes by its desk; what went up from the village is the township's alone (§4.2 ②)."""
    is_townships = message.raised_at is not None
    return not message.unit_name and not (is_townships and actor.role in (Role.DEPUTY, *STATIONS))


def forward(actor: Actor, message: Message, *, deputy_id: UUID, text: str) -> None:
    """Give it to this deputy, with the promised day it has; its author reads who has it now, and why."""
    refuse_author(actor, message)
    deputy = _found(message, deputy_id)
    course.advance(message, MessageAction.FORWARD)
    if not is_open(actor, message):
        raise Conflict("message.not_forwarded", "这封信不能由站里转给别的代表，请由镇街人大定。")
    if message.deputy_id == deputy.id:
        raise Conflict("message.has_it", f"这封信就在{deputy.name}代表那里，请换一位。")
    before, message.deputy_id, message.forwarded_at = message.deputy_id, deputy.id, clock.now()
    words = f"转给{deputy.name}代表。{text}"
    step = record(message, actor, MessageAction.FORWARD, text=words)
    db.session.flush()
    outbox.publish("message.forwarded", message_id=message.id, step_id=step.id, before_id=before)


def candidates(message: Message) -> list[Candidate]:
    """The other deputies of the station: first up to three who know what it is about, then all, each by pinyin."""
    unfit = {message.deputy_id, *_authors(message)}
    others = sorted((one for one in deputies_at(message.station_id) if one.id not in unfit), key=by_pinyin)
    known = {name for one in others for name in one.specialties}
    heard = matters.hits(f"{message.content}\n{message.place}", known)
    lines = [Candidate(one, [name for name in one.specialties if name in heard]) for one in others]
    fitting = [line for line in lines if line.because][:MOST_FITTING]
    return fitting + [Candidate(line.deputy, []) for line in lines if line not in fitting]


def _authors(message: Message) -> set[UUID | None]:
    """The author as a deputy: nobody answers their own letter."""
    own = select(RoleGrant.subject_id).where(
        RoleGrant.account_id == message.author_id, RoleGrant.role == Role.DEPUTY
    )
    return set(db.session.scalars(own))


def _found(message: Message, deputy_id: UUID) -> Deputy:
    deputy = seated(message.station_id, deputy_id)
    if deputy is None:
        raise _unfit("请从本站现在的代表里选一位")
    if deputy.id in _authors(message):
        raise _unfit("这封信是他自己写的，请换一位")
    return deputy


def _unfit(words: str) -> InvalidInput:
    return InvalidInput.at("message.unfit_deputy", words, "deputy_id")
