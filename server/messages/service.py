"""What people do with a message. One function per verb; nothing here commits."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from server.accounts import blocks, service as account_service
from server.accounts.models import Account, Block
from server.accounts.service import SignedIn
from server.areas import settings
from server.areas.catalogue import ACCEPT_DAYS, ANSWER_DAYS
from server.core import audit, clock, limits, outbox
from server.core.actor import Actor
from server.core.db import db, leave
from server.core.errors import Forbidden, InvalidInput, NotSignedIn
from server.deputies.models import Deputy
from server.messages import course, queries, sorting
from server.messages.addresses import Address
from server.messages.course import advance
from server.messages.life import WORKFLOW, MessageAction, MessageStatus
from server.messages.models import Attachment, Message, ResultClass, Step, Visibility
from server.messages.numbers import next_number
from server.messages.queries import Case, Picture
from server.messages.raising import raise_if_about_village
from server.stations.models import Station
from server.stations.queries import refuse_closed
from server.uploads import queries as uploads, service as upload_service
from server.uploads.models import Upload

AUTHOR = "来信人"
"""Who stands beside the steps of the author."""
TAKEN_DOWN = " 代录"
"""Stands behind whoever wrote a letter down for its author."""
HANDED_IN = " 代提"
"""The same, where a deputy did (R2-22)."""


def submit(
    actor: Actor,
    to: Address,
    *,
    content: str,
    place: str = "",
    visibility: Visibility = Visibility.PRIVATE,
    consent_share_identity: bool = False,
    upload_ids: Sequence[UUID] = (),
) -> tuple[Case, str | None]:
    """Take a message in (O1): number and promised date at once. Returns it as it stands, and a guest's PIN."""
    refuse_closed(to.station, to.deputy_id)
    _refuse_elsewhere(to)
    pictures = uploads.unused(actor, upload_ids)
    message = new_letter(
        actor.own_id(),
        to.station,
        content=content,
        place=place,
        deputy_id=to.deputy_id,
        visibility=visibility,
        consent_share_identity=consent_share_identity,
        drawn=to.serial,
    )
    raise_if_about_village(message)
    pin = give_pin(message) if actor.is_guest else None
    step = record_of(message, actor, MessageAction.SUBMIT)
    leave(message, outbox.fact("message.submitted", message_id=message.id), step)
    attach(message, pictures, step=None)
    shown = [Picture(picture, None) for picture in pictures]
    return Case(message, to.station, to.deputy, None, [step], shown, False), pin


def new_letter(
    author_id: UUID,
    station: Station,
    *,
    content: str,
    place: str = "",
    deputy_id: UUID | None = None,
    visibility: Visibility = Visibility.PRIVATE,
    consent_share_identity: bool = False,
    drawn: int | None = None,
) -> Message:
    """A letter of today with its number and promised date; whoever asks for it stores it."""
    return Message(
        number=next_number(drawn),
        author_id=author_id,
        station_id=station.id,
        deputy_id=deputy_id,
        area_code=station.area_code,
        content=content,
        place=place,
        visibility=visibility,
        consent_share_identity=consent_share_identity,
        status=MessageStatus.SUBMITTED,
        unit_name="",
        reworks=0,
        promised_on=settings.due(station.area_code, ACCEPT_DAYS),
        created_at=clock.now(),
    )


def accept(actor: Actor, message: Message, **sorted_as: Any) -> None:
    """A person has read it, says what it is, and takes it on (O3): the promised date is set anew."""
    refuse_author(actor, message)
    advance(message, MessageAction.ACCEPT)
    message.accepted_at = clock.now()
    message.limit_days = settings.number(message.area_code, ANSWER_DAYS)
    message.promised_on = course.due(message)
    sorting.sort(actor, message, **sorted_as)
    record(message, actor, MessageAction.ACCEPT)
    outbox.publish("message.accepted", message_id=message.id)


def sort(actor: Actor, message: Message, **sorted_as: Any) -> None:
    """What it is, said again by somebody who has it, never by its author (O3)."""
    refuse_author(actor, message)
    sorting.sort(actor, message, **sorted_as)


