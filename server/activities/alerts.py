"""W04: a home meets every quarter, a station and a point every month, offline and on file (R4-10, domain §6.5)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Date, Row, cast, exists, func, select

from server.activities.life import ActivityStatus
from server.activities.models import Activity
from server.activities.purposes import COUNTS_FOR_STATION
from server.activities.rhythm import Period, span
from server.alerts.models import Level
from server.alerts.registry import Firing, Look, Post, rule, township
from server.areas import settings
from server.areas.catalogue_stations import HOME_DAYS, STATION_DAYS
from server.core import clock
from server.core.db import db
from server.core.permissions import Role
from server.notifications.service import Target
from server.stations.models import LicenceState, Station, StationKind

PERIODS = {
    Period.QUARTER: ((StationKind.HOME,), HOME_DAYS, "这个季度", "上个季度"),
    Period.MONTH: (
        (StationKind.ACTIVITY_STATION, StationKind.STATION, StationKind.POINT),
        STATION_DAYS,
        "这个月",
        "上个月",
    ),
}
"""What R4-10 asks of whom; an observation point is asked for nothing."""


@dataclass(frozen=True, slots=True)
class Days:
    """One period, and the one before it."""

    first: date
    last: date
    before: date


def days_of(period: Period, today: date) -> Days:
    first, last = span(period, today)
    return Days(first, last, span(period, first - timedelta(days=1))[0])


@rule(
    "W04",
    name="还没有办线下活动",
    level=Level.YELLOW,
    formula="代表之家到季末前规定的天数、站和点到月末前规定的天数，本期算频次的线下活动还没有一场归了档：黄。"
    "上一期过完一场也没有，本期也还没有：橙。线上的不抵；运行不满一整期的站不算那一期。",
    audience="站长；橙的另有镇街人大",
    mend="去排一场，或补纪要归档",
    uses=(HOME_DAYS, STATION_DAYS),
)
def has_not_met(look: Look) -> Iterator[Firing]:
    for period in PERIODS:
        yield from _of(period, look)


def _of(period: Period, look: Look) -> Iterator[Firing]:
    """One statement for all stations of a rhythm."""
    kinds, days = PERIODS[period][0], days_of(period, clock.today())
    met_before = _met(days.before, days.first).label("met_before")
    since = func.coalesce(Station.licensed_on, cast(func.timezone(clock.ZONE.key, Station.created_at), Date))
    found = select(Station.id, Station.name, Station.area_code, since.label("since"), met_before).where(
        Station.licence == LicenceState.ACTIVE,
        Station.kind.in_(kinds),
        ~_met(days.first, days.last + timedelta(days=1)),
        since < days.first,
        *look.at(Station.area_code, Station.id),
    )
    for row in db.session.execute(found):
        one = _judged(row, period, days)
        if one is not None:
            yield one


def _judged(row: Row[UUID, str, str, date, bool], period: Period, days: Days) -> Firing | None:
    """Orange when a whole period went by and this one has nothing either; yellow towards the end of this one."""
    _, key, this, last = PERIODS[period]
    head = Post(Role.STATION_HEAD, f"station:{row.id}")
    if not row.met_before and row.since < days.before:
        why = f"{last}没有归档的线下活动，{this}也还没有"
        return _fires(row, why, (head, township(row.area_code)), Level.ORANGE)
    left = (days.last - clock.today()).days
    if left > settings.number(row.area_code, key):
        return None
    return _fires(row, f"{this}还剩 {left} 天，没有归档的线下活动", (head,), None)


def _fires(
    row: Row[UUID, str, str, date, bool], why: str, posts: tuple[Post, ...], level: Level | None
) -> Firing:
    return Firing(
        matter=row.id.hex,
        shown=row.name,
        why=why,
        target=Target("station_agenda", row.id, ""),
        area_code=row.area_code,
        posts=posts,
        station_id=row.id,
        level=level,
    )


def _met(first: date, until: date) -> ColumnElement[bool]:
    """At least one that counts, between two midnights."""
    return (
        exists()
        .where(Activity.station_id == Station.id, *counting(), Activity.starts_at >= clock.midnight(first))
        .where(Activity.starts_at < clock.midnight(until))
    )


def counting() -> tuple[ColumnElement[bool], ...]:
    """What R4-10 counts: offline, of a kind that counts, and on file."""
    return (
        Activity.status == ActivityStatus.ARCHIVED,
        Activity.is_online.is_(False),
        Activity.kind.in_(COUNTS_FOR_STATION),
    )
