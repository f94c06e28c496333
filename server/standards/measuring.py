"""What the data knows of a station in a year; nobody types it (F08)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    String,
    and_,
    case,
    cast,
    distinct,
    exists,
    extract,
    func,
    select,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute

from server.activities.alerts import counting
from server.activities.kinds import DutyKind
from server.activities.life import ActivityStatus
from server.activities.models import Activity, PlanLine
from server.activities.purposes import COUNTS_FOR_STATION
from server.codes.models import Code, CodeKind, CodeStatus
from server.core import clock
from server.core.db import db
from server.deputies.models import Deputy
from server.deputies.queries import in_office
from server.duties.coverage import OFFLINE, bounds, counts_in
from server.duties.models import Duty
from server.messages.life import TIMED, MessageStatus
from server.messages.models import Message, Step
from server.stations.models import Seat, Station, StationKind

FRESH = timedelta(days=30)
"""Within so many days something has to have changed (domain §6.6)."""
ENDED = (MessageStatus.ANSWERED, MessageStatus.REPLIED, MessageStatus.CONCLUDED)
GONE = (MessageStatus.WITHDRAWN, MessageStatus.MERGED)


@dataclass(frozen=True, slots=True)
class Letters:
    """Accepted in the year: how many, and how many lack what a list of problems has to have."""

    accepted: int
    unowned: int
    overdue: int
    without_result: int


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    part: int
    whole: int


@dataclass(frozen=True, slots=True)
class Measured:
    """One station, one year."""

    deputies: int
    taking_part: Share
    planned_offline: int
    archived_kinds: frozenset[DutyKind]
    last_archived: datetime | None
    met: frozenset[int]
    """Numbers of the periods in which it met: quarters of a home, months of a station or point."""
    letters: Letters
    code_kinds: frozenset[CodeKind]
    changed_at: datetime | None
    times: dict[DutyKind, int]
    """How often something of a kind was done, however many took part."""


NOBODY, NO_LETTERS = Share(0, 0), Letters(0, 0, 0, 0)
Archived = tuple[frozenset[DutyKind], datetime]


def of(station: Station, year: int) -> Measured:
    return many([station.id], year)[station.id]


def many(ids: Sequence[UUID], year: int) -> dict[UUID, Measured]:
    """Of so many stations with as many statements as of one."""
    taking_part, planned, archived = _participations(ids, year), _planned(ids, year), _archived(ids, year)
    letters, codes, changed = _letters(ids, year), _code_kinds(ids), _changed_at(ids)
    periods, times = met(ids, year), _times(ids, year)
    nothing: tuple[frozenset[DutyKind], None] = (frozenset(), None)
    return {
        one: Measured(
            deputies=taking_part.get(one, NOBODY).whole,
            taking_part=taking_part.get(one, NOBODY),
            planned_offline=planned.get(one, 0),
            archived_kinds=archived.get(one, nothing)[0],
            last_archived=archived.get(one, nothing)[1],
            met=periods.get(one, frozenset()),
            letters=letters.get(one, NO_LETTERS),
            code_kinds=codes.get(one, frozenset()),
            changed_at=changed.get(one),
            times=times.get(one, {}),
        )
        for one in ids
    }


def _participations(ids: Sequence[UUID], year: int) -> dict[UUID, Share]:
    """Of the deputies who sit at each, how many have something on file that counts (R4-10)."""
    found = (
        select(Seat.station_id, func.count().filter(_did(Seat.deputy_id, year)), func.count())
        .join(Deputy, Deputy.id == Seat.deputy_id)
        .where(Seat.station_id.in_(ids), in_office())
        .group_by(Seat.station_id)
    )
    return {one: Share(part, whole) for one, part, whole in db.session.execute(found).tuples()}


def _did(deputy_id: Any, year: int) -> ColumnElement[bool]:
    return exists().where(Duty.deputy_id == deputy_id, counts_in(year), Duty.kind.in_(OFFLINE))


def participation(deputies: Select[UUID], year: int) -> Share:
    """全年代表参与全覆盖 (R4-10): of these deputies, how many have something on file that counts. No names, no order."""
    those = deputies.subquery()
    did = _did(those.c.deputy_id, year)
    part, whole = db.session.execute(select(func.count().filter(did), func.count()).select_from(those)).one()
    return Share(part, whole)


def met(station_ids: Sequence[UUID], year: int) -> dict[UUID, frozenset[int]]:
    """In which months, or of a home in which quarters, a station met (R4-10)."""
    month = cast(extract("month", func.timezone(clock.ZONE.key, Activity.starts_at)), Integer)
    number = case((Station.kind == StationKind.HOME, (month + 2) / 3), else_=month)
    found = (
        select(Activity.station_id, func.array_agg(distinct(cast(func.trunc(number), Integer))))
        .join(Station, Station.id == Activity.station_id)
        .where(Activity.station_id.in_(station_ids), *counting(), *within(Activity.starts_at, year))
        .group_by(Activity.station_id)
    )
    return {station_id: frozenset(numbers) for station_id, numbers in db.session.execute(found).tuples()}


def within(column: InstrumentedAttribute[datetime], year: int) -> tuple[ColumnElement[bool], ...]:
    first, last = bounds(year)
    return column >= first, column < last


def _archived(ids: Sequence[UUID], year: int) -> dict[UUID, Archived]:
    """Which kinds of the year are on file, and when the last of any year was."""
    this_year = and_(*within(Activity.starts_at, year))
    kinds = func.array_agg(distinct(Activity.kind)).filter(this_year)
    found = (
        select(Activity.station_id, kinds, func.max(Activity.starts_at))
        .where(Activity.station_id.in_(ids), Activity.status == ActivityStatus.ARCHIVED)
        .group_by(Activity.station_id)
    )
    rows = db.session.execute(found).tuples()
    return {one: (frozenset(DutyKind(kind) for kind in found or ()), last) for one, found, last in rows}


def _planned(ids: Sequence[UUID], year: int) -> dict[UUID, int]:
    found = select(PlanLine.station_id, cast(func.sum(PlanLine.count), Integer)).where(
        PlanLine.station_id.in_(ids),
        PlanLine.year == year,
        PlanLine.is_online.is_(False),
        PlanLine.kind.in_(COUNTS_FOR_STATION),
    )
    return dict(db.session.execute(found.group_by(PlanLine.station_id)).tuples().all())


def _letters(ids: Sequence[UUID], year: int) -> dict[UUID, Letters]:
    """Complaints about the village itself went to the township and are not the station's."""
    first, last = bounds(year)
    nobody = and_(
        Message.deputy_id.is_(None), Message.unit_name == "", Station.head == "", Station.liaison == ""
    )
    said = exists().where(Step.message_id == Message.id, Step.result.is_not(None))
    late = and_(Message.status.in_(TIMED), Message.promised_on < clock.today())
    found = (
        select(
            Message.station_id,
            func.count(),
            func.count().filter(nobody),
            func.count().filter(late),
            func.count().filter(and_(Message.status.in_(ENDED), ~said)),
        )
        .join(Station, Station.id == Message.station_id)
        .where(
            Message.station_id.in_(ids),
            Message.status.not_in(GONE),
            Message.raised_at.is_(None),
            Message.accepted_at >= first,
            Message.accepted_at < last,
        )
    )
    rows = db.session.execute(found.group_by(Message.station_id)).tuples()
    return {one: Letters(*counts) for one, *counts in rows}


