"""Duty records in and out, and a year told in words."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, Field

from server.activities.kinds import KINDS, DutyKind
from server.activities.schemas import ActivityLine, StationName
from server.core import clock
from server.core.http import Out, Page
from server.core.parsing import Body, Query
from server.duties.models import Duty, DutyHow, DutySource, DutyStatus
from server.duties.progress import Line
from server.duties.queries import Year

HOW_WORDS = {
    DutyHow.STATIC: "扫墙上的码",
    DutyHow.ROTATING: "扫屏幕上的码",
    DutyHow.FACE: "联络员当面扫码",
    DutyHow.STAFF: "联络员代登",
    DutyHow.IMPORT: "自动汇入",
    DutyHow.SELF: "自己补登",
}
CodeText = Annotated[str, Field(min_length=1, max_length=200)]


class ScanDuty(Body):
    code: CodeText
    activity_id: UUID | None = None
    kind: DutyKind | None = None
    scanned_at: AwareDatetime | None = None
    nonce: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{8,64}$")] | None = None


class MeetDuty(Body):
    """The liaison scanned what the deputy's phone shows. `station_id` is for who looks after several."""

    code: CodeText
    station_id: UUID | None = None
    activity_id: UUID | None = None


class LeaveDuty(Body):
    code: CodeText


class FaceOut(Out):
    """`picture` is the code drawn, as a data address; it changes after `seconds`."""

    code: str
    picture: str
    seconds: int


class EnterDuty(Body):
    deputy_id: UUID
    activity_id: UUID


class TodayQuery(Query):
    code: CodeText


class DutyQuery(Query):
    box: Annotated[str, Field(pattern="^mine$")] = "mine"
    year: Annotated[int, Field(ge=2000, le=2100)] | None = None
    cursor: Annotated[str, Field(pattern=r"^\d{1,6}$")] | None = None


class DutyOut(Out):
    id: UUID
    kind: DutyKind
    kind_name: str
    title: str
    status: DutyStatus
    source: DutySource
    how: DutyHow
    how_words: str
    station: StationName
    at: datetime
    left_at: datetime | None

    @classmethod
    def of(cls, duty: Duty, station_name: str) -> DutyOut:
        return cls(
            id=duty.id,
            kind=duty.kind,
            kind_name=KINDS[duty.kind].name,
            title=duty.title,
            status=duty.status,
            source=duty.source,
            how=duty.how,
            how_words=HOW_WORDS[duty.how],
            station=StationName(id=duty.station_id, name=station_name),
            at=clock.local(duty.at),
            left_at=clock.local(duty.left_at) if duty.left_at else None,
        )


class MeetOut(DutyOut):
    """With whom, for the liaison's phone to say."""

    deputy: str


class TodayActivity(ActivityLine):
    is_chosen: bool
    duty_id: UUID | None


class TodayOut(Out):
    """`code` is what to send with the tap: a changing code stands there as a ticket that lasts ten minutes."""

    code: str
    station: StationName
    activities: list[TodayActivity]


class MonthOut(Out):
    month: int
    confirmed: int
    pending: int


class KindOut(Out):
    kind: DutyKind
    kind_name: str
    count: int


class YearOut(Out):
    """A year in words and dots. There is no total to compare anybody by (F01)."""

    year: int
    sentence: str
    months: list[MonthOut]
    kinds: list[KindOut]

    @classmethod
    def of(cls, number: int, year: Year) -> YearOut:
        months = [
            MonthOut(month=m, confirmed=c[DutyStatus.CONFIRMED], pending=c[DutyStatus.PENDING])
            for m, c in year.months.items()
        ]
        # in the order of the table of kinds, never by how often
        kinds = [
            KindOut(kind=kind, kind_name=KINDS[kind].name, count=year.kinds[kind])
            for kind in KINDS
            if year.kinds[kind]
        ]
        return cls(year=number, sentence=sentence(year), months=months, kinds=kinds)


class YearQuery(Query):
    year: Annotated[int, Field(ge=2000, le=2100)] | None = None


class ProgressOut(Out):
    """One thing that the area asks of every deputy: done, or how it stands. Never a number to compare (F01)."""

    key: str
    name: str
    words: str
    is_met: bool


class OverviewOut(Out):
    items: list[ProgressOut]

    @classmethod
    def of(cls, lines: list[Line]) -> OverviewOut:
        return cls(
            items=[
                ProgressOut(key=one.key, name=one.name, words=one.words, is_met=one.is_met) for one in lines
            ]
        )


class DutyPage(Page[DutyOut]):
    year: YearOut


def sentence(year: Year) -> str:
    """今年接待街坊 6 次，走访 9 次，回信 14 封。"""
    parts = [
        f"{KINDS[kind].phrase} {year.kinds[kind]} {KINDS[kind].unit}" for kind in KINDS if year.kinds[kind]
    ]
    return "这一年" + "，".join(parts) + "。" if parts else "这一年还没有记录。"
