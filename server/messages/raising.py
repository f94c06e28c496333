"""A complaint about a village goes one level up by itself: who works at the village's station never sees it (domain §4.2, ②)."""

from __future__ import annotations

import re

from server.core import clock
from server.messages.advice import read
from server.messages.kinds import NAMELESS
from server.messages.models import Message

TOWNS_OWN = "000"
"""How the area code of a town ends; a village has its own three digits there."""
_NAMES_THEM = re.compile("村|社区|居委|两委|支部|支书|书记|主任|会计|组长|干部|公示|公开")
OF_THE_VILLAGE = "C14"
"""What the village itself does: its cadres, its money, what it has to make public."""


def raise_if_about_village(message: Message) -> bool:
    """By what a person confirmed, and before that by what the machine reads. Whether it goes up only now."""
    was_raised = message.raised_at is not None
    if not is_about_village(message):
        message.raised_at = None
    elif not was_raised:
        message.raised_at = clock.now()
    return message.raised_at is not None and not was_raised


def is_about_village(message: Message) -> bool:
    if message.area_code[9:12] == TOWNS_OWN:
        return False
    if message.kind and message.category:
        return message.kind in NAMELESS and message.category == OF_THE_VILLAGE
    # a guess that nobody confirmed is followed only where the letter names them: most are not even read for it
    if not _NAMES_THEM.search(message.content):
        return False
    guess = read(message.content, message.place)
    kind, category = message.kind or guess.kind, message.category or guess.category
    return kind in NAMELESS and category == OF_THE_VILLAGE
