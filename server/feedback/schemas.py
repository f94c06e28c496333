"""Feedback in and out; nothing of who said it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from server.core import clock
from server.core.http import Out
from server.core.parsing import Body, Query
from server.core.text import Words
from server.feedback.models import Feedback


class SayFeedback(Body):
    page: Annotated[str, Field(max_length=40, pattern=r"^[A-Za-z/-]*$")]
    version: Annotated[str, Field(max_length=20, pattern=r"^[\w.-]*$")]
    text: Annotated[Words, Field(min_length=2, max_length=500)]
    station_id: UUID | None = None


class AnswerFeedback(Body):
    text: Annotated[Words, Field(min_length=2, max_length=500)]


class FindFeedback(Query):
    page: Annotated[int, Field(ge=1, le=1000)] = 1


class FeedbackOut(Out):
    id: UUID
    text: str
    at: datetime
    answer: str | None
    answered_at: datetime | None

    @classmethod
    def of(cls, said: Feedback) -> FeedbackOut:
        return cls(
            id=said.id,
            text=said.text,
            at=clock.local(said.created_at),
            answer=said.answer or None,
            answered_at=clock.local(said.answered_at) if said.answered_at else None,
        )
