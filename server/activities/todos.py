"""Activities that wait at a station: to be published by its head, to be written up and filed by its people (R0-09)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select

from server.activities.life import ActivityStatus
from server.activities.models import Activity
from server.activities.queries import visible_to
from server.core import todos
from server.core.actor import Actor
from server.core.permissions import Permission as P


def _kind(status: ActivityStatus, words: str, does: str, permission: P, **terms: Any) -> todos.Kind:
    def waits(actor: Actor) -> Select[Any] | None:
        return visible_to(actor).where(Activity.status == status) if actor.station_id else None

    return todos.Kind(
        f"activity.{status.value}",
        words,
        does,
        "calendar",
        "registers",
        permission,
        waits,
        "activities_pages.agenda",
        lambda actor: {"station_id": actor.station_id},
        **terms,
    )


todos.join(
    _kind(
        ActivityStatus.PENDING_APPROVAL, "活动等着您发布", "去看", P.ACTIVITY_APPROVE, due=Activity.starts_at
    ),
    _kind(
        ActivityStatus.FINISHED, "活动开完了，等着写纪要归档", "去写", P.DUTY_ENTER, since=Activity.ends_at
    ),
)
