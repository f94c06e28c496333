"""What the console's forms about suggestions may say."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from server.core.errors import InvalidInput
from server.core.parsing import Body, Query
from server.core.text import Text, Words
from server.messages.models import ResultClass
from server.suggestions.clocks import Level
from server.suggestions.handling import Answer
from server.suggestions.schemas import AreaCode
from server.suggestions.service import Words as Written

Long = Annotated[Text, Field(max_length=5000)]
Why = Annotated[Words, Field(min_length=4, max_length=1000)]
Maybe = Annotated[Text, Field(max_length=500)]


class WriteForm(Body):
    """`to` names level and area, as `county-330111000000`."""

    to: Annotated[str, Field(pattern=r"^[a-z_]+-[0-9]{12}$")]
    title: Annotated[Text, Field(max_length=60)] = ""
    category: Annotated[str, Field(max_length=3)] = "C99"
    cause: Maybe = ""
    content: Long = ""
    proposal: Long = ""
    confidential: Annotated[str, Field(max_length=5)] | None = None

    @property
    def words(self) -> Written:
        given = self.model_dump(exclude={"to", "confidential"})
        return Written(**given, confidential=self.confidential is not None)

    @property
    def addressee(self) -> tuple[Level, AreaCode]:
        level, _, area_code = self.to.partition("-")
        try:
            return Level(level), area_code
        except ValueError:
            raise InvalidInput(
                "suggestion.addressee", "请选交给哪里。", fields={"to": "请选交给哪里"}
            ) from None


class FindColleague(Query):
    who: Annotated[Text, Field(max_length=20)] | None = None


class InviteForm(Body):
    deputy_ids: Annotated[list[UUID], Field(max_length=50)] = []


class SecondForm(Body):
    joins: bool


class WithdrawForm(Body):
    text: Maybe = ""


class SendBackForm(Body):
    text: Why


class DispatchForm(Body):
    """One main unit; the supporting ones stand in a list in which empty lines mean nothing."""

    main: UUID
    supporting: Annotated[list[UUID], Field(max_length=6)] = []
    text: Maybe = ""


class DecideForm(Body):
    is_granted: bool
    comment: Maybe = ""


class ReturnForm(Body):
    better_id: UUID
    reason: Why


class OpineForm(Body):
    text: Annotated[Words, Field(min_length=5, max_length=5000)]


class ExtensionForm(Body):
    months: Annotated[int, Field(ge=1, le=3)]
    reason: Why


class AnswerForm(Body):
    result: ResultClass
    text: Annotated[Words, Field(min_length=10, max_length=5000)]
    promised_on: date | None = None
    upload_ids: Annotated[list[UUID], Field(max_length=1)] = []

    @property
    def answer(self) -> Answer:
        upload_id = self.upload_ids[0] if self.upload_ids else None
        return Answer(result=self.result, text=self.text, promised_on=self.promised_on, upload_id=upload_id)


class PushBackForm(Body):
    comment: Why


class RollForm(Body):
    until: date
    reason: Why


class FulfilForm(Body):
    text: Why


class TurnForm(Body):
    deputy_id: UUID | None = None
