"""What the data knows of a station in a year; nobody types it (F08)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
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
    literal,
    select,
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


def of(station: Station, year: int) -> Measured:
    seated = select(Seat.deputy_id).join(Deputy, Deputy.id == Seat.deputy_id)
    seated = seated.where(Seat.station_id == station.id, in_office())
    taking_part = participation(seated, year)
    kinds, last = _archived(station.id, year)
    return Measured(
        deputies=taking_part.whole,
        taking_part=taking_part,
        planned_offline=_planned(station.id, year),
        archived_kinds=kinds,
        last_archived=last,
        met=met([station.id], year).get(station.id, frozenset()),
        letters=_letters(station, year),
        code_kinds=_code_kinds(station.id),
        changed_at=_changed_at(station.id),
        times=_times(station.id, year),
    )


def participation(deputies: Select[UUID], year: int) -> Share:
    """全年代表参与全覆盖 (R4-10): of these deputies, how many have something on file that counts. No names, no order."""
    those = deputies.subquery()
    did = exists().where(Duty.deputy_id == those.c.deputy_id, counts_in(year), Duty.kind.in_(OFFLINE))
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


def _archived(station_id: UUID, year: int) -> tuple[frozenset[DutyKind], datetime | None]:
    on_file = (Activity.station_id == station_id, Activity.status == ActivityStatus.ARCHIVED)
    this_year = and_(*within(Activity.starts_at, year))
    found = select(Activity.kind, func.max(Activity.starts_at), func.bool_or(this_year)).where(*on_file)
    rows = db.session.execute(found.group_by(Activity.kind)).tuples().all()
    kinds = frozenset(kind for kind, _, in_year in rows if in_year)
    return kinds, max((last for _, last, _ in rows), default=None)


def _planned(station_id: UUID, year: int) -> int:
    found = select(func.coalesce(func.sum(PlanLine.count), 0)).where(
        PlanLine.station_id == station_id,
        PlanLine.year == year,
        PlanLine.is_online.is_(False),
        PlanLine.kind.in_(COUNTS_FOR_STATION),
    )
    return int(db.session.scalar(found) or 0)


def _letters(station: Station, year: int) -> Letters:
    """Complaints about the village itself went to the township and are not the station's."""
    first, last = bounds(year)
    has_staff = bool(station.head or station.liaison)
    nobody = and_(Message.deputy_id.is_(None), Message.unit_name == "", literal(not has_staff))
    said = exists().where(Step.message_id == Message.id, Step.result.is_not(None))
    late = and_(Message.status.in_(TIMED), Message.promised_on < clock.today())
    found = select(
        func.count(),
        func.count().filter(nobody),
        func.count().filter(late),
        func.count().filter(and_(Message.status.in_(ENDED), ~said)),
    ).where(
        Message.station_id == station.id,
        Message.status.not_in(GONE),
        Message.raised_at.is_(None),
        Message.accepted_at >= first,
        Message.accepted_at < last,
    )
    return Letters(*db.session.execute(found).one())


def _code_kinds(station_id: UUID) -> frozenset[CodeKind]:
    found = select(Code.kind).where(Code.station_id == station_id, Code.status == CodeStatus.ACTIVE)
    return frozenset(db.session.scalars(found.distinct()))


def _changed_at(station_id: UUID) -> datetime | None:
    """When anything last happened here: an activity, a duty, a letter."""
    moments = [
        select(func.max(Activity.changed_at)).where(Activity.station_id == station_id),
        select(func.max(Duty.recorded_at)).where(Duty.station_id == station_id),
        select(func.max(func.greatest(Message.created_at, Message.accepted_at, Message.answered_at))).where(
            Message.station_id == station_id
        ),
    ]
    return db.session.scalar(select(func.greatest(*(one.scalar_subquery() for one in moments))))


def _times(station_id: UUID, year: int) -> dict[DutyKind, int]:
    """One activity is once, however many deputies came to it."""
    cause = func.coalesce(cast(Duty.activity_id, String), cast(Duty.id, String))
    found = select(Duty.kind, func.count(distinct(cause))).where(
        Duty.station_id == station_id, counts_in(year)
    )
    return dict(db.session.execute(found.group_by(Duty.kind)).tuples().all())


def days_since(moment: datetime | None, today: date) -> int | None:
    return (today - clock.local(moment).date()).days if moment else None
