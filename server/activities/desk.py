"""What the console shows of one activity and of a station's work, and which steps the reader may take."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field
from sqlalchemy import select

from server.activities import drafting, queries, rhythm, service
from server.activities.calendar import PLANNED, PlanForm
from server.activities.kinds import KINDS, DutyKind
from server.activities.life import (
    REACH_WORDS,
    STATUS_WORDS,
    UNSEEN,
    WORKFLOW,
    ActivityAction,
    ActivityStatus,
)
from server.activities.models import SUMMARY_AT_MOST, Activity, PlanLine
from server.activities.queries import Guest
from server.activities.rhythm import Period
from server.core import clock
from server.core.actor import Actor
from server.core.db import db
from server.core.errors import Forbidden, InvalidInput, NotFound
from server.core.parsing import Body, Query
from server.core.permissions import Permission
from server.core.text import Text
from server.deputies.models import Deputy
from server.stations.models import Station
from server.stations.queries import deputies_at

A = ActivityAction
S = ActivityStatus
TONES = {
    S.DRAFT: "line",
    S.PENDING_APPROVAL: "info",
    S.PUBLISHED: "ok",
    S.POSTPONED: "warn",
    S.ONGOING: "info",
    S.FINISHED: "ok",
    S.ARCHIVED: "",
    S.CANCELLED: "",
}
FEWEST, MOST = 1, 12


class StepForm(Body):
    action: ActivityAction
    text: Annotated[Text, Field(max_length=SUMMARY_AT_MOST)] = ""


class GuestsForm(Body):
    deputy_ids: Annotated[list[UUID], Field(max_length=300)] = []


class ReviseForm(PlanForm):
    """As planning, without the list."""

    def said(self) -> dict[str, object]:
        return {key: value for key, value in self.plan().items() if key != "deputy_ids"}


class PlanLineForm(Body):
    year: Annotated[int, Field(ge=2020, le=2100)]
    months: Annotated[list[Annotated[int, Field(ge=1, le=12)]], Field(min_length=1, max_length=12)]
    kind: DutyKind
    count: Annotated[int, Field(ge=FEWEST, le=MOST)] = 1
    is_online: bool = False


class NoteForm(Body):
    period: Period
    since: date
    summary: Annotated[Text, Field(max_length=SUMMARY_AT_MOST)] = ""


class AgendaQuery(Query):
    year: Annotated[int, Field(ge=2020, le=2100)] | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One activity with its list, and what the reader may do now."""

    activity: Activity
    station: Station
    guests: list[Guest]
    others: list[Deputy]
    steps: frozenset[ActivityAction]
    may_publish: bool

    @property
    def starts(self) -> datetime:
        return clock.local(self.activity.starts_at)

    @property
    def ends(self) -> datetime:
        return clock.local(self.activity.ends_at)

    @property
    def came(self) -> list[Guest]:
        return [guest for guest in self.guests if guest.duty_id]

    @property
    def has_begun(self) -> bool:
        return self.activity.starts_at <= clock.now()


def sheet_of(actor: Actor, activity: Activity) -> Sheet:
    guests = queries.guests([activity.id])[activity.id]
    listed = {guest.deputy_id for guest in guests}
    return Sheet(
        activity,
        db.session.get_one(Station, activity.station_id),
        guests,
        [deputy for deputy in deputies_at(activity.station_id) if deputy.id not in listed],
        _steps(actor, activity),
        service.may_publish(actor, activity),
    )


def _steps(actor: Actor, activity: Activity) -> frozenset[ActivityAction]:
    """Those of the table that this reader may take at this hour."""
    if not actor.may(Permission.DUTY_ENTER):
        return frozenset()
    found = set(WORKFLOW.actions(activity.status)) - {A.BEGIN}
    if activity.status is S.PUBLISHED and activity.starts_at <= clock.now():
        found = (found | {A.FINISH}) - {A.POSTPONE}
    if not service.may_publish(actor, activity):
        found -= {A.SEND_BACK, A.PUBLISH}
    else:
        found -= {A.HAND_IN}
    return frozenset(found)


def take(actor: Actor, activity: Activity, given: StepForm) -> str:
    """One step; what is said afterwards. What has to be written is asked for here."""
    if given.action in _PLAIN:
        verb, said = _PLAIN[given.action]
        verb(actor, activity)
    else:
        verb_with, said, word, least = _WITH_WORDS[_known(given.action)]
        if len(given.text) < least:
            raise InvalidInput("activity.text", f"{word}。", fields={"text": word})
        verb_with(actor, activity, given.text)
    return said if activity.status is not S.PENDING_APPROVAL else "送审了，站长或镇街看了就发布"