def _code_kinds(ids: Sequence[UUID]) -> dict[UUID, frozenset[CodeKind]]:
    found = select(Code.station_id, Code.kind).where(
        Code.station_id.in_(ids), Code.status == CodeStatus.ACTIVE
    )
    kinds: dict[UUID, set[CodeKind]] = defaultdict(set)
    for one, kind in db.session.execute(found.distinct()).tuples():
        if one is not None:
            kinds[one].add(kind)
    return {one: frozenset(known) for one, known in kinds.items()}


def _changed_at(ids: Sequence[UUID]) -> dict[UUID, datetime]:
    """When anything last happened at each: an activity, a duty, a letter."""
    of_letter = func.greatest(Message.created_at, Message.accepted_at, Message.answered_at)
    moments = union_all(
        *(
            select(station.label("station_id"), func.max(moment).label("at"))
            .where(station.in_(ids))
            .group_by(station)
            for station, moment in (
                (Activity.station_id, Activity.changed_at),
                (Duty.station_id, Duty.recorded_at),
                (Message.station_id, of_letter),
            )
        )
    ).subquery()
    found = select(moments.c.station_id, func.max(moments.c.at)).group_by(moments.c.station_id)
    return dict(db.session.execute(found).tuples().all())


def _times(ids: Sequence[UUID], year: int) -> dict[UUID, dict[DutyKind, int]]:
    """One activity is once, however many deputies came to it."""
    cause = func.coalesce(cast(Duty.activity_id, String), cast(Duty.id, String))
    found = select(Duty.station_id, Duty.kind, func.count(distinct(cause))).where(
        Duty.station_id.in_(ids), counts_in(year)
    )
    times: dict[UUID, dict[DutyKind, int]] = defaultdict(dict)
    for one, kind, count in db.session.execute(found.group_by(Duty.station_id, Duty.kind)).tuples():
        if one is not None:
            times[one][kind] = count
    return times


def days_since(moment: datetime | None, today: date) -> int | None:
    return (today - clock.local(moment).date()).days if moment else None
