"""Supervision in and out."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from server.core.http import Out
from server.core.parsing import Body
from server.core.text import Text, Words


class Supervise(Body):
    level: Literal[1, 2, 3, 4, 5]
    text: Annotated[Words, Field(min_length=5, max_length=300)]


class Respond(Body):
    text: Annotated[Words, Field(min_length=10, max_length=1000)]


class Decide(Body):
    """What is missing has to be said where the answer is not enough."""

    is_enough: bool
    text: Annotated[Text, Field(max_length=300)] = ""


class Lift(Body):
    text: Annotated[Words, Field(min_length=5, max_length=300)]


class SupervisionOut(Out):
    id: UUID
    level: int
    reason: str
    opener: str
    opened_at: datetime
    waits_for_second: bool
    seconder: str | None
    response: str | None
    responder: str | None
    finding: str | None
    comment: str | None
    closed_at: datetime | None


class Nothing(Body):
    """Nothing to fill in."""
