"""Duty files: the own one, or those of one's station or area."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, Text, and_, bindparam, cast as sql_cast, false, func, select

from server.activities.kinds import DutyKind
from server.activities.models import Activity
from server.activities.queries import CHOICES, Choice, chosen_from
from server.areas.queries import prefix_of, within
from server.core import clock
from server.core.actor import Actor
from server.core.db import Question, db
from server.core.errors import NotFound
from server.core.permissions import Role
from server.deputies.models import Deputy
from server.duties.models import Duty, DutyStatus
from server.stations.models import Station, StationKind
from server.stations.queries import stations_of


def visible_to(actor: Actor) -> Select[Duty]:
    """Duty records this actor may see (domain §4.2, 履职档案)."""
    if actor.role in (Role.DEPUTY, Role.FORMER_DEPUTY):
        return select(Duty).where(Duty.deputy_id == actor.deputy_id)
    if actor.station_id:
        return select(Duty).where(Duty.station_id == actor.station_id)
    if actor.area_prefix:
        return select(Duty).where(within(Duty.area_code, actor.area_prefix))
    return select(Duty).where(false())


def get_for_update(actor: Actor, duty_id: UUID) -> Duty:
    """Raises NotFound for a record that is not the actor's to see."""
    duty = db.session.scalar(visible_to(actor).where(Duty.id == duty_id).with_for_update())
    if duty is None:
        raise NotFound("duty.unknown", "没有找到这条履职记录。")
    return duty


def pending(actor: Actor, limit: int = 100) -> list[Duty]:
    """What waits to be confirmed, oldest first."""
    waiting = visible_to(actor).where(Duty.status == DutyStatus.PENDING)
    return list(db.session.scalars(waiting.order_by(Duty.recorded_at, Duty.id).limit(limit)))


_TODAY = Question(
    CHOICES.add_columns(Duty).outerjoin(
        Duty,
        and_(
            Duty.deputy_id == bindparam("deputy_id"),
            Duty.dedupe == func.concat("activity-", sql_cast(Activity.id, Text)),
        ),
    )
)


def today(deputy_id: UUID, station_id: UUID, day: datetime) -> list[tuple[Choice, Duty | None]]:
    """As `activities.choices`, each with the record that the deputy has of it."""
    found = _TODAY.all(**chosen_from(deputy_id, station_id, day))
    return [(Choice(activity, place), duty) for activity, place, duty in found]


def by_cause(deputy_id: UUID, dedupe: str) -> Duty | None:
    return db.session.scalar(select(Duty).where(Duty.deputy_id == deputy_id, Duty.dedupe == dedupe))


def in_year(actor: Actor, year: int, *, skip: int = 0, limit: int | None = None) -> list[Duty]:
    """Records of a calendar year, newest first."""
    first, last = datetime(year, 1, 1, tzinfo=clock.ZONE), datetime(year + 1, 1, 1, tzinfo=clock.ZONE)
    found = visible_to(actor).where(Duty.at >= first, Duty.at < last).order_by(Duty.at.desc(), Duty.id)
    return list(db.session.scalars(found.offset(skip).limit(limit)))


def deputy_name(deputy_id: UUID) -> str:
    return db.session.execute(select(Deputy.name).where(Deputy.id == deputy_id)).scalar_one()


def station_for(deputy_id: UUID, area_code: str) -> Station | None:
    """Where a duty that has no place is kept: the deputy's own station, else the first home of the area."""
    own = stations_of(deputy_id)
    if own:
        return own[0]
    there = select(Station).where(within(Station.area_code, prefix_of(area_code)))
    nearest = (Station.kind != StationKind.HOME, Station.area_code, Station.name)
    return db.session.scalars(there.order_by(*nearest).limit(1)).first()


@dataclass(frozen=True, slots=True)
class Year:
    """One deputy's year: how many records a month, confirmed and pending, and by kind."""

    months: dict[int, Counter[DutyStatus]]
    kinds: Counter[DutyKind]


def year_of(duties: list[Duty]) -> Year:
    months: dict[int, Counter[DutyStatus]] = {month: Counter() for month in range(1, 13)}
    kinds: Counter[DutyKind] = Counter()
    for duty in duties:
        months[clock.local(duty.at).month][duty.status] += 1
        kinds[duty.kind] += 1
    return Year(months, kinds)
