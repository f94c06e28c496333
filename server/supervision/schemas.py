"""Supervision in and out."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from server.core.http import Out
from server.core.parsing import Body
from server.core.text import Text, Words
from server.supervision.models import Meeting

Reason = Annotated[Words, Field(min_length=5, max_length=300)]
Doing = Literal["second", "respond", "decide", "meet", "lower", "lift"]


class Supervise(Body):
    """The second level says who read it as a lawyer, the fifth what is handed over."""

    level: Annotated[int, Field(ge=1, le=5)]
    text: Reason
    legal_review: Annotated[Text, Field(max_length=300)] = ""
    materials: Annotated[Text, Field(max_length=2000)] = ""


class AskFor(Body):
    """Why the offices should look."""

    text: Annotated[Words, Field(min_length=5, max_length=200)]


class Respond(Body):
    text: Annotated[Words, Field(min_length=10, max_length=1000)]


class Decide(Body):
    """What is missing has to be said where the answer is not enough."""

    is_enough: bool
    text: Annotated[Text, Field(max_length=300)] = ""


class Lift(Body):
    text: Reason


class Lower(Body):
    level: Annotated[int, Field(ge=1, le=4)]
    text: Reason


class Meet(Body):
    """Which meeting, when it was, and what came of it."""

    meeting: Meeting
    on: date
    outcome: Annotated[Words, Field(min_length=5, max_length=1000)]


class SupervisionOut(Out):
    id: UUID
    level: int
    reason: str
    opener: str
    opened_at: datetime
    waits_for_second: bool
    seconder: str | None
    legal_review: str | None
    materials: str | None
    response: str | None
    responder: str | None
    finding: str | None
    comment: str | None
    meeting: Meeting | None
    met_on: date | None
    outcome: str | None
    closed_at: datetime | None
    actions: list[Doing]


class Nothing(Body):
    """Nothing to fill in."""
