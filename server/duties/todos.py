"""Duties that wait at a station: to be confirmed by its people, appeals to be decided by its head (R0-09)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select

from server.core import todos
from server.core.actor import Actor
from server.core.permissions import Permission as P
from server.duties.life import DutyStatus
from server.duties.models import Duty
from server.duties.queries import visible_to


def _kind(status: DutyStatus, words: str, does: str, permission: P) -> todos.Kind:
    def waits(actor: Actor) -> Select[Any] | None:
        return visible_to(actor).where(Duty.status == status) if actor.station_id else None

    return todos.Kind(
        f"duty.{status.value}",
        words,
        does,
        "calendar",
        "registers",
        permission,
        waits,
        "duties_pages.station",
        lambda actor: {"station_id": actor.station_id},
        since=Duty.recorded_at,
    )


todos.join(
    _kind(DutyStatus.PENDING, "履职记录等着核实", "去核实", P.DUTY_ENTER),
    _kind(DutyStatus.APPEALED, "代表对履职记录有申诉", "去定", P.DUTY_JUDGE),
)
