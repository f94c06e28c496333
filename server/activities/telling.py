"""Who is told of an activity: the deputies on its list, and the people who plan at its station."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from server.accounts.models import RoleGrant
from server.accounts.queries import account_of, held_on
from server.activities.life import ActivityReach
from server.activities.models import Activity, Participant
from server.areas.queries import town_scope
from server.core import clock
from server.core.db import db
from server.core.permissions import Role
from server.core.text import day_words
from server.notifications.service import Target, tell_all


def when(activity: Activity) -> str:
    """12月5日 09:00."""
    starts = clock.local(activity.starts_at)
    return f"{day_words(starts.date())} {starts:%H:%M}"


def guests_of(activity_id: UUID) -> list[UUID]:
    """The accounts of the deputies on the list."""
    listed = select(Participant.deputy_id).where(Participant.activity_id == activity_id)
    found = select(RoleGrant.account_id).where(
        RoleGrant.role == Role.DEPUTY, RoleGrant.subject_id.in_(listed), held_on(clock.today())
    )
    return list(db.session.scalars(found.distinct().order_by(RoleGrant.account_id)))


def approvers_of(activity: Activity) -> list[UUID]:
    """The station's head; for what is the township's, and where a station has no head, the township."""
    township = account_of(Role.STREET_NPC, scope=town_scope(activity.area_code))
    if activity.reach is ActivityReach.TOWN:
        return township
    return account_of(Role.STATION_HEAD, scope=f"station:{activity.station_id}") or township


def tell(account_ids: list[UUID], activity: Activity, *, step: str, title: str, text: str) -> None:
    """The same step with the same day is told once to each."""
    tell_all(
        account_ids,
        source=f"activity-{activity.id.hex}-{step}-{activity.starts_at:%Y%m%d%H%M}",
        kind=f"activity.{step}",
        title=title,
        text=text,
        target=Target("activity", activity.id, ""),
    )
