"""What the office of the congress does with a suggestion: review, dispatch, decide, file away. Nothing here commits."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select, update

from server.core import clock
from server.core.actor import Actor
from server.core.db import db
from server.core.errors import Conflict, InvalidInput
from server.departments.models import Department
from server.deputies.models import Deputy
from server.suggestions import clocks, course, queries
from server.suggestions.life import Action
from server.suggestions.models import Suggestion, SuggestionExtension, SuggestionUnit


def review(actor: Actor, suggestion: Suggestion) -> None:
    """It is what a suggestion has to be (S4); the clock of dispatching runs on."""
    course.refuse_strangers(actor, suggestion)
    course.advance(actor, suggestion, Action.REVIEW)


def send_back(actor: Actor, suggestion: Suggestion, *, text: str) -> None:
    """It is not yet: the deputy reads what is missing, and goes on with the same draft under the same number."""
    course.refuse_strangers(actor, suggestion)
    course.advance(actor, suggestion, Action.SEND_BACK, text=text)
    course.stop(suggestion)


def dispatch(
    actor: Actor,
    suggestion: Suggestion,
    *,
    main: Department,
    supporting: Sequence[Department] = (),
    text: str = "",
) -> None:
    """One unit answers, the others tell it what they think (S5). Given back to the same unit, its time runs on (S7)."""
    course.refuse_strangers(actor, suggestion)
    today = clock.today()
    _refuse_wrong_units(main, supporting)
    before = next((unit for unit in queries.units(suggestion.id) if _is_main(unit.given)), None)
    course.advance(actor, suggestion, Action.DISPATCH, text=_told(main, supporting, text))
    due = clocks.answer_by(suggestion.level, today)
    if before and before.given.department_id == main.id and suggestion.due_on:
        due = before.given.due_on
        suggestion.due_on, suggestion.term_from = due, before.given.given_on
    else:
        course.run(suggestion, due)
    leave = update(SuggestionUnit).where(
        SuggestionUnit.suggestion_id == suggestion.id, SuggestionUnit.left_on.is_(None)
    )
    db.session.execute(leave.values(left_on=today))
    back = clocks.return_by(suggestion.level, today, suggestion.area_code)
    for unit in (main, *supporting):
        last = due if unit is main else clocks.support_by(today)
        given = {"given_on": today, "due_on": last, "return_by": back, "is_main": unit is main}
        db.session.add(SuggestionUnit(suggestion_id=suggestion.id, department_id=unit.id, **given))
    db.session.flush()


def decide(actor: Actor, suggestion: Suggestion, *, is_granted: bool, comment: str = "") -> None:
    """More time, or not (S8). The deputies are told of the new day and of the reason."""
    course.refuse_strangers(actor, suggestion)
    asked = db.session.scalar(
        select(SuggestionExtension).filter_by(suggestion_id=suggestion.id, is_granted=None)
    )
    if asked is None:
        raise Conflict("suggestion.nothing_asked", "现在没有等批的延期，也许同事已经批过了。")
    if not is_granted and not comment:
        words = "不同意延期，请写一句为什么"
        raise InvalidInput("suggestion.why", words + "。", fields={"comment": words})
    asked.is_granted, asked.decided_by, asked.decided_at, asked.comment = (
        is_granted,
        actor.title,
        clock.now(),
        comment,
    )
    if not is_granted:
        course.advance(actor, suggestion, Action.REFUSE_EXTENSION, text=comment)
        return
    given = next(unit.given for unit in queries.units(suggestion.id) if _is_main(unit.given))
    given.due_on = clocks.months_after(given.due_on, asked.months)
    suggestion.due_on = given.due_on
    course.advance(actor, suggestion, Action.EXTEND, text=asked.reason)


def lapse(actor: Actor, suggestion: Suggestion) -> None:
    """The leader left and nobody seconded it: it ends unjudged, which is never satisfied (S14)."""
    course.refuse_strangers(actor, suggestion)
    if db.session.get_one(Deputy, suggestion.leader_id).is_in_office:
        raise Conflict("suggestion.leader_here", "领衔代表还在任，请等代表自己评价。")
    course.conclude(actor, suggestion, Action.LAPSE)


def archive(actor: Actor, suggestion: Suggestion) -> None:
    course.refuse_strangers(actor, suggestion)
    course.advance(actor, suggestion, Action.ARCHIVE)


def _is_main(given: SuggestionUnit) -> bool:
    return given.is_main and given.left_on is None


def _refuse_wrong_units(main: Department, supporting: Sequence[Department]) -> None:
    if main in supporting or len({unit.id for unit in supporting}) != len(supporting):
        words = "主办单位不用再选成协办"
        raise InvalidInput("suggestion.unit_twice", words + "。", fields={"supporting": words})
    for unit in (main, *supporting):
        if unit.closed_on and unit.closed_on <= clock.today():
            raise Conflict("suggestion.unit_closed", f"{unit.name}已经撤了，请换一个单位。")


def _told(main: Department, supporting: Sequence[Department], text: str) -> str:
    also = f"，协办：{'、'.join(unit.name for unit in supporting)}" if supporting else ""
    return f"主办：{main.name}{also}。{text}".strip()
