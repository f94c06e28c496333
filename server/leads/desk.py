"""Leads on the console's desk: what a letter is turned into, the register, one lead."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any, Literal
from uuid import UUID

from flask import Response, flash, url_for
from pydantic import Field

from server.core import clock
from server.core.actor import Actor
from server.core.pages import go, page
from server.core.parsing import Body, Query
from server.core.text import Text, summary
from server.leads import kinds, register, views
from server.leads.kinds import LeadKind
from server.leads.life import STATUS_WORDS, LeadAction as A, LeadStatus as S
from server.leads.models import Lead
from server.leads.register import View
from server.messages.models import Message

VIEW_WORDS = {
    View.OPEN: ("还没定的", "clock"),
    View.AGREED: ("采纳的", "check"),
    View.NOT_ADOPTED: ("没采纳的", "stop"),
    View.ALL: ("全部", "list"),
}
TONES = {
    S.RECEIVED: "info",
    S.REVIEWING: "info",
    S.ADOPTED: "ok",
    S.PARTLY_ADOPTED: "ok",
    S.NOT_ADOPTED: "",
    S.FULFILLED: "ok",
    S.UNFULFILLED: "",
}
STEP_WORDS = {
    A.OPEN: "由来信转来",
    A.JOIN: "又并进一封来信",
    A.REVIEW: "开始看",
    A.ADOPT: "采纳",
    A.PARTLY: "部分采纳",
    A.DECLINE: "不采纳",
    A.FULFIL: "圆了",
    A.GIVE_UP: "没圆成",
    A.HAND_ON: "改由另一级来定",
}
SHORTEST = timedelta(days=1)


class ChooseKind(Query):
    kind: LeadKind = LeadKind.PROJECT_LEAD


class JoinForm(Body):
    lead_id: UUID


class DecideForm(Body):
    """`is_none` is ticked for a comment that is none: about something else, or the same again."""

    action: Literal[A.ADOPT, A.PARTLY, A.DECLINE]
    text: Annotated[Text, Field(max_length=2000)] = ""
    is_none: Annotated[str, Field(max_length=5)] | None = None


def words() -> dict[str, Any]:
    """The tables of words that the templates look things up in."""
    return {
        "sheets": kinds.SHEETS,
        "field_words": kinds.FIELD_WORDS,
        "size_words": kinds.SIZE_WORDS,
        "wish_words": kinds.WISH_WORDS,
        "level_words": kinds.LEVEL_WORDS,
        "status_words": STATUS_WORDS,
        "tones": TONES,
        "step_words": STEP_WORDS,
        "view_words": VIEW_WORDS,
        "wish_most": kinds.MOST_OF_A_WISH,
        "light_of": views.light_of,
    }


def turned(actor: Actor, message: Message, kind: LeadKind) -> str:
    """The form of one kind, its words prefilled from the letter without its author."""
    content = views.words_of(message)
    today = clock.today()
    return page(
        "leads/turn.html",
        message=message,
        kind=kind,
        sheet=kinds.SHEETS[kind],
        title=summary(content, views.LONGEST_TITLE),
        content=content,
        is_open=views.may_be_turned(message),
        to_join=register.to_join(actor, kind),
        first_day=today + SHORTEST,
        last_day=today + kinds.WISH_WITHIN,
        **words(),
    )


def listed(actor: Actor, find: register.FindLeads) -> str:
    found = register.lines(actor, find)
    return page(
        "leads/list.html",
        find=find,
        counts=register.counts(actor, find),
        lines=found[: register.PER_PAGE],
        has_more=len(found) > register.PER_PAGE,
        **words(),
    )


def opened(actor: Actor, lead: Lead) -> str:
    return page("leads/case.html", one=views.lead_out(actor, lead), **words())


def done(lead: Lead, said: str) -> Response:
    """Back to its page, with what happened said once."""
    flash(said)
    return go(url_for("leads_pages.case", lead_id=lead.id))
