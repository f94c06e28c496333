"""Activities of a station, of a deputy, of a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, and_, bindparam, false, or_, select

from server.activities.life import AHEAD, ON, UNSEEN, ActivityStatus, Answer
from server.activities.models import Activity, Participant
from server.areas.queries import within
from server.core import clock
from server.core.actor import Actor
from server.core.db import Question, db
from server.core.errors import NotFound
from server.core.permissions import Role
from server.deputies.models import Deputy


def visible_to(actor: Actor) -> Select[Activity]:
    """Of one's station or area; a deputy sees what they are invited to, once it is published."""
    if actor.station_id:
        return select(Activity).where(Activity.station_id == actor.station_id)
    if actor.area_prefix:
        return select(Activity).where(within(Activity.area_code, actor.area_prefix))
    if actor.role is Role.DEPUTY:
        invited = select(Participant.activity_id).where(Participant.deputy_id == actor.deputy_id)
        return select(Activity).where(Activity.id.in_(invited), Activity.status.not_in(UNSEEN))
    return select(Activity).where(false())


def get(actor: Actor, activity_id: UUID) -> Activity:
    """Raises NotFound for an activity that is not the actor's to see."""
    return _known(visible_to(actor).where(Activity.id == activity_id))


def get_for_update(actor: Actor, activity_id: UUID) -> Activity:
    """As `get`, to be changed: held until the transaction ends."""
    return _known(visible_to(actor).where(Activity.id == activity_id).with_for_update())


def _known(found: Select[Activity]) -> Activity:
    activity = db.session.scalar(found)
    if activity is None:
        raise NotFound("activity.unknown", "没有找到这个活动。")
    return activity


def of_station_on(station_id: UUID, day: datetime) -> list[Activity]:
    """What happens at a station on the day of this moment, in order of time."""
    midnight = clock.midnight(clock.local(day).date())
    return list(
        db.session.scalars(
            select(Activity)
            .where(
                Activity.station_id == station_id,
                Activity.status.in_(ON),
                Activity.starts_at >= midnight,
                Activity.starts_at < midnight + timedelta(days=1),
            )
            .order_by(Activity.starts_at, Activity.id)
        )
    )


@dataclass(frozen=True, slots=True)
class Choice:
    """An activity that a deputy may mean; `place` is theirs on its list, when they are on it."""

    activity: Activity
    place: Participant | None


ON_THE_DAY = and_(
    Activity.starts_at >= bindparam("midnight"),
    Activity.starts_at < bindparam("next_midnight"),
    or_(*(Activity.status == state for state in ON)),
)
"""What of a station's activities happens on a day."""
ON_THE_LIST = and_(Participant.activity_id == Activity.id, Participant.deputy_id == bindparam("deputy_id"))
CHOICES = (
    select(Activity, Participant)
    .outerjoin(Participant, ON_THE_LIST)
    .where(Activity.station_id == bindparam("station_id"), ON_THE_DAY)
    .order_by(Activity.starts_at, Activity.id)
)
"""What happens at a station on a day, in order of time, with the place of one deputy on each list."""
_CHOICES = Question(CHOICES)


def choices(deputy_id: UUID | None, station_id: UUID, day: datetime) -> list[Choice]:
    """What happens at a station on the day of this moment, in order of time, as one deputy sees it."""
    return [Choice(*row) for row in _CHOICES.all(station_id=station_id, **chosen_from(deputy_id, day))]


def chosen_from(deputy_id: UUID | None, day: datetime) -> dict[str, object]:
    """What `ON_THE_DAY` and `ON_THE_LIST` are to be given."""
    midnight = clock.midnight(clock.local(day).date())
    until = midnight + timedelta(days=1)
    return {"deputy_id": deputy_id, "midnight": midnight, "next_midnight": until}


def coming(station_id: UUID, limit: int) -> list[Activity]:
    """What is still to come at a station, also what was put off or called off: open to everybody."""
    found = select(Activity).where(
        Activity.station_id == station_id, Activity.ends_at >= clock.now(), Activity.status.in_(AHEAD)
    )
    return list(db.session.scalars(found.order_by(Activity.starts_at, Activity.id).limit(limit)))


def beside(deputy_id: UUID, station_ids: list[UUID], limit: int) -> list[Activity]:
    """What is still to come where a deputy sits, apart from what they are invited to."""
    invited = select(Participant.activity_id).where(Participant.deputy_id == deputy_id)
    found = select(Activity).where(
        Activity.station_id.in_(station_ids),
        Activity.ends_at >= clock.now(),
        Activity.status.in_((ActivityStatus.PUBLISHED, ActivityStatus.ONGOING)),
        Activity.id.not_in(invited),
    )
    return list(db.session.scalars(found.order_by(Activity.starts_at, Activity.id).limit(limit)))


def around_today(actor: Actor, *, days_back: int, days_ahead: int, limit: int) -> list[Activity]:
    """The actor's activities around today, in order of time."""
    midnight = clock.midnight(clock.today())
    found = visible_to(actor).where(
        Activity.starts_at >= midnight - timedelta(days=days_back),
        Activity.starts_at < midnight + timedelta(days=days_ahead + 1),
    )
    return list(db.session.scalars(found.order_by(Activity.starts_at, Activity.id).limit(limit)))


@dataclass(frozen=True, slots=True)
class Guest:
    """A deputy on a list, and how their coming was recorded."""

    deputy_id: UUID
    name: str
    duty_id: UUID | None
    came_by: str | None
    answer: Answer | None = None
    away_because: str | None = None


def guests(activity_ids: list[UUID]) -> dict[UUID, list[Guest]]:
    """The lists of several activities at once, each by name."""
    rows = db.session.execute(
        select(
            Participant.activity_id,
            Deputy.id,
            Deputy.name,
            Participant.duty_id,
            Participant.came_by,
            Participant.answer,
            Participant.away_because,
        )
        .join(Deputy, Deputy.id == Participant.deputy_id)
        .where(Participant.activity_id.in_(activity_ids))
        .order_by(Deputy.name, Deputy.id)
    )
    lists: dict[UUID, list[Guest]] = {activity_id: [] for activity_id in activity_ids}
    for activity_id, deputy_id, name, duty_id, came_by, answer, because in rows:
        lists[activity_id].append(Guest(deputy_id, name, duty_id, came_by, answer, because))
    return lists