def _known(action: ActivityAction) -> ActivityAction:
    if action not in _WITH_WORDS:
        raise InvalidInput("activity.step", "这里没有这一步。", fields={"action": "没有这个选项"})
    return action


def _send_back(actor: Actor, activity: Activity, text: str) -> None:
    if not service.may_publish(actor, activity):
        raise Forbidden()
    service.send_back(actor, activity, note=text)


_PLAIN = {
    A.PUBLISH: (service.put_up, "发布了，受邀的代表和街坊都看得到"),
    A.HAND_IN: (service.put_up, "送审了"),
    A.ARCHIVE: (service.archive, "归档了，从现在起算一次"),
}
_WITH_WORDS = {
    A.SEND_BACK: (_send_back, "退回去了，排的人会看到您写的", "请写明要改什么", 2),
    A.POSTPONE: (
        lambda actor, one, text: service.postpone(actor, one, note=text),
        "改期了，受邀的代表会收到。定了新日子再发布",
        "请写明为什么改期",
        2,
    ),
    A.CANCEL: (
        lambda actor, one, text: service.cancel(actor, one, note=text),
        "取消了",
        "请写明为什么取消",
        2,
    ),
    A.FINISH: (
        lambda actor, one, text: service.finish(actor, one, summary=text),
        "收尾了。五个工作日里自己归档，也可以现在就归档",
        f"请写几句纪要，1 到 {SUMMARY_AT_MOST} 个字",
        1,
    ),
}


def agenda_of(actor: Actor, station: Station, year: int) -> dict[str, Any]:
    """The station's plan of a year, what waits to be published, and its rhythm."""
    today = clock.today()
    return {
        "station": station,
        "year": year,
        "this_year": clock.today().year,
        "today": today,
        "months": _months(drafting.of_year(station.id, year)),
        "waiting": _waiting(actor, station.id),
        "tasks": rhythm.tasks(station.id, today),
        "next_drafting": drafting.next_drafting(today),
        "planned": PLANNED,
        **WORDS,
    }


def _months(lines: list[PlanLine]) -> dict[int, list[PlanLine]]:
    return {month: [line for line in lines if line.month == month] for month in range(1, 13)}


def _waiting(actor: Actor, station_id: UUID) -> list[Activity]:
    """Drafts, what is handed in or put off, and what is over without minutes; the earliest first."""
    found = queries.visible_to(actor).where(
        Activity.station_id == station_id,
        Activity.status.in_((*UNSEEN, S.POSTPONED, S.ONGOING, S.FINISHED)),
    )
    return list(db.session.scalars(found.order_by(Activity.starts_at, Activity.id).limit(60)))


def add_line(actor: Actor, station: Station, given: PlanLineForm) -> None:
    """So many of a kind in each of these months; said again, the new number stands."""
    known = {(line.month, line.kind): line for line in drafting.of_year(station.id, given.year)}
    for month in sorted(set(given.months)):
        line = known.get((month, given.kind))
        if line is None:
            line = PlanLine(station_id=station.id, year=given.year, month=month, kind=given.kind)
            db.session.add(line)
        line.count, line.is_online = given.count, given.is_online


def line_of(station: Station, line_id: UUID) -> PlanLine:
    found = select(PlanLine).where(PlanLine.id == line_id, PlanLine.station_id == station.id)
    line = db.session.scalar(found)
    if line is None:
        raise NotFound("plan.unknown", "计划里没有这一行，可能刚刚去掉了。")
    return line


def draft_now(station: Station, year: int) -> int:
    """What the plan says of this month and the months ahead in a year, without waiting for the 25th."""
    first = clock.today().month if year == clock.today().year else 1
    if year < clock.today().year:
        return 0
    return sum(drafting.draft_planned(year, month, station.id) for month in range(first, 13))


WORDS = {
    "status_words": STATUS_WORDS,
    "status_tones": TONES,
    "reach_words": REACH_WORDS,
    "kind_names": {kind: info.name for kind, info in KINDS.items()},
    "at_most": SUMMARY_AT_MOST,
    "Step": ActivityAction,
}
