"""Visits in and out."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from server.core.http import Out
from server.core.parsing import Body, Query
from server.core.text import Reason, Text, Words
from server.messages.walkin_models import TakenHow
from server.messages.walkin_schemas import WalkInForm
from server.visits.kinds import Frequency, VisitList
from server.visits.life import VisitAction, VisitStatus
from server.visits.service import Plan

Long = Annotated[Words, Field(min_length=2, max_length=500)]


class FindVisits(Query):
    """`kind` is one of the five lists; `late` those that should have come or been kept."""

    kind: VisitList | None = None
    status: VisitStatus | None = None
    year: Annotated[int, Field(ge=2000, le=2099)] | None = None
    page: Annotated[int, Field(ge=1, le=10_000)] = 1


class PlanForm(Body):
    """A line of the yearly plan; the console sends lists of units and deputies."""

    station_id: UUID
    kind: VisitList
    frequency: Frequency = Frequency.ONCE
    who: Annotated[Words, Field(min_length=2, max_length=60)]
    topic: Annotated[Words, Field(min_length=2, max_length=100)]
    content: Annotated[Text, Field(max_length=500)] = ""
    planned_on: date
    department_id: UUID | None = None
    unit_ids: Annotated[list[UUID], Field(max_length=30)] = []
    deputy_ids: Annotated[list[UUID], Field(max_length=100)] = []

    @property
    def plan(self) -> Plan:
        return Plan(
            kind=self.kind,
            frequency=self.frequency,
            who=self.who,
            topic=self.topic,
            planned_on=self.planned_on,
            content=self.content,
            department_id=self.department_id,
        )


class MoveForm(Body):
    planned_on: date
    reason: Reason


class HoldForm(Body):
    held_on: date
    findings: Annotated[Words, Field(min_length=5, max_length=2000)]
    deputy_ids: Annotated[list[UUID], Field(max_length=100)] = []


class IssueForm(Body):
    words: Annotated[Words, Field(min_length=5, max_length=300)]


class RespondForm(Body):
    answer: Long
    department_id: UUID | None = None
    due_on: date | None = None


class LinkForm(Body):
    number: Annotated[Text, Field(min_length=6, max_length=20)]


class KeepForm(Body):
    result: Annotated[Words, Field(min_length=5, max_length=500)]


class CloseForm(Body):
    text: Annotated[Text, Field(max_length=500)] = ""


class HandInForm(WalkInForm):
    """A matter that came up as a letter: like what is said at the counter, to the station or a deputy who sits there."""

    how: Literal[TakenHow.ONSITE] = TakenHow.ONSITE
    deputy_id: UUID | None = None


class NothingMore(Body):
    """Nothing to fill in."""


class VisitLine(Out):
    id: UUID
    kind: VisitList
    who: str
    topic: str
    station: str
    area_code: str
    planned_on: date
    held_on: date | None
    status: VisitStatus
    status_words: str


class Choice(Out):
    id: UUID
    name: str


class VisitChoices(Out):
    """Units of the county that are open, by name; `deputies` were asked to it or sit at the station."""

    units: list[Choice]
    deputies: list[Choice]


class IssueOut(Out):
    """`number` of the letter that it goes the way of, for those who may open it; `by_letter` for everybody."""

    id: UUID
    serial: int
    words: str
    answer: str | None
    unit: str | None
    due_on: date | None
    kept_on: date | None
    result: str | None
    by_letter: bool
    number: str | None


class VisitStepOut(Out):
    action: VisitAction
    at: datetime
    by: str
    text: str | None


class VisitOut(VisitLine):
    frequency: Frequency
    content: str | None
    unit: str | None
    units: list[str]
    deputies: list[str]
    first_planned_on: date
    findings: str | None
    is_public: bool
    issues: list[IssueOut]
    steps: list[VisitStepOut]
    actions: list[VisitAction]
    """What this reader may do now."""


class PublicIssue(Out):
    words: str
    answer: str | None
    unit: str | None
    due_on: date | None
    kept_on: date | None
    result: str | None
    by_letter: bool


class PublicVisit(Out):
    """What residents read; nobody is named but the office that came."""

    kind: VisitList
    kind_words: str
    who: str
    topic: str
    held_on: date
    issues: list[PublicIssue]


class PublicVisits(Out):
    """`is_open`: whether this county shows them at all."""

    is_open: bool
    items: list[PublicVisit]


class VisitShare(Out):
    """`rate` is exact, `words` rounded down to a tenth of a percent; neither while there is nothing."""

    done: int
    all: int
    rate: float | None
    words: str | None


class VisitRates(Out):
    held: VisitShare
    kept: VisitShare
