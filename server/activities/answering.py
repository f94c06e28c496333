"""A deputy says to an invitation: I come, or I cannot. Nobody has to; it costs nothing and is told to nobody (domain §5.4)."""

from __future__ import annotations

from sqlalchemy import select

from server.activities.life import ActivityStatus, Answer
from server.activities.models import Activity, Participant
from server.core import clock
from server.core.actor import Actor
from server.core.db import db
from server.core.errors import Conflict, NotFound

OPEN = (ActivityStatus.PUBLISHED, ActivityStatus.ONGOING, ActivityStatus.POSTPONED)


def say(actor: Actor, activity: Activity, *, answer: Answer, reason: str = "") -> None:
    """The last word stands. Raises NotFound for who is not on the list, Conflict once they came or it is over."""
    mine = select(Participant).where(
        Participant.activity_id == activity.id, Participant.deputy_id == actor.deputy_id
    )
    place = db.session.scalar(mine.with_for_update())
    if place is None:
        raise NotFound("activity.unknown", "没有找到这个活动。")
    if place.duty_id is not None:
        raise Conflict("activity.you_came", "已经记下您来过了，不用再说。")
    if activity.status not in OPEN or activity.ends_at < clock.now():
        raise Conflict("activity.is_over", "这个活动已经过了或不办了，不用再说。")
    place.answer = answer
    place.away_because = reason if answer is Answer.AWAY and reason else None
