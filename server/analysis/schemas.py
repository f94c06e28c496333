"""What the pages of analyses take in, and what whoever may read one gets by JSON."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from server.analysis.models import Addressee, AnalysisState
from server.core.http import Out, Page
from server.core.parsing import Body, Query
from server.core.text import Text, Words
from server.papers.marks import LONGEST, Texts

Section = Annotated[Text, Field(max_length=LONGEST)]


class FindAnalyses(Query):
    month: date | None = None
    page: Annotated[int, Field(ge=1, le=500)] = 1


class EditText(Body):
    """The words of one section or of several; what is not given stays."""

    opening: Section | None = None
    handling: Section | None = None
    hot: Section | None = None
    open: Section | None = None
    went: Section | None = None
    asked: Section | None = None

    @property
    def texts(self) -> Texts:
        return {key: text for key, text in self.model_dump().items() if text is not None}


class ChoosePoint(Body):
    to: Addressee
    message_id: UUID | None = None
    text: Annotated[Text, Field(max_length=300)] = ""


class AnswerPoint(Body):
    text: Annotated[Words, Field(min_length=2, max_length=500)]


class AnalysisRow(Out):
    """One station's month: how many matters were passed up, and of how many one knows what became of them."""

    id: UUID
    station_id: UUID
    station: str
    month: date
    title: str
    state: AnalysisState
    forwarded: int
    answered: int
    sent_at: datetime | None


class AnalysisPage(Page[AnalysisRow]):
    """The newest month first, stations by area code and name; `next` is the number of the following page."""


class TableOut(Out):
    title: str
    headings: list[str]
    rows: list[list[str]]


class SectionOut(Out):
    """`is_edited`: other than the system wrote it."""

    key: str
    title: str
    paragraphs: list[str]
    is_edited: bool
    matters: list[str]
    tables: list[TableOut]


class RateOut(Out):
    """As it stood when the analysis was written."""

    name: str
    shown: str
    parts: str


class PointOut(Out):
    id: UUID
    to: Addressee
    text: str
    outcome: str | None
    answered_by: str | None
    answered_at: datetime | None


class AnalysisOut(AnalysisRow):
    as_of: datetime
    sender: str | None
    rates: list[RateOut]
    sections: list[SectionOut]
    passed_up: list[PointOut]
    definitions: str
