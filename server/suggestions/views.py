"""From a suggestion to what this reader may see of it, and what this reader may do with it now."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from server.areas import settings
from server.areas.categories import CATEGORIES
from server.areas.queries import names
from server.core import clock
from server.core.actor import Actor
from server.core.db import db
from server.core.permissions import Permission, Role
from server.messages.models import Message
from server.suggestions import clocks, queries
from server.suggestions.addressing import reviews
from server.suggestions.clocks import LEVEL_WORDS, Light
from server.suggestions.life import WORKFLOW, Action, Status
from server.suggestions.models import Seconding, Suggestion, SuggestionStep
from server.suggestions.queries import Sheet

Doing = Literal[
    "write",
    "invite",
    "join",
    "decline",
    "revise",
    "submit",
    "withdraw",
    "evaluate",
    "review",
    "send_back",
    "dispatch",
    "decide",
    "lapse",
    "archive",
    "sign",
    "return",
    "opine",
    "ask_extension",
    "draft",
    "push_back",
    "sign_off",
    "roll",
    "fulfil",
]
BEFORE_DISPATCH = (Status.SUBMITTED, Status.REVIEWED)
AMONG_STAFF = frozenset({Action.ASK_EXTENSION, Action.REFUSE_EXTENSION, Action.OPINE})
"""Said between the units and the office: no deputy reads it."""


def _leads(actor: Actor, sheet: Sheet) -> bool:
    return actor.role is Role.DEPUTY and actor.deputy_id == sheet.suggestion.leader_id


def _answer(actor: Actor, sheet: Sheet) -> Seconding | None:
    found = (c.answer for c, _ in sheet.cosigners if c.deputy_id == actor.deputy_id)
    return next(found, None) if actor.role is Role.DEPUTY else None


def _reviews(actor: Actor, sheet: Sheet) -> bool:
    return reviews(actor, sheet.suggestion)


def _main(actor: Actor, sheet: Sheet) -> bool:
    return (own := sheet.unit_of(actor)) is not None and own.given.is_main


def _signs(actor: Actor, sheet: Sheet) -> bool:
    return _main(actor, sheet) and actor.may(Permission.SUGGESTION_SIGN)


def _supports(actor: Actor, sheet: Sheet) -> bool:
    return (own := sheet.unit_of(actor)) is not None and not own.given.is_main


def _may_return(actor: Actor, sheet: Sheet) -> bool:
    own, returns = sheet.unit_of(actor), sheet.suggestion.returns
    is_in_time = own is not None and own.given.is_main and clock.today() <= own.given.return_by
    return is_in_time and returns < clocks.MOST_RETURNS


def _may_ask(actor: Actor, sheet: Sheet) -> bool:
    due = sheet.suggestion.due_on
    is_free = all(one.is_granted is False for one in sheet.extensions)
    return _main(actor, sheet) and is_free and due is not None and due >= clock.today()


May = Callable[[Actor, Sheet], bool]
DOINGS: dict[Doing, tuple[Action, May]] = {
    "write": (Action.WRITE, _leads),
    "invite": (Action.INVITE, _leads),
    "revise": (Action.REVISE, _leads),
    "submit": (Action.SUBMIT, _leads),
    "withdraw": (Action.WITHDRAW, _leads),
    "join": (Action.JOIN, lambda actor, sheet: _answer(actor, sheet) is Seconding.INVITED),
    "decline": (Action.DECLINE, lambda a, s: _answer(a, s) in (Seconding.INVITED, Seconding.JOINED)),
    "evaluate": (Action.SATISFY, _leads),
    "review": (Action.REVIEW, _reviews),
    "send_back": (Action.SEND_BACK, _reviews),
    "dispatch": (Action.DISPATCH, _reviews),
    "decide": (Action.EXTEND, lambda actor, sheet: _reviews(actor, sheet) and sheet.asked is not None),
    "lapse": (Action.LAPSE, lambda actor, sheet: _reviews(actor, sheet) and not sheet.leader.is_in_office),
    "archive": (Action.ARCHIVE, _reviews),
    "sign": (Action.SIGN, _main),
    "return": (Action.RETURN, _may_return),
    "opine": (Action.OPINE, _supports),
    "ask_extension": (Action.ASK_EXTENSION, _may_ask),
    "draft": (Action.DRAFT_REPLY, _main),
    "push_back": (Action.DRAFT_REPLY, lambda actor, sheet: _signs(actor, sheet) and sheet.draft is not None),
    "sign_off": (Action.SIGN_OFF, lambda actor, sheet: _signs(actor, sheet) and sheet.draft is not None),
    "roll": (Action.ROLL, _signs),
    "fulfil": (Action.FULFIL, _signs),
}


def doings(actor: Actor, sheet: Sheet) -> list[Doing]:
    """The table of its life, cut down to this reader."""
    possible = set(WORKFLOW.actions(sheet.suggestion.status))
    return [doing for doing, (action, may) in DOINGS.items() if action in possible and may(actor, sheet)]


def light(suggestion: Suggestion) -> Light | None:
    """The clock that runs: whose turn it is and how long still."""
    if suggestion.due_on is None or suggestion.term_from is None:
        return None
    doing = "兑现" if suggestion.status is Status.FOLLOWUP else "答复"
    doing = "交办" if suggestion.status in BEFORE_DISPATCH else doing
    calendar = settings.calendar(suggestion.area_code)
    return clocks.light(doing, suggestion.term_from, suggestion.due_on, calendar)


def steps(actor: Actor, sheet: Sheet) -> list[SuggestionStep]:
    if actor.role is not Role.DEPUTY:
        return sheet.steps
    return [step for step in sheet.steps if step.action not in AMONG_STAFF]


def to_words(suggestion: Suggestion) -> str:
    """富阳区，区县人大代表建议."""
    area = names([suggestion.area_code]).get(suggestion.area_code, "")
    return f"{area}，{LEVEL_WORDS[suggestion.level]}"


def category_words(code: str) -> str:
    return CATEGORIES.get(code, CATEGORIES["C99"])


def origin_words(sheet: Sheet) -> str:
    """Where it came from: the letter is named only when its author agreed."""
    origin = sheet.origin
    if origin is None:
        return ""
    if not origin.consent:
        return "由群众反映的事写成，不显示是哪一封信。"
    return f"由来信 {db.session.get_one(Message, origin.message_id).number} 写成，来信人同意了。"


def sheet_for(actor: Actor, suggestion: Suggestion) -> tuple[Sheet, list[Doing]]:
    found = queries.sheet(suggestion)
    return found, doings(actor, found)
