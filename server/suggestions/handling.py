"""What the units do with a suggestion: sign for it, send it back, ask for time, answer, keep a promise. No commits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from server.core import clock
from server.core.actor import Actor
from server.core.db import db
from server.core.errors import Conflict, InvalidInput
from server.core.text import date_words, day_words
from server.departments.models import Department
from server.messages.models import ResultClass
from server.suggestions import clocks, course, queries
from server.suggestions.life import WORKFLOW, Action
from server.suggestions.models import Suggestion, SuggestionExtension, SuggestionReply
from server.uploads import queries as uploads, service as upload_service


def sign(actor: Actor, suggestion: Suggestion) -> None:
    """The main unit has it in hand (S6)."""
    given = course.unit_of(actor, suggestion, main=True)
    course.advance(actor, suggestion, Action.SIGN)
    given.signed_at = clock.now()


def send_back(actor: Actor, suggestion: Suggestion, *, better: Department, reason: str) -> None:
    """It is another unit's, which is named (S7): within the days the law gives, and twice at most."""
    given = course.unit_of(actor, suggestion, main=True)
    WORKFLOW.after(suggestion.status, Action.RETURN)
    if clock.today() > given.return_by:
        raise Conflict(
            "suggestion.return_late", f"退回的日子到{day_words(given.return_by)}为止，已经过了，请接着办。"
        )
    if suggestion.returns >= clocks.MOST_RETURNS:
        raise Conflict("suggestion.returned_twice", "已经退回过两次，由人大定了单位，请接着办。")
    if better.id == given.department_id:
        words = "请选本单位以外、更合适的单位"
        raise InvalidInput("suggestion.better", words + "。", fields={"better_id": words})
    course.advance(actor, suggestion, Action.RETURN, text=f"应由{better.name}办：{reason}")
    given.return_reason, given.better_id = reason, better.id
    suggestion.returns += 1


def opine(actor: Actor, suggestion: Suggestion, *, text: str) -> None:
    """A supporting unit tells the main one what it thinks (S5)."""
    given = course.unit_of(actor, suggestion, main=False)
    course.advance(actor, suggestion, Action.OPINE)
    given.opinion, given.opined_at = text, clock.now()


def ask_extension(actor: Actor, suggestion: Suggestion, *, months: int, reason: str) -> None:
    """Before the time is over, once (S8)."""
    course.unit_of(actor, suggestion, main=True)
    WORKFLOW.after(suggestion.status, Action.ASK_EXTENSION)
    if not 1 <= months <= clocks.EXTENSION_MONTHS:
        words = f"最多延 {clocks.EXTENSION_MONTHS} 个月"
        raise InvalidInput("suggestion.months", words + "。", fields={"months": words})
    if suggestion.due_on and suggestion.due_on < clock.today():
        raise Conflict("suggestion.extension_late", "已经过了期限，不能再延，请尽快答复。")
    before = select(SuggestionExtension).where(
        SuggestionExtension.suggestion_id == suggestion.id,
        SuggestionExtension.is_granted.is_distinct_from(False),
    )
    if db.session.scalar(before):
        raise Conflict("suggestion.extension_once", "延期只有一次，已经提过了。")
    asked = SuggestionExtension(
        suggestion_id=suggestion.id, months=months, reason=reason, asked_by=actor.title, asked_at=clock.now()
    )
    db.session.add(asked)
    course.advance(actor, suggestion, Action.ASK_EXTENSION, text=f"延 {months} 个月：{reason}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The written answer as it is drafted. Class B names the day on which it will be done."""

    result: ResultClass
    text: str
    promised_on: date | None = None
    upload_id: UUID | None = None


def draft(actor: Actor, suggestion: Suggestion, answer: Answer) -> SuggestionReply:
    """Save the answer for the lead to sign (S9). The file that was put to it before stays unless there is another."""
    given = course.unit_of(actor, suggestion, main=True)
    WORKFLOW.after(suggestion.status, Action.DRAFT_REPLY)
    _refuse_wrong_day(answer)
    kept = _draft_of(suggestion)
    made = kept or SuggestionReply(suggestion_id=suggestion.id, department_id=given.department_id)
    made.result, made.text, made.promised_on = answer.result, answer.text, answer.promised_on
    made.drafted_by, made.drafted_at, made.comment = actor.title, clock.now(), ""
    if answer.upload_id:
        (upload,) = uploads.unused(actor, [answer.upload_id])
        upload_service.use(upload)
        made.upload_id = upload.id
    db.session.add(made)
    db.session.flush()
    return made


def push_back(actor: Actor, suggestion: Suggestion, *, comment: str) -> None:
    """The lead wants it changed, and says what: among the unit alone."""
    course.unit_of(actor, suggestion, main=True)
    WORKFLOW.after(suggestion.status, Action.DRAFT_REPLY)
    _drafted(suggestion).comment = comment


def sign_off(actor: Actor, suggestion: Suggestion) -> None:
    """The unit's lead signs: every deputy who signed gets the written answer (S9), and the clock stops."""
    course.unit_of(actor, suggestion, main=True)
    WORKFLOW.after(suggestion.status, Action.SIGN_OFF)
    reply = _drafted(suggestion)
    # a day that was in the future when it was drafted may have come meanwhile
    _refuse_wrong_day(Answer(result=reply.result, text=reply.text, promised_on=reply.promised_on))
    reply.signed_by, reply.signed_at, reply.comment = actor.title, clock.now(), ""
    course.advance(actor, suggestion, Action.SIGN_OFF)
    course.stop(suggestion)


def roll(actor: Actor, suggestion: Suggestion, *, until: date, reason: str) -> None:
    """What was promised takes longer: a new day and why, told to the deputies (S11)."""
    course.unit_of(actor, suggestion, main=True)
    WORKFLOW.after(suggestion.status, Action.ROLL)
    if until <= clock.today() or (suggestion.promised_on and until <= suggestion.promised_on):
        words = "新的日子要在今天和原来答应的日子之后"
        raise InvalidInput("suggestion.until", words + "。", fields={"until": words})
    suggestion.promised_on = until
    course.run(suggestion, until)
    course.advance(actor, suggestion, Action.ROLL, text=f"改到{date_words(until)}：{reason}")


def fulfil(actor: Actor, suggestion: Suggestion, *, text: str) -> None:
    """What was promised is done, and said (S11)."""
    course.unit_of(actor, suggestion, main=True)
    course.fulfilled(actor, suggestion, text=text)


def _draft_of(suggestion: Suggestion) -> SuggestionReply | None:
    return next((reply for reply, _ in queries.replies(suggestion.id) if reply.signed_at is None), None)


def _drafted(suggestion: Suggestion) -> SuggestionReply:
    found = _draft_of(suggestion)
    if found is None:
        raise Conflict("suggestion.no_draft", "还没有拟好的答复，请先拟一份存下来。")
    return found


def _refuse_wrong_day(answer: Answer) -> None:
    is_promise = answer.result is ResultClass.B
    if is_promise and (answer.promised_on is None or answer.promised_on <= clock.today()):
        words = "正在解决的，要写今天以后的完成日"
        raise InvalidInput("suggestion.promise", words + "。", fields={"promised_on": words})
    if not is_promise and answer.promised_on is not None:
        words = "只有“正在解决”才写完成日"
        raise InvalidInput("suggestion.promise", words + "。", fields={"promised_on": words})
