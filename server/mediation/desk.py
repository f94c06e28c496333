"""The console's view of a mediation: words and tones, what this person may do now, and one page of the list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import url_for
from flask.typing import ResponseReturnValue

from server.areas.queries import get as get_area
from server.core.actor import Actor
from server.core.pages import go, page
from server.core.permissions import Permission
from server.core.text import share_words
from server.mediation import queries
from server.mediation.life import WORKFLOW, Action, State
from server.mediation.models import Mediation, MediationStep, Party
from server.mediation.opening import MOST_PARTIES, Slip
from server.mediation.queries import Candidate
from server.messages import queries as messages
from server.messages.models import Message
from server.stations.queries import get as get_station

STATE_WORDS = {
    State.SIGNALLED: "苗头，等定调解员",
    State.MEDIATING: "调解中",
    State.PROPOSED: "等各方同意",
    State.AGREED: "已达成，等回访",
    State.KEPT: "回访过，做到了",
    State.BROKEN: "回访过，没做到",
    State.FAILED: "没谈成",
    State.DROPPED: "不用调解",
}
STATE_TONES = {
    State.SIGNALLED: "warn",
    State.MEDIATING: "info",
    State.PROPOSED: "info",
    State.AGREED: "ok",
    State.KEPT: "ok",
    State.BROKEN: "bad",
}
STEP_WORDS = {
    Action.SIGNAL: "标为苗头",
    Action.APPOINT: "定调解员",
    Action.DROP: "不用调解",
    Action.MEET: "会议记录",
    Action.NOTE: "调解员手记",
    Action.PROPOSE: "写好协议",
    Action.AGREE: "同意",
    Action.SETTLE: "达成协议",
    Action.DECLINE: "不同意",
    Action.FAIL: "没谈成",
    Action.ANSWER: "回访时说",
    Action.KEEP: "回访：做到了",
    Action.BREAK: "回访：没做到",
    Action.RESUME: "再谈",
}
KEY_STEPS = (Action.SIGNAL, Action.SETTLE, Action.KEEP, Action.BREAK, Action.FAIL)


@dataclass(frozen=True, slots=True)
class Inside:
    """All that the mediator reads."""

    parties: list[Party]
    phones: Mapping[int, str]
    steps: list[MediationStep]


@dataclass(frozen=True, slots=True)
class Opened:
    """One of them, as much of it as this person may see: `inside` only for its mediator, `why` also for its opener."""

    mediation: Mediation
    inside: Inside | None
    is_opener: bool
    may: frozenset[str]
    candidates: list[Candidate]


def listed(actor: Actor, number: int) -> str:
    found = queries.listed(actor, number)
    more = len(found) > queries.PER_PAGE
    figures = queries.figures(actor) if actor.may(Permission.MEDIATION_COUNT) else None
    return page(
        "mediation/list.html",
        found=found[: queries.PER_PAGE],
        number=number,
        more=more,
        figures=figures,
        rate=share_words(figures.revisited, figures.due) if figures else None,
        opens=lambda one: is_mediator(actor, one) or is_opener(actor, one),
        **words(),
    )


def sheet(actor: Actor, message_id: UUID | None) -> str:
    """The empty sheet: with a letter or without one."""
    message = messages.get(actor, message_id) if message_id else None
    candidates = queries.candidates(area_of(actor, message))
    return page("mediation/new.html", message=message, candidates=candidates, most=MOST_PARTIES)


def opened(actor: Actor, mediation_id: UUID) -> str:
    return page("mediation/case.html", view=view(actor, queries.get_known(actor, mediation_id)), **words())


def view(actor: Actor, mediation: Mediation) -> Opened:
    conducts, opener = is_mediator(actor, mediation), is_opener(actor, mediation)
    possible = {action.value for action in WORKFLOW.actions(mediation.status)}
    may = possible - {"appoint", "drop"} if conducts else set()
    if opener:
        may |= possible & {"appoint", "drop"}
    inside = None
    if conducts:
        parties, steps = queries.parties_of(mediation.id), queries.steps_of(mediation.id)
        inside = Inside(parties, queries.phones_of(mediation.id), steps)
    candidates = queries.candidates(mediation.area_code) if "appoint" in may else []
    return Opened(mediation, inside, opener, frozenset(may), candidates)


def slips(mediation: Mediation, told: list[Slip]) -> ResponseReturnValue:
    """The codes are shown once; without any one goes on to the case."""
    if not told:
        return go(url_for("mediation_pages.case", mediation_id=mediation.id))
    return page("mediation/slips.html", one=mediation, slips=told, **words())


def is_mediator(actor: Actor, mediation: Mediation) -> bool:
    return actor.role in queries.MEDIATORS and mediation.mediator_id == actor.account_id


def is_opener(actor: Actor, mediation: Mediation) -> bool:
    return actor.role in queries.OPENERS and mediation.opener_id == actor.account_id


def area_of(actor: Actor, message: Message | None = None) -> str:
    """Where it is: the letter's place, one's own station's, or one's own area."""
    if message is not None:
        return message.area_code
    if actor.station_id:
        return get_station(actor.station_id).area_code
    return get_area(actor.area_prefix or "").code


def words() -> dict[str, Any]:
    return {
        "state_words": STATE_WORDS,
        "state_tones": STATE_TONES,
        "step_words": STEP_WORDS,
        "key_steps": KEY_STEPS,
    }
