"""A person confirms what a letter is about, what it wants, who can settle it and how pressing it is (O3, domain §6.4)."""

from __future__ import annotations

from server.core import audit, outbox
from server.core.actor import Actor
from server.core.errors import Conflict
from server.core.permissions import Role
from server.messages.kinds import ANSWERED_AT_ONCE, KIND_WORDS, Category, Kind, Level, Urgency
from server.messages.life import MessageStatus
from server.messages.models import Message
from server.messages.raising import raise_if_about_village

STATIONS = (Role.LIAISON, Role.STATION_HEAD)


def sort(
    actor: Actor,
    message: Message,
    *,
    kind: Kind | None = None,
    category: Category | None = None,
    level: Level | None = None,
    urgency: Urgency | None = None,
) -> None:
    """What is given is confirmed, what is not stays. Who said what last is in the audit."""
    given = {"kind": kind, "category": category, "level": level, "urgency": urgency}
    changed = {name: value for name, value in given.items() if value and value != getattr(message, name)}
    for name, value in changed.items():
        setattr(message, name, value)
    if changed:
        audit.record(actor, "message.sorted", "message", message.id, " ".join(changed.values()))
    if changed and raise_if_about_village(message):
        outbox.publish("message.raised", message_id=message.id)


def is_stations(actor: Actor, message: Message) -> bool:
    """Whether the actor answers it, and not a unit. A station answers what can be answered on the spot (O6, O13)."""
    if message.status is MessageStatus.REWORKING:
        return not message.unit_name
    if message.status is not MessageStatus.ACCEPTED or actor.role not in STATIONS:
        return True
    return message.kind is None or message.kind in ANSWERED_AT_ONCE


def refuse_what_is_a_units(actor: Actor, message: Message) -> None:
    if is_stations(actor, message):
        return
    if message.kind is None or message.status is MessageStatus.REWORKING:
        raise Conflict("message.with_unit", f"这件事由{message.unit_name}再办，答复也由他们写。")
    words = KIND_WORDS[message.kind]
    raise Conflict(
        "message.for_unit", f"这是一件{words}，要交给单位去办，站里不直接答复。请点“交办”，或请镇街人大办。"
    )
