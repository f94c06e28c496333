"""Who is told of which step of a suggestion, and in which words: only those whom it concerns (F10)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID

from server.accounts.queries import account_of
from server.areas.queries import prefix_of
from server.core.permissions import Role
from server.core.text import day_words
from server.notifications.service import Target, tell_all
from server.suggestions import queries
from server.suggestions.addressing import REVIEWERS
from server.suggestions.life import Action
from server.suggestions.models import Seconding, Suggestion, SuggestionStep

PAGE: Final = "deputy/suggestion/index?id="


class To(StrEnum):
    LEADER = "leader"
    SECONDS = "seconds"
    INVITED = "invited"
    OFFICE = "office"
    MAIN = "main"
    UNITS = "units"


@dataclass(frozen=True, slots=True)
class News:
    """`{name}` is the suggestion, `{by}` who did it, `{day}` until when."""

    to: tuple[To, ...]
    title: str
    text: str


A = Action
DEPUTIES = (To.LEADER, To.SECONDS)
NEWS: dict[Action, tuple[News, ...]] = {
    A.INVITE: (
        News((To.INVITED,), "请您看看，愿不愿意附议", "{leader}代表写了{name}，愿意就附议，不愿意也说一声。"),
    ),
    A.JOIN: (News((To.LEADER,), "有代表附议了", "{by}附议了{name}。"),),
    A.DECLINE: (
        News((To.LEADER,), "有代表没有附议", "{by}没有附议{name}，可以再请别的代表，或直接交上去。"),
    ),
    A.REVISE: (
        News(
            (To.INVITED,),
            "请您附议的建议拿回去改了",
            "{leader}代表在改{name}，改好了会再请您看，附议才算数。",
        ),
    ),
    A.SUBMIT: (
        News((To.OFFICE,), "有一份代表建议等您审核", "{name}，请在 {day}前审核、交办。"),
        News((To.SECONDS,), "您附议的建议交上去了", "{name}，办到哪一步都会告诉您。"),
    ),
    A.SEND_BACK: (News((To.LEADER,), "建议退给您改一改", "{name}，差什么写在里面，改好了再交，编号不变。"),),
    A.DISPATCH: (
        News(DEPUTIES, "建议交给承办单位了", "{name}，{day}前给您书面答复。"),
        News((To.UNITS,), "有一份代表建议交给贵单位", "{name}，请打开签收。主办单位请在 {day}前书面答复。"),
    ),
    A.RETURN: (
        News((To.OFFICE,), "承办单位退回一份建议", "{name}，应由谁办、为什么，写在里面，请另定单位。"),
    ),
    A.OPINE: (News((To.MAIN,), "协办单位有意见了", "{name}，{by}写了协办意见。"),),
    A.ASK_EXTENSION: (News((To.OFFICE,), "承办单位申请延期", "{name}，延多久、为什么，写在里面，请您定。"),),
    A.EXTEND: (
        News(DEPUTIES, "建议的答复往后延了", "{name}，改到 {day}前答复，为什么写在里面。"),
        News((To.MAIN,), "延期批了", "{name}，请在 {day}前书面答复。"),
    ),
    A.REFUSE_EXTENSION: (News((To.MAIN,), "延期没有批", "{name}，为什么写在里面，请在 {day}前书面答复。"),),
    A.SIGN_OFF: (
        News((To.LEADER,), "建议有答复了，请您评价", "{name}，看看答复，结果和态度各说一句。"),
        News((To.SECONDS,), "您附议的建议有答复了", "{name}，书面答复在里面。"),
    ),
    A.SATISFY: (News((To.MAIN,), "代表评价了答复", "{name}，结果和态度怎么样，写在里面。"),),
    A.DISSATISFY: (
        News((To.MAIN,), "代表不满意，请重新办", "{name}，哪里不满意写在里面，请在 {day}前再答复。"),
        News((To.OFFICE,), "有一份建议代表不满意", "{name}，承办单位正在重新办。"),
    ),
    A.STAY_UNSATISFIED: (News((To.MAIN, To.OFFICE), "重新办过，代表仍不满意", "{name}，照代表说的记下了。"),),
    A.ROLL: (News(DEPUTIES, "答应的日子改了", "{name}，改到 {day}，为什么写在里面。"),),
    A.FULFIL: (News(DEPUTIES, "答应的事办好了", "{name}，怎么办的写在里面。"),),
    A.WITHDRAW: (News((To.OFFICE, To.SECONDS), "一份代表建议撤回了", "{name}，不用再办。"),),
    A.HAND_ON: (News((To.LEADER, To.OFFICE), "一份建议换了领衔的代表", "{name}，现在由{leader}代表领衔。"),),
}


def spread(suggestion: Suggestion, step: SuggestionStep) -> None:
    """One notice a step and person: the same step heard again tells nothing."""
    leader = queries.leader_of(suggestion).name
    due = suggestion.promised_on if step.action is A.ROLL else suggestion.due_on
    words = {"name": suggestion.name, "leader": leader, "by": step.by, "day": day_words(due) if due else ""}
    told: set[UUID] = {step.account_id} if step.account_id else set()
    for number, news in enumerate(NEWS.get(step.action, ())):
        people = [person for to in news.to for person in whom(suggestion, to) if person not in told]
        told |= set(people)
        tell_all(
            dict.fromkeys(people),
            source=f"suggestion-{suggestion.id.hex}-{step.id}-{number}",
            kind=f"suggestion.{step.action}",
            title=news.title,
            text=news.text.format(**words),
            target=target(suggestion),
        )


def whom(suggestion: Suggestion, to: To) -> list[UUID]:
    """Accounts that hold the role today."""
    match to:
        case To.LEADER:
            return _of_deputies([suggestion.leader_id])
        case To.SECONDS | To.INVITED:
            answers = (Seconding.INVITED,) if to is To.INVITED else (Seconding.JOINED,)
            found = queries.cosigners(suggestion.id)
            return _of_deputies([deputy.id for cosigner, deputy in found if cosigner.answer in answers])
        case To.OFFICE:
            return office(suggestion)
        case To.MAIN | To.UNITS:
            return _of_units(suggestion, mains=to is To.MAIN)


def office(suggestion: Suggestion) -> list[UUID]:
    """Who reviews it; nobody while it is no more than a draft that was never handed in."""
    if suggestion.submitted_at is None:
        return []
    scope = f"area:{prefix_of(suggestion.area_code)}"
    return account_of(REVIEWERS[suggestion.level], scope=scope)


def _of_units(suggestion: Suggestion, *, mains: bool) -> list[UUID]:
    units = [
        u for u in queries.units(suggestion.id) if u.given.left_on is None and (u.given.is_main or not mains)
    ]
    return [
        account
        for unit in units
        for account in account_of(Role.HANDLER, Role.HANDLER_LEAD, scope=unit.department.scope)
    ]


def _of_deputies(ids: Iterable[UUID]) -> list[UUID]:
    return [account for found in ids for account in account_of(Role.DEPUTY, subject_id=found)]


def target(suggestion: Suggestion) -> Target:
    return Target("suggestion", suggestion.id, PAGE + str(suggestion.id))
