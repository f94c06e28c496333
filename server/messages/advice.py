"""What the machine makes of a letter: a suggestion for those who answer, and for its author, before it is sent,
what to do about a danger and who else wrote about the same. A person decides; nothing here is stored (O2, O3)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from uuid import UUID

from server.areas.categories import CATEGORIES
from server.core import limits
from server.core.actor import Actor
from server.core.permissions import Role
from server.messages import advice_queries, follow_queries
from server.messages.advice_queries import Told
from server.messages.advice_schemas import PreviewOut, SafetyOut, SimilarOut, SuggestedOut
from server.messages.kinds import Urgency
from server.messages.life import MessageStatus
from server.messages.models import Message
from server.reading.alike import alike, rough
from server.reading.shown import led_to as read_words
from server.reading.suggest import Guess, suggest
from server.stations.models import Station

MAY_PREVIEW = "30 per 10 minute"
SHOWN, COMPARED = 3, 24
AMONG_PEOPLE = frozenset((Role.RESIDENT, Role.FORMER_DEPUTY, Role.VISITOR))
PUBLIC_MATTERS = frozenset(("C02", "C03", "C04", "C05", "C06", "C13", "C15"))
"""What lies in the street for everybody to see. Of other matters nobody learns before somebody released them."""
_KNOWN_PLACE = re.compile(
    "[\u4e00-\u9fff]{1,8}?(?:路|街|大道|桥|公园|广场|市场|菜场|车站|医院|学校|小学|中学|社区|村)"
)

UNANSWERED = (MessageStatus.SUBMITTED, MessageStatus.NEED_INFO, MessageStatus.ACCEPTED)

PRESSING = {"U1": "danger", "U2": "urgent"}
"""Only haste has words of its own."""

read = lru_cache(maxsize=1024)(suggest)
"""The same letter is read once a process."""


def suggestion_of(actor: Actor, message: Message) -> Guess | None:
    """For those who answer letters, and never for the author of this one."""
    if actor.role in AMONG_PEOPLE or message.author_id == actor.account_id:
        return None
    return read(message.content, message.place)


def suggested_out(actor: Actor, message: Message) -> SuggestedOut | None:
    found = suggestion_of(actor, message)
    if found is None:
        return None
    return SuggestedOut.model_validate(found, from_attributes=True)


@lru_cache(maxsize=1024)
def led_to(content: str, kind: str, category: str, level: str, urgency: str) -> dict[str, tuple[str, ...]]:
    """For each of the four that a person confirms, the words that led there."""
    asked = {"kind": ("kind", kind), "category": ("category", category), "level": ("level", level)}
    if urgency in PRESSING:
        asked["urgency"] = (PRESSING[urgency], urgency)
    return {field: read_words(content, task, name) for field, (task, name) in asked.items()}


def is_dangerous(message: Message) -> bool:
    """Life may be at risk now (U1), by what a person confirmed, and before that by what the machine reads."""
    if message.urgency is not None:
        return message.urgency is Urgency.U1
    return read(message.content, message.place).urgency == Urgency.U1


def dangers(messages: Iterable[Message]) -> set[UUID]:
    """Those of a list that tell of danger and are not answered yet."""
    return {one.id for one in messages if one.status in UNANSWERED and is_dangerous(one)}


def preview(actor: Actor, station: Station, *, content: str, place: str = "") -> PreviewOut:
    """What its author should know before sending; stores no letter; what was shown may be followed."""
    limits.hit(MAY_PREVIEW, "message.preview", actor.own_id(), "先不用看提示，直接发就行。")
    safety = read(content, place).safety
    found = similar(actor.own_id(), station, content)
    follow_queries.remember(actor, [(one.id, one.summary) for one in found])
    return PreviewOut(
        safety=SafetyOut(text=safety.text, call=list(safety.call)) if safety else None,
        similar=found,
    )


def similar(account_id: UUID, station: Station, content: str) -> list[SimilarOut]:
    """Up to three open or released cases of the station; never the words of who wrote them."""
    told = advice_queries.told_to(station.id, but_not_by=account_id)
    likely = rough(content, [one.message.content for one in told], limit=COMPARED)
    near = [told[at] for at in likely]
    found = alike(content, [one.message.content for one in near], limit=COMPARED)
    summed = ((near[at], _summary(near[at], station)) for at in found)
    return [
        SimilarOut(id=one.message.id, number=one.message.number, summary=words, status=one.message.status_now)
        for one, words in summed
        if words
    ][:SHOWN]


def _summary(told: Told, station: Station) -> str:
    """What staff released; else kind of matter and a place everybody knows; nothing of what is somebody's own."""
    if told.summary:
        return told.summary
    found = read(told.message.content, told.message.place)
    if found.refer or found.urgency == "U1" or found.category not in PUBLIC_MATTERS:
        return ""
    place = _KNOWN_PLACE.match(told.message.place)
    return f"{place.group() if place else station.name}，{CATEGORIES[found.category]}"
