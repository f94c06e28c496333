"""What is said in a mediation, on the phone and in the console; and what its parties read of it."""

from __future__ import annotations

from datetime import date, datetime
from itertools import zip_longest
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from server.core.http import Out
from server.core.parsing import Body, Query
from server.core.text import Text, Words
from server.mediation.life import Action, State
from server.mediation.opening import Given
from server.mediation.service import Duty

Said = Annotated[Words, Field(min_length=2, max_length=1000)]
Why = Annotated[Words, Field(min_length=5, max_length=1000)]
Phone = Annotated[Text, Field(pattern=r"^$|^\+?\d[\d -]{6,18}\d$")]
Ticked = Literal["on"] | None


class AnswerMediation(Body):
    """A side's own yes or no to what is proposed."""

    agrees: bool
    text: Annotated[Text, Field(max_length=500)] = ""


class RevisitMediation(Body):
    """A side's own word on whether it was done."""

    is_kept: bool
    text: Annotated[Text, Field(max_length=500)] = ""


class FindMediations(Query):
    page: Annotated[int, Field(ge=1, le=1000)] = 1


class NewMediation(Query):
    message_id: UUID | None = None


class NoteMediation(Body):
    """What was said, for every side to read; or a note for the mediator alone."""

    text: Said
    is_private: bool = False


Name = Annotated[Text, Field(max_length=40)]


class SignalForm(Body):
    """`names` and `phones` are the lines of the sheet, side by side; empty ones count for nothing."""

    why: Why
    message_id: UUID | None = None
    mediator_id: UUID | None = None
    consent_record: Ticked = None
    names: list[Name] = []
    phones: list[Phone] = []

    @property
    def sides(self) -> list[Given]:
        lines = zip_longest(self.names, self.phones, fillvalue="")
        return [Given(name or "不愿留名", phone) for name, phone in lines if name or phone]

    @property
    def fields(self) -> dict[str, Any]:
        return {
            "why": self.why,
            "mediator_id": self.mediator_id,
            "consent_record": self.consent_record == "on",
            "parties": self.sides,
        }


class AppointForm(Body):
    mediator_id: UUID


class WordsForm(Body):
    text: Said
    is_private: Ticked = None


class PartyForm(Body):
    """One side more, who has no account."""

    name: Annotated[Words, Field(max_length=40)]
    phone: Phone = ""
    consent_record: Ticked = None


class ProposeForm(Body):
    """`positions`, `duties` and `untils` are the lines of the sheet, one for each side."""

    text: Why
    revisit_on: date
    positions: list[int] = []
    duties: list[Annotated[Text, Field(max_length=300)]] = []
    untils: list[date | Literal[""]] = []

    @property
    def sides(self) -> dict[int, Duty]:
        lines = zip(self.positions, self.duties, self.untils, strict=False)
        return {position: Duty(text, until or None) for position, text, until in lines}


class TakeAnswerForm(Body):
    position: int
    agrees: bool
    text: Annotated[Text, Field(max_length=500)] = ""


class FailForm(Body):
    text: Said
    go_to: Why


class RevisitForm(Body):
    is_kept: bool
    text: Said


class SideOut(Out):
    """`is_me` is the reader's own side."""

    position: int
    name: str
    is_me: bool
    duty: str | None
    until: date | None
    has_agreed: bool
    is_kept: bool | None


class StepOut(Out):
    action: Action
    at: datetime
    by: str
    text: str | None


class MediationRow(Out):
    """`waits_for_me`: the reader is asked for a word."""

    id: UUID
    number: str
    status: State
    mediator: str
    opened_at: datetime
    revisit_on: date | None
    waits_for_me: bool


class MediationOut(MediationRow):
    agreement: str | None
    go_to: str | None
    parties: list[SideOut]
    steps: list[StepOut]
    actions: list[Literal["answer", "revisit"]]


class TableSideOut(SideOut):
    """With the phone that was written down, for the mediator to call."""

    phone: str | None


class TableStepOut(StepOut):
    is_private: bool


class MediationTable(MediationRow):
    """All that the mediator reads. `may_note`: it goes on, and something may be written down."""

    why: str
    agreement: str | None
    go_to: str | None
    parties: list[TableSideOut]
    steps: list[TableStepOut]
    may_note: bool


class MediationFigures(Out):
    """`revisit_rate` is exact, `rate_words` rounded down to a tenth of a percent; neither while nothing is due."""

    all: int
    running: int
    settled: int
    due: int
    revisited: int
    revisit_rate: float | None
    rate_words: str | None
