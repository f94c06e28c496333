"""What the console's forms about duties send."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from server.activities.kinds import DutyKind
from server.core import clock
from server.core.parsing import Body
from server.core.text import Text, Words
from server.duties.schemas import Because

Deputies = Annotated[list[UUID], Field(max_length=300)]


class EnterForm(Body):
    activity_id: UUID
    deputy_id: UUID | None = None
    deputy_ids: Deputies = []

    @property
    def everybody(self) -> list[UUID]:
        return [*self.deputy_ids, *([self.deputy_id] if self.deputy_id else [])]


class ReceptionForm(Body):
    """`number` is the letter's, as people say it."""

    number: Annotated[Words, Field(min_length=4, max_length=30)]
    on: date
    deputy_ids: Deputies = []

    @property
    def moment(self) -> datetime:
        """Nobody says the hour: now on the same day, else noon."""
        now = clock.now()
        is_today = self.on == clock.local(now).date()
        return now if is_today else datetime.combine(self.on, time(12), clock.ZONE)


class DecideForm(Because):
    is_granted: bool


class CorrectForm(Because):
    """Every field as it shall stand; the day changes, the hour stays."""

    kind: DutyKind
    title: Annotated[Words, Field(min_length=2, max_length=80)]
    on: date
    place: Annotated[Text, Field(max_length=120)] = ""

    def changes(self, before: datetime) -> dict[str, Any]:
        was = clock.local(before)
        at = datetime.combine(self.on, was.timetz())
        values = {"kind": self.kind, "title": self.title, "place": self.place, "reason": self.reason}
        return values | {"at": at if self.on != was.date() else None}
