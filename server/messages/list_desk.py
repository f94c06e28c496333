"""What stands around the list of the inbox: the sentence of chips, the kept lists, what each line is marked with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from server.areas.categories import CATEGORIES
from server.core.actor import Actor
from server.core.permissions import Permission
from server.messages import filters, inbox, presence, saved, walkins
from server.messages.arranging_models import Arranged
from server.messages.arranging_queries import undoable
from server.messages.filters import SINCE, Filters
from server.messages.kinds import URGENCY_WORDS
from server.messages.models import Message
from server.stations.queries import open_to

TOWN = 9
"""Digits of a township's code: it has few enough stations to choose from."""

RECENT_WORDS = {
    Arranged.MERGE: "并到另一件里",
    Arranged.SPLIT: "分出了一件",
    Arranged.LINK: "关联了一件",
    Arranged.TRANSFER: "转给了另一个站",
}


def around(actor: Actor, find: Filters, messages: Sequence[Message]) -> dict[str, Any]:
    links = saved.links(actor, find)
    return {
        "taken": walkins.among(messages),
        "present": presence.around(actor, [message.id for message in messages]),
        "may_bulk": actor.may(Permission.MESSAGE_TRIAGE) or actor.may(Permission.MESSAGE_MERGE),
        "chips": filters.chips(find),
        "since_words": {since.value: words for since, (words, _) in SINCE.items()},
        "category_words": CATEGORIES,
        "urgency_words": URGENCY_WORDS,
        "stations": open_to(actor) if actor.area_prefix and len(actor.area_prefix) >= TOWN else [],
        "is_by_time": find.view in inbox.OPEN_VIEWS and not find.q,
        "recent": undoable(actor),
        "recent_words": RECENT_WORDS,
        "saved": links,
        "saved_here": next((link for link in links if link.is_here), None),
        "way_out": inbox.way_out(actor, find) if not messages and find.narrowing else None,
    }
