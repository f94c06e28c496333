"""Drafts that nobody has to type: the fixed contact day of every station (R2-02) and the year's plan (R4-05)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar
from uuid import UUID, uuid4

from sqlalchemy import insert as plain_insert, select
from sqlalchemy.dialects.postgresql import insert

from server.activities.kinds import KINDS, DutyKind
from server.activities.life import ActivityReach, ActivityStatus
from server.activities.models import Activity, Participant, PlanLine
from server.areas import settings
from server.core import clock, outbox, workdays
from server.core.db import db
from server.deputies.models import Deputy
from server.deputies.queries import in_office
from server.stations.models import LicenceState, Seat, Station, StationKind

CONTACT_DAY_TITLE = "代表联系群众固定日"
BEGINS, ENDS = time(9), time(11)
RECEIVES = (StationKind.HOME, StationKind.ACTIVITY_STATION, StationKind.STATION, StationKind.POINT)
"""Where residents are received; an observation point is none of these."""
TOGETHER = 1000
Draft = dict[str, Any]
T = TypeVar("T")


def month_after(day: date) -> tuple[int, int]:
    months = day.year * 12 + day.month
    return months // 12, months % 12 + 1


def draft_contact_days(year: int, month: int) -> int:
    """For every open station once; those who sit there are on the list, and its head changes it. Returns how many."""
    open_now = select(Station.id, Station.area_code, Station.address).where(
        Station.licence == LicenceState.ACTIVE, Station.kind.in_(RECEIVES)
    )
    made = 0
    for some in _some(db.session.execute(open_now.order_by(Station.id)).tuples().all()):
        drafts = [
            _draft(
                f"contact-{year}-{month:02}-{station_id}",
                station_id,
                area_code,
                settings.contact_day(area_code, year, month),
                kind=DutyKind.RECEIVE_VOTERS,
                title=CONTACT_DAY_TITLE,
                place=address[:120],
            )
            for station_id, area_code, address in some
        ]
        stored = _store(drafts, with_list=True)
        for activity_id in stored:
            outbox.publish("activity.drafted", activity_id=activity_id)
        made += len(stored)
    return made


def draft_planned(year: int, month: int, station_id: UUID | None = None) -> int:
    """What the stations planned for a month and has not been drafted yet. Returns how many."""
    wanted = (
        select(PlanLine, Station.area_code, Station.address)
        .join(Station, Station.id == PlanLine.station_id)
        .where(PlanLine.year == year, PlanLine.month == month, Station.licence == LicenceState.ACTIVE)
    )
    if station_id is not None:
        wanted = wanted.where(PlanLine.station_id == station_id)
    lines = db.session.execute(wanted.order_by(PlanLine.station_id, PlanLine.kind)).tuples().all()
    drafts = [draft for line, area, address in lines for draft in _of_line(line, area, address)]
    return sum(len(_store(some, with_list=False)) for some in _some(drafts))


def _some(rows: Sequence[T]) -> Iterator[Sequence[T]]:
    """As many as one statement takes."""
    for first in range(0, len(rows), TOGETHER):
        yield rows[first : first + TOGETHER]


def _of_line(line: PlanLine, area_code: str, address: str) -> Iterable[Draft]:
    """Spread over the month, on working days."""
    for number in range(line.count):
        day = date(line.year, line.month, 8 + 18 * number // line.count)
        yield _draft(
            f"plan-{line.id.hex}-{number}",
            line.station_id,
            area_code,
            _workday(day, area_code),
            kind=line.kind,
            title=KINDS[line.kind].name,
            place=address[:120],
            is_online=line.is_online,
        )


def _workday(day: date, area_code: str) -> date:
    calendar = settings.calendar(area_code)
    return day if workdays.is_workday(day, calendar) else workdays.after(day, 1, calendar)


def _draft(cause: str, station_id: UUID, area_code: str, day: date, **said: Any) -> Draft:
    return {
        "id": uuid4(),
        "station_id": station_id,
        "area_code": area_code,
        "starts_at": datetime.combine(day, BEGINS, clock.ZONE),
        "ends_at": datetime.combine(day, ENDS, clock.ZONE),
        "created_at": clock.now(),
        "changed_at": clock.now(),
        "status": ActivityStatus.DRAFT,
        "reach": ActivityReach.STATION,
        "is_online": False,
        "cause": cause,
        "note": "",
        "summary": "",
        "version": 0,
    } | said


def _store(drafts: Sequence[Draft], *, with_list: bool) -> list[UUID]:
    """Each cause once, whatever became of it since: what was cancelled does not come back."""
    if not drafts:
        return []
    once = insert(Activity).values(list(drafts)).on_conflict_do_nothing().returning(Activity.id)
    made = list(db.session.scalars(once))
    if made and with_list:
        seated = (
            select(Activity.id, Seat.deputy_id)
            .join(Seat, Seat.station_id == Activity.station_id)
            .join(Deputy, Deputy.id == Seat.deputy_id)
            .where(Activity.id.in_(made), in_office())
        )
        db.session.execute(plain_insert(Participant).from_select(["activity_id", "deputy_id"], seated))
    return made


def has_past(line: PlanLine, today: date) -> bool:
    return (line.year, line.month) < (today.year, today.month)


def of_year(station_id: UUID, year: int) -> list[PlanLine]:
    """A station's plan, by month and kind."""
    found = select(PlanLine).where(PlanLine.station_id == station_id, PlanLine.year == year)
    return list(db.session.scalars(found.order_by(PlanLine.month, PlanLine.kind)))


def next_drafting(today: date) -> date:
    """The 25th on which the next drafts come by themselves."""
    if today.day <= 25:
        return today.replace(day=25)
    return (today.replace(day=28) + timedelta(days=7)).replace(day=25)
