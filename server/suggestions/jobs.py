"""What follows from a step: who is told, what a letter's author hears, who goes on when a deputy leaves."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from server.accounts.queries import account_of
from server.core import clock, jobs
from server.core.db import db, transaction
from server.core.permissions import Role
from server.core.text import date_words
from server.deputies.models import Deputy
from server.messages import conversion as turning
from server.messages.life import MessageStatus
from server.messages.models import Message
from server.messages.telling import case_of, how_it_stands, with_station
from server.notifications.service import Target, tell, tell_all
from server.suggestions import conversion, leaving, news, queries
from server.suggestions.life import WITH_OFFICE, Action, Status
from server.suggestions.models import Suggestion, SuggestionStep

ASK_PAGE = "pages/agree/index?id="
LOOKED_BACK = timedelta(days=14)
"""For a timetable that was away; what was told before is told once."""


@jobs.on("suggestion.moved")
def tell_moved(suggestion_id: UUID, step_id: int) -> None:
    suggestion = db.session.get_one(Suggestion, suggestion_id)
    step = db.session.get_one(SuggestionStep, step_id)
    news.spread(suggestion, step)
    if step.action is Action.WITHDRAW:
        _tell_station(suggestion)


@jobs.on("suggestion.begun")
def ask_author(suggestion_id: UUID, message_id: UUID, by: UUID) -> None:
    """The author is told and asked: yes or no, and either is right."""
    message, suggestion = _letter(message_id), db.session.get_one(Suggestion, suggestion_id)
    leader = queries.leader_of(suggestion)
    tell(
        message.author_id,
        source=f"suggestion-{suggestion.id.hex}-begun",
        kind="suggestion.begun",
        title="您反映的事，代表想写成建议",
        text=f"编号 {message.number}，{leader.name}代表想正式提出来，您的名字和电话都不写。有了结果再告诉您；能不能写明是由来信写成的，请您说一句。",
        target=Target("agree", message.id, ASK_PAGE + str(message.id)),
        push=how_it_stands(message, push=("请您说一句", "点开说一句同不同意")),
    )
    others = [account for account in account_of(Role.DEPUTY, subject_id=leader.id) if account != by]
    tell_all(
        others,
        source=f"suggestion-{suggestion.id.hex}-draft",
        kind="suggestion.draft",
        title="给您起了一份建议的草稿",
        text=f"由一封群众来信写成，请您看看{suggestion.name}，改好了再交上去。",
        target=news.target(suggestion),
    )


@jobs.on("suggestion.concluded")
def tell_author(suggestion_id: UUID) -> None:
    """Whoever wrote the letter hears the end, once, and judges it like any answer (O21)."""
    origin = queries.origin_of(suggestion_id)
    if origin is None:
        return
    suggestion = db.session.get_one(Suggestion, suggestion_id)
    message = db.session.get_one(Message, origin.message_id, with_for_update=True)
    if message.status is MessageStatus.CONVERTED:
        by = f"{queries.leader_of(suggestion).name}代表"
        turning.tell_outcome(message, by=by, text=conversion.outcome(suggestion, origin))
        return
    # the station has answered meanwhile: nothing is left to be judged
    tell(
        message.author_id,
        source=f"suggestion-{suggestion_id.hex}-concluded",
        kind="suggestion.concluded",
        title="您反映的事写成的建议，有结果了",
        text=f"编号 {message.number}，承办单位书面答复了，代表也评价了，点开看。",
        target=Target("agree", message.id, ASK_PAGE + str(message.id)),
        push=how_it_stands(message, push=("有结果了", "点开看结果")),
    )


def _tell_station(suggestion: Suggestion) -> None:
    """The suggestion is taken back: the letter waits for the station again."""
    origin = queries.origin_of(suggestion.id)
    if origin is None:
        return
    message, station = with_station(origin.message_id)
    tell_all(
        account_of(Role.LIAISON, Role.STATION_HEAD, scope=station.scope),
        source=f"suggestion-{suggestion.id.hex}-letter",
        kind="suggestion.letter",
        title="来信写成的建议撤回了",
        text=f"编号 {message.number}，代表不再提这份建议，请接着办、答复来信人。",
        target=case_of(message),
    )


@jobs.on("deputy.left")
def hand_on_suggestions(deputy_id: UUID, on: date) -> None:
    """What a deputy who left was leading goes to whoever seconded it."""
    left = db.session.get_one(Deputy, deputy_id)
    for suggestion in queries.led_by(deputy_id):
        leaving.hand_on(left, suggestion)


@jobs.every(hour=7, minute=20)
def tell_late() -> None:
    """A clock that ran out, and a promised day that came, are told once to those whose turn it is (F10)."""
    today = clock.today()
    with transaction():
        for suggestion in queries.ran_out(today - LOOKED_BACK, today):
            is_promise = suggestion.status is Status.FOLLOWUP
            if is_promise or (suggestion.due_on and suggestion.due_on < today):
                _tell_late(suggestion, is_promise=is_promise)


def _tell_late(suggestion: Suggestion, *, is_promise: bool) -> None:
    assert suggestion.due_on is not None
    is_ours = suggestion.status in WITH_OFFICE
    people = news.office(suggestion) if is_ours else news.whom(suggestion, news.To.MAIN)
    also = [] if is_ours or is_promise else news.office(suggestion)
    day = date_words(suggestion.due_on)
    title = "答应的日子到了" if is_promise else "一份代表建议过了期限"
    text = "办好了请写上，没办好请改个日子并说明。" if is_promise else "请尽快办。"
    tell_all(
        dict.fromkeys([*people, *also]),
        source=f"suggestion-{suggestion.id.hex}-late-{suggestion.due_on}",
        kind="suggestion.late",
        title=title,
        text=f"{suggestion.name}，期限是 {day}。{text}",
        target=news.target(suggestion),
    )


def _letter(message_id: UUID) -> Message:
    return db.session.get_one(Message, message_id)
