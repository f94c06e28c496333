"""A suggestion takes the next step of its table, and the step is written down and told."""

from __future__ import annotations

from datetime import date

from server.core import clock, outbox
from server.core.actor import Actor
from server.core.db import db
from server.core.errors import Forbidden
from server.suggestions import queries
from server.suggestions.addressing import reviews
from server.suggestions.life import WORKFLOW, Action
from server.suggestions.models import Suggestion, SuggestionStep, SuggestionUnit


def advance(
    actor: Actor | None, suggestion: Suggestion, action: Action, *, text: str = "", by: str = ""
) -> SuggestionStep:
    """Raises Conflict where the table has no such step. Whoever should know hears of it (`suggestion.moved`)."""
    suggestion.status = WORKFLOW.after(suggestion.status, action)
    step = SuggestionStep(
        suggestion_id=suggestion.id,
        action=action,
        at=clock.now(),
        account_id=actor.account_id if actor else None,
        by=actor.title if actor else by,
        text=text,
    )
    db.session.add(step)
    db.session.flush()
    outbox.publish("suggestion.moved", suggestion_id=suggestion.id, step_id=step.id)
    return step


def run(suggestion: Suggestion, until: date) -> None:
    """A clock begins today."""
    suggestion.term_from, suggestion.due_on = clock.today(), until


def stop(suggestion: Suggestion) -> None:
    """Nobody owes anything now."""
    suggestion.term_from = suggestion.due_on = None


def refuse_others(actor: Actor, suggestion: Suggestion) -> None:
    if actor.deputy_id is None or suggestion.leader_id != actor.deputy_id:
        raise Forbidden("suggestion.not_yours", "这一步只有领衔的代表能做。")


def refuse_strangers(actor: Actor, suggestion: Suggestion) -> None:
    """The county's congress decides on its own suggestions, a township on its own (S4)."""
    if not reviews(actor, suggestion):
        raise Forbidden("suggestion.not_reviewer", "这份建议由收它的那一级人大来办，您可以看。")


def unit_of(actor: Actor, suggestion: Suggestion, *, main: bool) -> SuggestionUnit:
    """The actor's unit as it has it now. Raises Forbidden for a supporting unit where the main one acts."""
    own = actor.department_id
    for unit in queries.units(suggestion.id):
        given = unit.given
        if given.department_id == own and given.left_on is None and given.is_main is main:
            return given
    words = "这一步由主办单位来做。" if main else "这一步由协办单位来做。"
    raise Forbidden("suggestion.other_unit", words)


def conclude(actor: Actor, suggestion: Suggestion, action: Action, *, text: str = "") -> None:
    """The deputy has spoken (S10). Where a day was promised it is followed until then, otherwise it is over (S11)."""
    advance(actor, suggestion, action, text=text)
    suggestion.concluded_at = clock.now()
    signed = [reply for reply, _ in queries.replies(suggestion.id) if reply.signed_at is not None]
    promised = signed[-1].promised_on
    if promised is None:
        _end(suggestion)
        return
    suggestion.promised_on = promised
    advance(None, suggestion, Action.FOLLOW, by="按答应的日子")
    run(suggestion, promised)


def fulfilled(actor: Actor, suggestion: Suggestion, *, text: str) -> None:
    """What was promised is done: nothing is left to be followed."""
    advance(actor, suggestion, Action.FULFIL, text=text)
    suggestion.concluded_at = clock.now()
    _end(suggestion)


def _end(suggestion: Suggestion) -> None:
    stop(suggestion)
    outbox.publish("suggestion.concluded", suggestion_id=suggestion.id)
