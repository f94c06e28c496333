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
from server.core.text import Reason, Text, Words
from server.duties.life import DutyAction, DutyStatus
from server.duties.models import Duty, DutyHow, DutySource, DutyStep
from server.duties.progress import Line
from server.duties.queries import Year
from server.uploads.schemas import UploadOut

HOW_WORDS = {
    DutyHow.STATIC: "扫墙上的码",
    DutyHow.ROTATING: "扫屏幕上的码",
    DutyHow.FACE: "联络员当面扫码",
    DutyHow.STAFF: "联络员代登",
    DutyHow.IMPORT: "自动汇入",
    DutyHow.SELF: "自己补登",
}
STATUS_WORDS = {
    DutyStatus.DRAFT: "草稿",
    DutyStatus.PENDING: "等核实",
    DutyStatus.CONFIRMED: "已核",
    DutyStatus.ARCHIVED: "已封存",
    DutyStatus.REJECTED: "没有核实",
    DutyStatus.APPEALED: "申诉中",
    DutyStatus.REJECTED_FINAL: "申诉没有通过",
    DutyStatus.REVOKED: "作废",
}
ACTION_WORDS = {
    DutyAction.SUBMIT: "交上去了",
    DutyAction.CONFIRM: "核实了",
    DutyAction.REJECT: "没有核实",
    DutyAction.APPEAL: "代表申诉",
    DutyAction.GRANT: "申诉通过，算数",
    DutyAction.REFUSE: "申诉没有通过",
    DutyAction.CORRECT: "更正",
    DutyAction.STRIKE: "作废",
    DutyAction.REVOKE: "代表撤回",
    DutyAction.SEAL: "封存",
    DutyAction.UNSEAL: "解封",
}
FIELD_WORDS = {"kind": "类型", "title": "内容", "at": "时间", "place": "地点"}
CodeText = Annotated[str, Field(min_length=1, max_length=200)]


class ScanDuty(Body):
    code: CodeText
    activity_id: UUID | None = None
    kind: DutyKind | None = None
    scanned_at: AwareDatetime | None = None
    nonce: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{8,64}$")] | None = None
    latitude: Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)] | None = None
    longitude: Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)] | None = None
    """Only if the phone likes to say; what is kept is whether it was within reach (F04)."""

    @property
    def point(self) -> tuple[float, float] | None:
        if self.latitude is None or self.longitude is None:
            return None
        return self.latitude, self.longitude


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


class OwnDuty(Body):
    """What the deputy says of a duty that no code knows of; `place` where it was not at the station."""

    kind: DutyKind
    at: AwareDatetime
    title: Annotated[Words, Field(min_length=2, max_length=80)]
    place: Annotated[Text, Field(max_length=120)] = ""
    station_id: UUID | None = None


class EnterOwnDuty(OwnDuty):
    upload_ids: Annotated[list[UUID], Field(max_length=3)] = []
    is_draft: bool = False


class Because(Body):
    reason: Reason


class DecideDuty(Because):
    is_granted: bool


class CorrectDuty(Because):
    kind: DutyKind | None = None
    title: Annotated[Words, Field(min_length=2, max_length=80)] | None = None
    at: AwareDatetime | None = None
    place: Annotated[Text, Field(max_length=120)] | None = None


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
    place: str

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
            place=duty.place or "",
        )


class StepOut(Out):
    """What was decided; `was` is what stood there before a correction, in words."""

    words: str
    by: str
    at: datetime
    reason: str
    was: list[str]

    @classmethod
    def of(cls, step: DutyStep) -> StepOut:
        was = [f"原来的{FIELD_WORDS[key]}：{said_before(key, old)}" for key, old in (step.was or {}).items()]
        at = clock.local(step.at)
        return cls(words=ACTION_WORDS[step.action], by=step.by, at=at, reason=step.reason, was=was)


class DutyCase(DutyOut):
    """One record with everything that was decided about it. `actions` are what its deputy may do now."""

    status_words: str
    steps: list[StepOut]
    actions: list[str]
    pictures: list[UploadOut]


def said_before(key: str, old: str) -> str:
    if key == "kind":
        return KINDS[DutyKind(old)].name
    return old[:16].replace("T", " ") if key == "at" else old or "没有写"


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
