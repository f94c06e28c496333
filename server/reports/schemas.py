"""Reports in and out. There is no field that counts looks, likes or shares, here or anywhere (R4-19, F06)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, Field

from server.core.http import Out
from server.core.parsing import Body, Query
from server.core.text import Text, Words
from server.papers.marks import LONGEST, Section, Texts
from server.reports.life import ReportStatus, Way
from server.reports.models import Answer
from server.reports.writing import SECTIONS

Year = Annotated[int, Field(ge=2000, le=2100)]
Link = Annotated[Text, Field(max_length=300)]


class DraftReport(Body):
    year: Year | None = None


class EditReport(Body):
    """By section; one that is absent stays as it is, and nothing at all says: I have read it, leave it so."""

    opening: Annotated[Words, Field(max_length=LONGEST)] | None = None
    did: Annotated[Words, Field(max_length=LONGEST)] | None = None
    heard: Annotated[Words, Field(max_length=LONGEST)] | None = None
    proposed: Annotated[Words, Field(max_length=LONGEST)] | None = None
    next: Annotated[Words, Field(max_length=LONGEST)] | None = None

    @property
    def texts(self) -> Texts:
        return {key: value for key in SECTIONS if (value := getattr(self, key)) is not None}


class ScheduleReport(Body):
    way: Way
    presents_at: AwareDatetime
    station_id: UUID | None = None
    place: Annotated[Text, Field(max_length=120)] = ""
    live_url: Link = ""


class AskReport(Body):
    content: Annotated[Words, Field(min_length=5, max_length=500)]


class CastVote(Body):
    answer: Answer


class Belong(Body):
    station_id: UUID


class FindReports(Query):
    """Of a station, or of a deputy."""

    station: UUID | None = None
    deputy: UUID | None = None


class Nothing(Body):
    """Nothing to fill in."""


class NamedOut(Out):
    id: UUID
    name: str


class SectionOut(Out):
    key: str
    title: str
    text: str


class DraftSection(SectionOut):
    """`source` has marks in the place of numbers; the deputy edits that one."""

    source: str
    is_edited: bool

    @classmethod
    def of(cls, one: Section) -> DraftSection:
        return cls(key=one.key, title=one.title, text=one.text, source=one.source, is_edited=one.is_edited)


class KindCount(Out):
    name: str
    count: int


class ResultOut(Out):
    """Three sums; absent below ten votes, and while it is open."""

    satisfied: int
    basic: int
    unsatisfied: int
    total: int


class ReportLine(Out):
    id: UUID
    title: str
    year: int
    status: ReportStatus
    status_words: str
    deputy: NamedOut
    station: NamedOut
    way: Way | None
    way_words: str
    presents_at: datetime | None


class ReportList(Out):
    items: list[ReportLine]


class ReportOut(ReportLine):
    """As voters see it: announced, then with its words, then with what voters said."""

    deputy_title: str
    constituency: str
    place: str
    live_url: str
    sections: list[SectionOut]
    months: list[int]
    kinds: list[KindCount]
    suggestions: list[str]
    closes_on: date | None
    is_open: bool
    may_vote: bool
    has_voted: bool
    belongs_to: UUID | None
    """The station that the reader said they belong to."""
    result: ResultOut | None
    least: int


class OwnReport(ReportLine):
    """As its deputy sees it."""

    sections: list[DraftSection]
    marks: dict[str, str]
    months: list[int]
    kinds: list[KindCount]
    suggestions: list[str]
    place: str
    live_url: str
    stations: list[NamedOut]
    closes_on: date | None
    questions: int
    result: ResultOut | None
    least: int
    actions: list[str]


class QuestionOut(Out):
    """The letter that the question became; a guest looks it up by `pin`."""

    message_id: UUID
    number: str
    pin: str | None
