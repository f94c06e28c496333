"""What deputies do with a suggestion: write, second, hand in, take back, judge. Nothing here commits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from uuid import UUID

from sqlalchemy import delete, update

from server.areas.categories import CATEGORIES
from server.core import clock, limits, outbox
from server.core.actor import Actor
from server.core.db import db, one_at_a_time
from server.core.errors import Forbidden, InvalidInput
from server.deputies.models import Deputy
from server.suggestions import addressing, clocks, course, queries
from server.suggestions.clocks import Level
from server.suggestions.life import WORKFLOW, Action, Status
from server.suggestions.models import Cosigner, Seconding, Suggestion, SuggestionEvaluation, Verdict

MAY_WRITE = "20 per 10 minute; 60 per day"
LEAST = {"title": 4, "content": 10, "proposal": 10}
MISSING = {
    "title": "标题至少写 4 个字",
    "content": "情况至少写 10 个字",
    "proposal": "建议怎么办，至少写 10 个字",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What a deputy writes (S1). A draft may lack anything; handing in asks for the three that must be."""

    title: str = ""
    category: str = "C99"
    cause: str = ""
    content: str = ""
    proposal: str = ""
    confidential: bool = False


def begin(actor: Actor, words: Words, *, level: Level, area_code: str) -> Suggestion:
    """A draft of the deputy's own (S1)."""
    limits.hit(MAY_WRITE, "suggestion.write", actor.own_id(), "您存得太勤了，歇一会儿再存。写的字都在。")
    leader = db.session.get_one(Deputy, _own(actor))
    return started(actor, leader, words, level=level, area_code=area_code)


def started(actor: Actor, leader: Deputy, words: Words, *, level: Level, area_code: str) -> Suggestion:
    """A draft of this deputy's, whoever begins it."""
    to = addressing.addressee(leader, level, area_code)
    made = Suggestion(
        level=to.level,
        area_code=to.area_code,
        leader_id=leader.id,
        status=Status.DRAFT,
        created_at=clock.now(),
        returns=0,
        reworks=0,
        **_checked(words),
    )
    db.session.add(made)
    db.session.flush()
    return made


def write(actor: Actor, suggestion: Suggestion, words: Words, *, level: Level, area_code: str) -> None:
    """Save the draft. Whoever had seconded other words is asked again before it counts."""
    course.refuse_others(actor, suggestion)
    WORKFLOW.after(suggestion.status, Action.WRITE)
    limits.hit(MAY_WRITE, "suggestion.write", actor.own_id(), "您存得太勤了，歇一会儿再存。写的字都在。")
    leader = db.session.get_one(Deputy, suggestion.leader_id)
    to = addressing.addressee(leader, level, area_code)
    if suggestion.serial and (to.level, to.area_code) != (suggestion.level, suggestion.area_code):
        words_ = "已经编过号了，不能换一级人大。要换，请撤回再写一份"
        raise InvalidInput("suggestion.addressee", words_ + "。", fields={"level": words_})
    given = _checked(words)
    if any(getattr(suggestion, name) != value for name, value in given.items() if name != "confidential"):
        _ask_again(suggestion)
    for name, value in given.items():
        setattr(suggestion, name, value)
    if (to.level, to.area_code) != (suggestion.level, suggestion.area_code):
        db.session.execute(delete(Cosigner).where(Cosigner.suggestion_id == suggestion.id))
    suggestion.level, suggestion.area_code = to.level, to.area_code


def invite(actor: Actor, suggestion: Suggestion, *, deputy_ids: Sequence[UUID] = ()) -> None:
    """Ask deputies of the same congress to second it (S2); they read the very words that will be handed in."""
    course.refuse_others(actor, suggestion)
    WORKFLOW.after(suggestion.status, Action.INVITE)
    _refuse_unfinished(suggestion)
    known = {cosigner.deputy_id: cosigner for cosigner, _ in queries.cosigners(suggestion.id)}
    for deputy in addressing.chosen_colleagues(suggestion, list(deputy_ids)):
        if deputy.id not in known:
            db.session.add(_asked(suggestion, deputy.id))
        elif known[deputy.id].answer is Seconding.DECLINED:
            known[deputy.id].answer, known[deputy.id].at = Seconding.INVITED, clock.now()
    db.session.flush()
    if not any(c.answer is Seconding.INVITED for c, _ in queries.cosigners(suggestion.id)):
        words = "请至少选一位代表"
        raise InvalidInput("suggestion.nobody_asked", words + "。", fields={"deputy_ids": words})
    course.advance(actor, suggestion, Action.INVITE)


