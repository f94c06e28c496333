"""Letters go out to units, are signed for, come back, and are helped with. One function per verb; nothing commits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from server.areas import settings
from server.areas.catalogue import (
    COMPLAINT_DAYS,
    CONSULT_DAYS,
    HANDLE_DAYS,
    RETURN_DAYS,
    SIGN_DAYS,
    URGENT_DAYS,
)
from server.assignments import queries
from server.assignments.models import Assignment
from server.assignments.queries import Held
from server.core import clock, outbox
from server.core.actor import Actor
from server.core.db import db
from server.core.errors import Conflict, Forbidden, InvalidInput
from server.core.permissions import Role
from server.core.text import day_words
from server.departments.models import Department
from server.messages import sorting, units
from server.messages.aside_models import Note
from server.messages.kinds import NAMELESS, Kind, Urgency
from server.messages.life import WITH_UNIT, MessageStatus
from server.messages.models import Message
from server.messages.raising import TOWNS_OWN

RETURNS = 2
"""After so many the county's office names the unit, and it stays there (O9)."""


def assign(
    actor: Actor,
    message: Message,
    *,
    unit: Department,
    supporting: Sequence[Department] = (),
    text: str = "",
    **sorted_as: Any,
) -> Assignment:
    """Give a letter to one main unit and those that help it (O7). What it is has to be confirmed first (O3)."""
    sorting.sort(actor, message, **sorted_as)
    if message.kind is None:
        raise InvalidInput(
            "assignment.kind", "请先确认这件事是咨询、求助还是投诉，期限按它算。", fields={"kind": "请选一项"}
        )
    if unit in supporting:
        raise InvalidInput(
            "assignment.twice", "主办单位不用再当协办。", fields={"supporting_ids": "和主办是同一个单位"}
        )
    _refuse_village(message, (unit, *supporting))
    is_designated = designates(actor, message)
    units.assign(actor, message, unit=unit.name, days=days_for(message), text=text)
    for held in queries.running(message.id):
        held.recalled_at = clock.now()
    db.session.flush()
    main = _given(actor, message, unit, text, is_main=True, is_designated=is_designated)
    helpers = [_given(actor, message, helper, text, is_main=False) for helper in dict.fromkeys(supporting)]
    db.session.flush()
    for given in (main, *helpers):
        outbox.publish("assignment.given", assignment_id=given.id)
    return main


def days_for(message: Message) -> int:
    """Working days a unit has for this letter as it is sorted."""
    return days_of(message.area_code, message.kind, message.urgency)


def days_of(area_code: str, kind: Kind | None, urgency: Urgency | None) -> int:
    """Working days a unit has, by what the author wants and how pressing it is (O10)."""
    keys = {Kind.CONSULT: CONSULT_DAYS, Kind.COMPLAINT: COMPLAINT_DAYS, Kind.REPORT: COMPLAINT_DAYS}
    days = settings.number(area_code, keys.get(kind or Kind.HELP, HANDLE_DAYS))
    if urgency is Urgency.U1:
        return 1
    if urgency is Urgency.U2:
        return min(days, settings.number(area_code, URGENT_DAYS))
    return days


def sign(actor: Actor, held: Held) -> None:
    """The unit has it (O8)."""
    refuse_ended(held)
    assignment = held.assignment
    if assignment.signed_at is not None:
        raise Conflict("assignment.signed", f"{assignment.signer}已经签收了。")
    if assignment.is_main:
        units.sign(actor, held.message)
    assignment.signed_at, assignment.signer = clock.now(), actor.name


def give_back(actor: Actor, held: Held, *, better: Department, text: str) -> None:
    """Not this unit's: why, and whose (O9). A helper's return leaves the letter where it is."""
    refuse_ended(held)
    assignment, message = held.assignment, held.message
    _refuse_late_return(assignment)
    if better.id == assignment.department_id:
        raise InvalidInput("assignment.same_unit", "请写另一个单位。", fields={"better_id": "这就是您的单位"})
    if assignment.is_main:
        units.give_back(actor, message, better=better.name, text=text)
    assignment.returned_at, assignment.return_text, assignment.better_id = clock.now(), text, better.id
    outbox.publish("assignment.returned", assignment_id=assignment.id)


def contribute(actor: Actor, held: Held, *, text: str) -> None:
    """A helper tells the main unit what it knows; the author never reads it."""
    refuse_ended(held)
    assignment = held.assignment
    if assignment.is_main:
        raise Conflict("assignment.main", "您是主办单位，请写答复稿。")
    assignment.opinion, assignment.contributed_at = text, clock.now()
    outbox.publish("assignment.contributed", assignment_id=assignment.id)


def inquire(actor: Actor, held: Held, *, text: str) -> None:
    """The unit would like to know more: the station asks for it, because the unit does not know who wrote."""
    refuse_ended(held)
    message = held.message
    words = f"请站里问来信人：{text}"
    db.session.add(
        Note(message_id=message.id, account_id=actor.own_id(), by=held.unit.name, text=words, at=clock.now())
    )
    db.session.flush()
    outbox.publish("assignment.inquired", assignment_id=held.assignment.id, at=int(clock.now().timestamp()))


def recall(message: Message) -> None:
    """Its author took it back: no unit has it any more (O16)."""
    for held in queries.running(message.id):
        held.recalled_at = clock.now()


def refuse_ended(held: Held) -> None:
    """What was given back or given to another unit is over for this one."""
    has_it = (*WITH_UNIT, MessageStatus.REWORKING)
    if not held.assignment.is_running or held.message.status not in has_it:
        raise Conflict("assignment.ended", "这件事现在不在您单位办，也许已经答复，或交给了别的单位。")


def _refuse_village(message: Message, units: Sequence[Department]) -> None:
    """What somebody complains of is never a village's own to handle (§4.2 ②)."""
    if message.kind in NAMELESS and any(not unit.area_code.endswith(TOWNS_OWN) for unit in units):
        raise InvalidInput.at(
            "assignment.village", "投诉和举报不交给村社区办，请选镇街或区县的单位", "department_id"
        )


def _given(
    actor: Actor,
    message: Message,
    unit: Department,
    text: str,
    *,
    is_main: bool,
    is_designated: bool = False,
) -> Assignment:
    given = Assignment(
        message_id=message.id,
        department_id=unit.id,
        is_main=is_main,
        is_designated=is_designated,
        text=text,
        assigned_at=clock.now(),
        assigned_by=actor.own_id(),
        assigner=actor.title,
        sign_by=settings.due(message.area_code, SIGN_DAYS),
        return_by=settings.due(message.area_code, RETURN_DAYS),
    )
    db.session.add(given)
    return given


def designates(actor: Actor, message: Message) -> bool:
    """Whether the unit named now may not return it. Raises Forbidden where only the county's office names it (O9)."""
    if len(queries.returns(message.id)) < RETURNS:
        return False
    if actor.role is not Role.NPC_STAFF:
        raise Forbidden("assignment.designate", "退回过两次了，要由区县人大机关指定单位。已经提醒他们。")
    return True


def _refuse_late_return(assignment: Assignment) -> None:
    if assignment.is_designated:
        raise Conflict(
            "assignment.designated", "这件是区县人大机关指定您单位办的，不能再退。有难处请打电话说。"
        )
    if assignment.return_by < clock.today():
        raise Conflict(
            "assignment.too_late", f"{day_words(assignment.return_by)}以前可以退，现在过了，请接着办。"
        )
