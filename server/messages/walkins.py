"""代录: what somebody says at the counter, by phone or at their door is written down for them (O1)."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select

from server.accounts import counter
from server.accounts.models import Account
from server.core import audit, limits, outbox
from server.core.actor import Actor
from server.core.db import db, leave
from server.core.errors import InvalidInput
from server.messages.life import MessageAction
from server.messages.models import Message
from server.messages.queries import Case
from server.messages.raising import raise_if_about_village
from server.messages.service import HANDED_IN, TAKEN_DOWN, give_pin, new_letter, record_of
from server.messages.sorting import STATIONS
from server.messages.walkin_models import TakenHow, WalkIn
from server.stations.models import Station
from server.stations.queries import managed, refuse_closed

MAY_TAKE_DOWN = "60 per hour; 300 per day"


def take_down(
    actor: Actor,
    station: Station,
    *,
    content: str,
    how: TakenHow,
    place: str = "",
    name: str = "",
    phone: str = "",
    consent_record: bool = False,
    consent_share_identity: bool = False,
    author: Account | None = None,
    deputy_id: UUID | None = None,
) -> tuple[Case, str]:
    """Write it down for somebody else; it says so itself. Returns it, and the PIN that is told once.

    `author` is who said it, where they have an account of their own. By a deputy (R2-22) it goes to them as well, and
    otherwise to `deputy_id`, one who sits there.
    """
    limits.hit(MAY_TAKE_DOWN, "message.take_down", actor.own_id(), "记得太密了，歇几分钟再记。写好的字都在。")
    refuse_closed(station)
    _refuse_without_consent(name or phone, consent_record)
    message = new_letter(
        (author or _author(station, name, phone)).id,
        station,
        content=content,
        place=place,
        deputy_id=actor.deputy_id or deputy_id,
        consent_share_identity=consent_share_identity,
    )
    # whoever wrote it down at the village's own station knows it already
    if actor.role not in STATIONS:
        raise_if_about_village(message)
    pin = give_pin(message)
    step = record_of(message, actor, MessageAction.SUBMIT)
    step.by = f"{actor.title}{HANDED_IN if actor.deputy_id else TAKEN_DOWN}"
    taken = _taken(actor, message, how, consent_record)
    leave(message, taken, outbox.fact("message.submitted", message_id=message.id), step)
    audit.record(actor, "message.taken_down", "message", message.id, how.value)
    return Case(message, station, None, None, [step], [], False), pin


def _taken(actor: Actor, message: Message, how: TakenHow, consent_record: bool) -> WalkIn:
    return WalkIn(
        message_id=message.id,
        account_id=actor.own_id(),
        by=actor.title,
        how=how,
        consent_record=consent_record,
    )


def station_for(actor: Actor, station_id: UUID | None) -> Station:
    """The identity's own station; a street says which of its stations."""
    wanted = actor.station_id or station_id
    if wanted is None:
        word = "请选是哪个站"
        raise InvalidInput("walkin.station", f"{word}。", fields={"station_id": word})
    return managed(actor, wanted)


def _refuse_without_consent(given: str, consent_record: bool) -> None:
    if given and not consent_record:
        word = "请先问一句：姓名电话记下来，同意吗？同意就勾上，不同意就都空着"
        raise InvalidInput("walkin.consent", f"{word}。", fields={"consent_record": word})


def _author(station: Station, name: str, phone: str) -> Account:
    """The same person again, when this station knows them by this phone; otherwise somebody new.

    Only who was written down here before is found: a number that somebody typed in for themselves proves
    nothing, and what was said to another station is none of this one's business.
    """
    wrote_here = select(Message.author_id).join(WalkIn, WalkIn.message_id == Message.id)
    known = counter.known(phone, wrote_here.where(Message.station_id == station.id)) if phone else []
    for account in known:
        if not name or not account.name or account.name == name:
            account.name = account.name or name
            return account
    return counter.welcome(name=name, phone=phone)


def of_one(message_id: UUID) -> WalkIn | None:
    return db.session.get(WalkIn, message_id)


def among(messages: Iterable[Message]) -> set[UUID]:
    """Which of these were written down for their authors."""
    ids = [message.id for message in messages]
    found = select(WalkIn.message_id).where(WalkIn.message_id.in_(ids))
    return set(db.session.scalars(found)) if ids else set()