def second(actor: Actor, suggestion: Suggestion, *, joins: bool) -> None:
    """A deputy who was asked says yes or no; a yes may be taken back until it is handed in."""
    action, answer = (Action.JOIN, Seconding.JOINED) if joins else (Action.DECLINE, Seconding.DECLINED)
    cosigner = db.session.get(Cosigner, (suggestion.id, actor.deputy_id)) if actor.deputy_id else None
    if cosigner is None:
        raise Forbidden("suggestion.not_asked", "这份建议没有请您附议。")
    WORKFLOW.after(suggestion.status, action)
    if cosigner.answer is not answer:
        cosigner.answer, cosigner.at = answer, clock.now()
        course.advance(actor, suggestion, action)


def revise(actor: Actor, suggestion: Suggestion) -> None:
    """Take it back to change the words: whoever has seconded is asked again (S2)."""
    course.refuse_others(actor, suggestion)
    course.advance(actor, suggestion, Action.REVISE)
    _ask_again(suggestion)


def submit(actor: Actor, suggestion: Suggestion) -> None:
    """Hand it in (S3): it gets its number, and the clock of the office begins. Who has not answered does not count."""
    course.refuse_others(actor, suggestion)
    WORKFLOW.after(suggestion.status, Action.SUBMIT)
    _refuse_unfinished(suggestion)
    _give_number(suggestion)
    unanswered = delete(Cosigner).where(
        Cosigner.suggestion_id == suggestion.id, Cosigner.answer == Seconding.INVITED
    )
    db.session.execute(unanswered)
    suggestion.submitted_at = clock.now()
    course.run(suggestion, clocks.dispatch_by(suggestion.level, clock.today()))
    course.advance(actor, suggestion, Action.SUBMIT)
    outbox.publish("suggestion.submitted", suggestion_id=suggestion.id)


def withdraw(actor: Actor, suggestion: Suggestion, *, text: str = "") -> None:
    """Take it back before it was dispatched (S13)."""
    course.refuse_others(actor, suggestion)
    course.advance(actor, suggestion, Action.WITHDRAW, text=text)
    course.stop(suggestion)


def evaluate(
    actor: Actor, suggestion: Suggestion, *, result: Verdict, attitude: Verdict, text: str = ""
) -> None:
    """What came out, and how one was met (S10). Not satisfied with what came out: it is handled once more."""
    course.refuse_others(actor, suggestion)
    WORKFLOW.after(suggestion.status, Action.SATISFY)
    is_unsatisfied = result is Verdict.UNSATISFIED
    if Verdict.UNSATISFIED in (result, attitude) and len(text) < 5:
        words = "哪里不满意，请写几个字（至少 5 个字）"
        raise InvalidInput("suggestion.why", words + "。", fields={"text": words})
    reply, _ = queries.replies(suggestion.id)[-1]
    made = SuggestionEvaluation(
        reply_id=reply.id, result=result, attitude=attitude, text=text, at=clock.now()
    )
    db.session.add(made)
    if is_unsatisfied and not suggestion.reworks:
        course.advance(actor, suggestion, Action.DISSATISFY, text=text)
        suggestion.reworks = 1
        course.run(suggestion, clocks.answer_by(suggestion.level, clock.today()))
        return
    action = Action.STAY_UNSATISFIED if is_unsatisfied else Action.SATISFY
    course.conclude(actor, suggestion, action, text=text)


def _give_number(suggestion: Suggestion) -> None:
    """One after the other within a year of a congress; kept when it is sent back and handed in again."""
    if suggestion.serial is not None:
        return
    year = clock.today().year
    one_at_a_time(f"suggestion|{suggestion.area_code}|{suggestion.level}|{year}")
    suggestion.serial = queries.last_serial(suggestion.area_code, suggestion.level, year) + 1
    suggestion.year = year


def _own(actor: Actor) -> UUID:
    if actor.deputy_id is None:
        raise Forbidden("suggestion.deputies_only", "代表建议由代表来写。")
    return actor.deputy_id


def _checked(words: Words) -> dict[str, object]:
    if words.category not in CATEGORIES:
        raise InvalidInput("suggestion.category", "没有这一类。", fields={"category": "从名单里选一类"})
    return asdict(words)


def _refuse_unfinished(suggestion: Suggestion) -> None:
    """A draft may lack anything; what goes out may not."""
    missing = {name: MISSING[name] for name, least in LEAST.items() if len(getattr(suggestion, name)) < least}
    if missing:
        raise InvalidInput(
            "suggestion.unfinished", f"还差一点：{'；'.join(missing.values())}。", fields=missing
        )


def _asked(suggestion: Suggestion, deputy_id: UUID) -> Cosigner:
    return Cosigner(
        suggestion_id=suggestion.id, deputy_id=deputy_id, answer=Seconding.INVITED, at=clock.now()
    )


def _ask_again(suggestion: Suggestion) -> None:
    joined = update(Cosigner).where(
        Cosigner.suggestion_id == suggestion.id, Cosigner.answer == Seconding.JOINED
    )
    db.session.execute(joined.values(answer=Seconding.INVITED))
