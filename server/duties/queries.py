"""Duty files: the own one, or those of one's station or area."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, Text, and_, bindparam, cast as sql_cast, false, func, select

from server.activities.kinds import DutyKind
from server.activities.models import Activity, Participant
from server.activities.queries import CHOICES, ON_THE_DAY, ON_THE_LIST, Choice, chosen_from
from server.areas.queries import prefix_of, within
from server.codes.models import Code, CodeKind
from server.codes.queries import checked
from server.core import clock, crypto
from server.core.actor import Actor
from server.core.db import Question, db
from server.core.errors import NotFound
from server.core.permissions import Role
from server.deputies.models import Deputy
from server.duties.life import COUNTED, WAITING, DutyAction
from server.duties.models import Duty, DutyStatus, DutyStep, DutyUpload
from server.stations.models import Station, StationKind
from server.stations.queries import stations_of
from server.uploads.models import Upload


def visible_to(actor: Actor) -> Select[Duty]:
    """Duty records this actor may see (domain §4.2, 履职档案); a draft is nobody's but its writer's."""
    if actor.role in (Role.DEPUTY, Role.FORMER_DEPUTY):
        return select(Duty).where(Duty.deputy_id == actor.deputy_id)
    handed_over = Duty.status != DutyStatus.DRAFT
    if actor.station_id:
        return select(Duty).where(Duty.station_id == actor.station_id, handed_over)
    if actor.area_prefix:
        return select(Duty).where(within(Duty.area_code, actor.area_prefix), handed_over)
    return select(Duty).where(false())


def get_for_update(actor: Actor, duty_id: UUID) -> Duty:
    """Raises NotFound for a record that is not the actor's to see."""
    duty = db.session.scalar(visible_to(actor).where(Duty.id == duty_id).with_for_update())
    if duty is None:
        raise NotFound("duty.unknown", "没有找到这条履职记录。")
    return duty


def get(actor: Actor, duty_id: UUID) -> Duty:
    """As `get_for_update`, only to be read."""
    duty = db.session.scalar(visible_to(actor).where(Duty.id == duty_id))
    if duty is None:
        raise NotFound("duty.unknown", "没有找到这条履职记录。")
    return duty


def steps_of(duty_id: UUID) -> list[DutyStep]:
    """What was decided about a record, the first step first."""
    return list(db.session.scalars(select(DutyStep).where(DutyStep.duty_id == duty_id).order_by(DutyStep.id)))


def last_step(duty_id: UUID, action: DutyAction) -> DutyStep | None:
    same = select(DutyStep).where(DutyStep.duty_id == duty_id, DutyStep.action == action)
    return db.session.scalars(same.order_by(DutyStep.id.desc()).limit(1)).first()


def pictures_of(duty_id: UUID) -> list[Upload]:
    hung = select(Upload).join(DutyUpload, DutyUpload.upload_id == Upload.id)
    return list(db.session.scalars(hung.where(DutyUpload.duty_id == duty_id).order_by(DutyUpload.position)))


_OF_IT = and_(
    Duty.deputy_id == bindparam("deputy_id"),
    Duty.dedupe == func.concat("activity-", sql_cast(Activity.id, Text)),
)
_TODAY = Question(CHOICES.add_columns(Duty).outerjoin(Duty, _OF_IT))
_BEHIND_CODE = Question(
    select(Code, Station, Activity, Participant, Duty)
    .join(Station, Station.id == Code.station_id)
    .outerjoin(Activity, and_(Activity.station_id == Code.station_id, ON_THE_DAY))
    .outerjoin(Participant, ON_THE_LIST)
    .outerjoin(Duty, _OF_IT)
    .where(Code.token_digest == bindparam("digest"))
    .order_by(Activity.starts_at, Activity.id)
)

Today = list[tuple[Choice, Duty | None]]
"""What is on at a station on a day, in order of time, each with the record that one deputy has of it."""


def today(deputy_id: UUID, station_id: UUID, day: datetime) -> Today:
    """As `activities.choices`, each with the record that the deputy has of it."""
    return _today_of(_TODAY.all(station_id=station_id, **chosen_from(deputy_id, day)))


def behind_code(text: str, deputy_id: UUID | None, day: datetime) -> tuple[Station, Today]:
    """The station whose duty code has this text, and its day, in one journey. Raises as `codes.of_kind`."""
    found = _BEHIND_CODE.all(digest=crypto.digest(text[:200]), **chosen_from(deputy_id, day))
    _, station = checked(found[0][:2] if found else None, CodeKind.DUTY)
    return station, _today_of([line[2:] for line in found if line[2] is not None])


def _today_of(found: list[tuple[Activity, Participant | None, Duty | None]]) -> Today:
    return [(Choice(activity, place), duty) for activity, place, duty in found]


def by_cause(deputy_id: UUID, dedupe: str) -> Duty | None:
    return db.session.scalar(select(Duty).where(Duty.deputy_id == deputy_id, Duty.dedupe == dedupe))


def in_year(actor: Actor, year: int, *, skip: int = 0, limit: int | None = None) -> list[Duty]:
    """Records of a calendar year, newest first; what was taken back is not among them."""
    first, last = datetime(year, 1, 1, tzinfo=clock.ZONE), datetime(year + 1, 1, 1, tzinfo=clock.ZONE)
    stands = Duty.status != DutyStatus.REVOKED
    found = visible_to(actor).where(Duty.at >= first, Duty.at < last, stands)
    found = found.order_by(Duty.at.desc(), Duty.id)
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
    """One deputy's year: how many records a month, confirmed and pending, and by kind. What was refused is in neither."""

    months: dict[int, Counter[DutyStatus]]
    kinds: Counter[DutyKind]


def year_of(duties: list[Duty]) -> Year:
    months: dict[int, Counter[DutyStatus]] = {month: Counter() for month in range(1, 13)}
    kinds: Counter[DutyKind] = Counter()
    for duty in duties:
        counts, waits = duty.status in COUNTED, duty.status in WAITING
        if counts or waits:
            kept = DutyStatus.CONFIRMED if counts else DutyStatus.PENDING
            months[clock.local(duty.at).month][kept] += 1
            kinds[duty.kind] += 1
    return Year(months, kinds)