def reply(
    actor: Actor,
    message: Message,
    *,
    text: str,
    result: ResultClass | None = None,
    upload_ids: Sequence[UUID] = (),
) -> None:
    """Answer the author directly (O6); once more when the author was not satisfied (O13)."""
    refuse_author(actor, message)
    sorting.refuse_what_is_a_units(actor, message)
    advance(message, MessageAction.REPLY)
    course.answer(message)
    pictures = uploads.unused(actor, upload_ids)
    step = record(message, actor, MessageAction.REPLY, text=text, result=result)
    db.session.flush()
    attach(message, pictures, step=step)
    outbox.publish("message.replied", message_id=message.id, step_id=step.id, deputy_id=actor.deputy_id)


def lapse(message: Message) -> None:
    """Fifteen days without a rating: concluded as unrated, which never counts as satisfied (O11)."""
    message.status = WORKFLOW.after(message.status, MessageAction.LAPSE)
    message.concluded_at = clock.now()
    db.session.add(
        Step(message_id=message.id, action=MessageAction.LAPSE, at=clock.now(), by="到期自动收尾", text="")
    )


def hand_back(message: Message, deputy: Deputy) -> Step:
    """The deputy has left: the station goes on with it. State and promised date stay (R4-02)."""
    message.status = WORKFLOW.after(message.status, MessageAction.HAND_BACK)
    message.deputy_id = None
    text = f"{deputy.name}代表不再担任代表，转由本站答复。"
    step = Step(
        message_id=message.id, action=MessageAction.HAND_BACK, at=clock.now(), by="代表离任", text=text
    )
    db.session.add(step)
    return step


def reveal(actor: Actor, message: Message, *, reason: str) -> Account:
    """Open the author's name and phone: written down with the reason, and shown to the author."""
    audit.record(actor, "identity.read", "message", message.id, reason)
    return db.session.get_one(Account, message.author_id)


def sign_in_by_pin(number: str, pin: str) -> SignedIn:
    """Number and PIN open the session of whoever wrote; five tries a number, then an hour's pause."""
    limits.hit("5 per hour", "session.pin", number, "试得太多了，请一小时后再试，或打站里的电话问。")
    message = queries.by_number(number)
    if message is None or not queries.pin_matches(message, pin):
        raise NotSignedIn("session.wrong_pin", "编号或查询码不对。编号像 261110-0237，查询码是 8 位数字。")
    return account_service.start_session(db.session.get_one(Account, message.author_id))


def refuse_author(actor: Actor, message: Message) -> None:
    """Nobody answers their own letter, whatever else they are (domain §4.2, 回避)."""
    if message.author_id == actor.account_id:
        raise Forbidden("message.own", "这是您自己写的，要由别人来收下和答复。")


def block_author(actor: Actor, message: Message, *, until: datetime, reason: str, also_device: bool) -> Block:
    """Stop whoever wrote this from writing for a while. The letter itself stays and is answered like any other."""
    refuse_author(actor, message)
    author = db.session.get_one(Account, message.author_id, with_for_update=True)
    return blocks.block(actor, author, until=until, reason=reason, also_device=also_device)


def _refuse_elsewhere(to: Address) -> None:
    if to.deputy_id is not None and to.deputy is None:
        raise InvalidInput(
            "message.deputy_elsewhere",
            "这位代表现在不在这个站，请换一位，或直接写给本站。",
            fields={"deputy_id": "这位代表不在这个站"},
        )


def give_pin(message: Message) -> str:
    pin = f"{secrets.randbelow(10**8):08d}"
    message.pin_digest = queries.pin_digest(message, pin)
    return pin


def attach(message: Message, pictures: Sequence[Upload], *, step: Step | None) -> None:
    if pictures:
        db.session.flush()
    for position, upload in enumerate(pictures):
        upload_service.use(upload)
        step_id = step.id if step else None
        db.session.add(
            Attachment(upload_id=upload.id, message_id=message.id, step_id=step_id, position=position)
        )


def record(
    message: Message,
    actor: Actor,
    action: MessageAction,
    *,
    text: str = "",
    result: ResultClass | None = None,
) -> Step:
    step = record_of(message, actor, action, text=text, result=result)
    db.session.add(step)
    return step


def record_of(
    message: Message,
    actor: Actor,
    action: MessageAction,
    *,
    text: str = "",
    result: ResultClass | None = None,
) -> Step:
    is_author = message.author_id == actor.account_id
    return Step(
        message_id=message.id,
        action=action,
        at=clock.now(),
        account_id=actor.account_id,
        by=AUTHOR if is_author else actor.title,
        text=text,
        result=result,
    )
