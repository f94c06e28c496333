"""A unit learns who wrote, where the author agreed to it: with a reason, on the log, shown to the author (domain §4.2)."""

from __future__ import annotations

from dataclasses import replace

from server.accounts.models import Account
from server.assignments.queries import Held
from server.assignments.service import refuse_ended
from server.core.actor import Actor
from server.core.errors import Conflict, Forbidden
from server.messages.author_views import may_know_author
from server.messages.kinds import NAMELESS
from server.messages.service import reveal

LONGEST = 40
"""Characters of unit and name on the log, beside the role."""


def know_author(actor: Actor, held: Held, *, reason: str) -> Account:
    """The main unit, while it has the letter; never of a complaint or a report, whatever was agreed to."""
    refuse_ended(held)
    if held.message.kind in NAMELESS:
        raise Forbidden("assignment.nameless", "投诉和举报不告诉承办单位是谁写的。要问，请用“问来信人”。")
    if not may_know_author(held.message):
        raise Forbidden(
            "assignment.no_consent", "来信人没有同意让办理单位知道他是谁。要联系，请用“问来信人”。"
        )
    if not held.assignment.is_main:
        raise Forbidden("assignment.helps", "您是协办单位，要联系来信人请找主办单位。")
    if held.assignment.signed_at is None:
        raise Conflict("assignment.unsigned", "请先签收，再看来信人。")
    # the author reads which unit it was, not only a person's name
    named = replace(actor, name=f"{held.unit.name} {actor.name}"[:LONGEST])
    return reveal(named, held.message, reason=reason)
