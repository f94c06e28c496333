"""Every state × every verb: what domain §5.3 allows happens, everything else is refused and changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from server.core import clock
from server.core.db import db
from server.core.errors import AppError
from server.messages.models import ResultClass
from server.suggestions import handling, office, queries, service
from server.suggestions.handling import Answer
from server.suggestions.life import STATUS_WORDS, WORKFLOW, Action, Status
from server.suggestions.models import Suggestion, SuggestionStep, Verdict
from tests.factories import World
from tests.suggestions import path
from tests.suggestions.path import COUNTY, TEXT, WORDS, Congress

S = Status


def _seconding(people: Congress) -> Suggestion:
    made = path.begun(people)
    service.invite(people.leader, made, deputy_ids=[people.colleague.deputy_id])
    return made


def _returned(people: Congress) -> Suggestion:
    made = path.dispatched(people)
    handling.send_back(people.handler, made, better=people.other, reason="坡道归交通局管。")
    return made


def _asked(people: Congress) -> Suggestion:
    made = path.handled(people)
    handling.ask_extension(people.handler, made, months=2, reason="要等楼里的住户表决。")
    return made


def _drafted(people: Congress) -> Suggestion:
    made = path.handled(people)
    handling.draft(people.handler, made, Answer(result=ResultClass.A, text=TEXT))
    return made


def _rehandled(people: Congress) -> Suggestion:
    made = path.replied(people)
    path.judged(people, made, Verdict.UNSATISFIED)
    return made


def _concluded(people: Congress, result: ResultClass = ResultClass.A) -> Suggestion:
    made = path.replied(people, result)
    path.judged(people, made, Verdict.SATISFIED, "")
    return made


def _archived(people: Congress) -> Suggestion:
    made = _concluded(people)
    office.archive(people.office, made)
    return made


def _withdrawn(people: Congress) -> Suggestion:
    made = path.begun(people)
    service.withdraw(people.leader, made)
    return made


STATES: dict[str, Callable[[Congress], Suggestion]] = {
    "draft": path.begun,
    "seconding": _seconding,
    "submitted": path.submitted,
    "reviewed": path.reviewed,
    "dispatched": path.dispatched,
    "returned": _returned,
    "handling": path.handled,
    "handling, more time asked": _asked,
    "handling, answer drafted": _drafted,
    "replied": path.replied,
    "rehandling": _rehandled,
    "concluded": _concluded,
    "followup": lambda people: _concluded(people, ResultClass.B),
    "archived": _archived,
    "withdrawn": _withdrawn,
}
Verb = Callable[[Congress, Suggestion], object]
IN_TWO_MONTHS = timedelta(days=60)
VERBS: dict[str, Verb] = {
    "write": lambda p, s: service.write(p.leader, s, WORDS, level=s.level, area_code=COUNTY),
    "invite": lambda p, s: service.invite(p.leader, s, deputy_ids=[p.colleague.deputy_id]),
    "join": lambda p, s: service.second(p.colleague, s, joins=True),
    "revise": lambda p, s: service.revise(p.leader, s),
    "submit": lambda p, s: service.submit(p.leader, s),
    "withdraw": lambda p, s: service.withdraw(p.leader, s),
    "review": lambda p, s: office.review(p.office, s),
    "send back": lambda p, s: office.send_back(p.office, s, text="请写清是哪几幢。"),
    "dispatch": lambda p, s: office.dispatch(p.office, s, main=p.main),
    "sign": lambda p, s: handling.sign(p.handler, s),
    "return": lambda p, s: handling.send_back(p.handler, s, better=p.other, reason="归交通局。"),
    "opine": lambda p, s: handling.opine(p.helper, s, text="我局可以补贴一半。"),
    "ask for time": lambda p, s: handling.ask_extension(p.handler, s, months=1, reason="等表决。"),
    "grant": lambda p, s: office.decide(p.office, s, is_granted=True),
    "grant not": lambda p, s: office.decide(p.office, s, is_granted=False, comment="请抓紧。"),
    "draft": lambda p, s: handling.draft(p.handler, s, Answer(result=ResultClass.A, text=TEXT)),
    "push back": lambda p, s: handling.push_back(p.lead, s, comment="写清楚哪天装好。"),
    "sign off": lambda p, s: handling.sign_off(p.lead, s),
    "praise": lambda p, s: path.judged(p, s, Verdict.BASICALLY),
    "complain": lambda p, s: path.judged(p, s, Verdict.UNSATISFIED),
    "lapse": lambda p, s: office.lapse(p.office, s),
    "roll": lambda p, s: handling.roll(p.lead, s, until=clock.today() + IN_TWO_MONTHS, reason="缺料。"),
    "fulfil": lambda p, s: handling.fulfil(p.lead, s, text="都装好了。"),
    "archive": lambda p, s: office.archive(p.office, s),
}
"""One person for each: whoever may do it."""

LEADS_TO: dict[tuple[str, str], Status] = {
    ("draft", "write"): S.DRAFT,
    ("draft", "invite"): S.SECONDING,
    ("draft", "submit"): S.SUBMITTED,
    ("seconding", "invite"): S.SECONDING,
    ("seconding", "join"): S.SECONDING,
    ("seconding", "revise"): S.DRAFT,
    ("seconding", "submit"): S.SUBMITTED,
    **{(state, "withdraw"): S.WITHDRAWN for state in ("draft", "seconding", "submitted", "reviewed")},
    ("submitted", "review"): S.REVIEWED,
    ("submitted", "send back"): S.DRAFT,
    ("reviewed", "dispatch"): S.DISPATCHED,
    ("returned", "dispatch"): S.DISPATCHED,
    ("dispatched", "sign"): S.HANDLING,
    ("dispatched", "return"): S.RETURNED,
    ("dispatched", "opine"): S.DISPATCHED,
    **{
        (state, verb): then
        for state in ("handling", "handling, more time asked", "handling, answer drafted")
        for verb, then in {"return": S.RETURNED, "opine": S.HANDLING, "draft": S.HANDLING}.items()
    },
    ("handling", "ask for time"): S.HANDLING,
    ("handling, answer drafted", "ask for time"): S.HANDLING,
    ("handling, more time asked", "grant"): S.HANDLING,
    ("handling, more time asked", "grant not"): S.HANDLING,
    ("handling, answer drafted", "push back"): S.HANDLING,
    ("handling, answer drafted", "sign off"): S.REPLIED,
    ("replied", "praise"): S.CONCLUDED,
    ("replied", "complain"): S.REHANDLING,
    ("rehandling", "opine"): S.REHANDLING,
    ("rehandling", "draft"): S.REHANDLING,
    ("followup", "roll"): S.FOLLOWUP,
    ("followup", "fulfil"): S.CONCLUDED,
    ("concluded", "archive"): S.ARCHIVED,
}
"""Written from domain §5.3, not from the program."""


@pytest.mark.parametrize("state", STATES)
def test_every_verb_in_every_state(world: World, state: str) -> None:
    people = path.congress(world)
    suggestion = STATES[state](people)
    db.session.commit()
    before = suggestion.status
    assert before.value == state.split(",")[0]
    for verb, do in VERBS.items():
        steps = db.session.query(SuggestionStep).count()
        then = LEADS_TO.get((state, verb))
        if then is None:
            with pytest.raises(AppError) as refused:
                do(people, suggestion)
            assert refused.value.status in (403, 409), (state, verb)
            assert refused.value.text, (state, verb)
            db.session.flush()
            assert (suggestion.status, db.session.query(SuggestionStep).count()) == (before, steps), (
                state,
                verb,
            )
        else:
            do(people, suggestion)
            db.session.flush()
            assert suggestion.status is then, (state, verb)
        db.session.rollback()
        db.session.refresh(suggestion)


def test_every_state_has_words_and_a_way_in(app: Flask) -> None:
    reached = {S.DRAFT} | set(WORKFLOW.table.values())
    assert reached == set(Status) == set(STATUS_WORDS) == set(WORKFLOW.refusals)
    assert {action for _, action in WORKFLOW.table} == set(Action)
    last = {state for state in Status if not WORKFLOW.actions(state)}
    assert last == {S.ARCHIVED, S.WITHDRAWN}


def test_the_second_time_it_stands_as_the_deputy_said_it(world: World) -> None:
    people = path.congress(world)
    suggestion = _rehandled(people)
    path.answer(people, suggestion)
    path.judged(people, suggestion, Verdict.UNSATISFIED)
    assert (suggestion.status, suggestion.reworks) == (S.CONCLUDED, 1)
    said = [evaluation.result for _, evaluation in queries.replies(suggestion.id) if evaluation]
    assert said == [Verdict.UNSATISFIED, Verdict.UNSATISFIED]
