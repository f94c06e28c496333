"""Suggestions in and out."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from server.core.http import Out, Page
from server.core.parsing import Body, Query
from server.core.text import Text, Words
from server.messages.models import ResultClass
from server.suggestions.clocks import Level
from server.suggestions.life import Status
from server.suggestions.models import Seconding, Verdict
from server.suggestions.service import Words as Written
from server.suggestions.views import Doing
from server.uploads.schemas import UploadOut

AreaCode = Annotated[str, Field(pattern=r"^[0-9]{12}$")]


class WriteSuggestion(Body):
    """A draft may lack anything."""

    level: Level
    area_code: AreaCode
    title: Annotated[Text, Field(max_length=60)] = ""
    category: Annotated[str, Field(max_length=3)] = "C99"
    cause: Annotated[Text, Field(max_length=500)] = ""
    content: Annotated[Text, Field(max_length=5000)] = ""
    proposal: Annotated[Text, Field(max_length=5000)] = ""
    confidential: bool = False

    @property
    def words(self) -> Written:
        return Written(**self.model_dump(exclude={"level", "area_code"}))


class TurnMessage(Body):
    """Which letter; `deputy_id` names the leader where an office turns it."""

    message_id: UUID
    deputy_id: UUID | None = None


class InviteDeputies(Body):
    """Nobody more means: those who were asked before are asked again."""

    deputy_ids: Annotated[list[UUID], Field(max_length=50)] = []


class SecondSuggestion(Body):
    joins: bool


class ReviseSuggestion(Body):
    """Nothing to fill in."""


class SubmitSuggestion(Body):
    """Nothing to fill in."""


class WithdrawSuggestion(Body):
    text: Annotated[Text, Field(max_length=500)] = ""


class EvaluateSuggestion(Body):
    result: Verdict
    attitude: Verdict
    text: Annotated[Text, Field(max_length=500)] = ""


class AgreeToSuggestion(Body):
    consent: bool


class SuggestionQuery(Query):
    cursor: Annotated[str, Field(pattern=r"^\d{1,6}$")] | None = None


class ColleagueQuery(Query):
    q: Annotated[Words, Field(min_length=1, max_length=20)]


class Named(Out):
    id: UUID
    name: str


class AddresseeOut(Out):
    level: Level
    area_code: str
    name: str


class CategoryOut(Out):
    code: str
    name: str


class BeginOut(Out):
    """What a deputy chooses from before writing."""

    addressees: list[AddresseeOut]
    categories: list[CategoryOut]


class CosignerOut(Named):
    answer: Seconding


class UnitOut(Out):
    name: str
    is_main: bool


class VerdictsOut(Out):
    result: Verdict
    attitude: Verdict
    text: str | None
    at: datetime


class AnswerOut(Out):
    """The written answer as its unit's lead signed it."""

    result: ResultClass
    text: str
    promised_on: date | None
    by: str
    unit: str
    at: datetime
    file: UploadOut | None
    evaluation: VerdictsOut | None


class SuggestionStepOut(Out):
    action: str
    at: datetime
    by: str
    text: str | None


class SuggestionLine(Out):
    id: UUID
    number: str
    title: str
    status: Status
    level: Level
    leader: Named
    is_mine: bool
    due_on: date | None
    waits_for_me: bool
    created_at: datetime


class SuggestionOut(SuggestionLine):
    area_code: str
    addressee: str
    category: str
    category_name: str
    cause: str
    content: str
    proposal: str
    confidential: bool
    promised_on: date | None
    cosigners: list[CosignerOut]
    units: list[UnitOut]
    answers: list[AnswerOut]
    steps: list[SuggestionStepOut]
    origin: str | None
    actions: list[Doing]


class SuggestionPage(Page[SuggestionLine]):
    waiting: int


class ColleaguesOut(Out):
    deputies: list[Named]


class AskedOut(Out):
    """What a letter's author was asked, and what they see of the suggestion once they agreed."""

    consent: bool | None
    asked_at: datetime
    leader: str
    title: str | None
    status: Status | None
    answer: str | None
    result: ResultClass | None
