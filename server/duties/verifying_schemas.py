"""What waits for a second person, in and out."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from server.core import clock
from server.core.http import Out
from server.core.parsing import Body, Query
from server.duties import cases
from server.duties.models import Duty
from server.duties.schemas import DutyCase, DutyOut
from server.duties.verifying import WHY_WORDS, Refusal, Waiting, Why, why

AT_ONCE = 50


class WaitingQuery(Query):
    cursor: Annotated[str, Field(pattern=r"^\d{1,6}$")] | None = None


class ConfirmDuties(Body):
    duty_ids: Annotated[list[UUID], Field(min_length=1, max_length=AT_ONCE)]


class WaitingOut(DutyOut):
    """`actions` are what this reader may do now; none where another person decides."""

    deputy: str
    why: Why
    why_words: str
    actions: list[str]

    @classmethod
    def told(cls, one: Waiting) -> WaitingOut:
        reason = why(one.duty)
        shown = DutyOut.of(one.duty, one.station).model_dump()
        return cls(**shown, deputy=one.deputy, why=reason, why_words=WHY_WORDS[reason], actions=one.actions)


class WaitingCase(DutyCase):
    """One record with its history and pictures, for whoever confirms it."""

    deputy: str
    why: Why
    why_words: str

    @classmethod
    def told(cls, one: Waiting) -> WaitingCase:
        reason = why(one.duty)
        shown = cases.of(one.duty).model_dump() | {"actions": one.actions}
        return cls(**shown, deputy=one.deputy, why=reason, why_words=WHY_WORDS[reason])


class ArrivalOut(Out):
    """`left_at` only where somebody said so; nobody guesses it."""

    deputy_id: UUID
    duty_id: UUID
    left_at: datetime | None

    @classmethod
    def of(cls, duty: Duty) -> ArrivalOut:
        left_at = clock.local(duty.left_at) if duty.left_at else None
        return cls(deputy_id=duty.deputy_id, duty_id=duty.id, left_at=left_at)


class RefusalOut(Out):
    id: UUID
    text: str


class ConfirmedOut(Out):
    """Which now count, and which could not be confirmed with the words to say."""

    done: list[UUID]
    refused: list[RefusalOut]

    @classmethod
    def of(cls, done: list[UUID], refused: list[Refusal]) -> ConfirmedOut:
        return cls(done=done, refused=[RefusalOut(id=one.duty_id, text=one.text) for one in refused])
