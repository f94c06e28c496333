"""Visits whose day has come and was not written down, and promises of a unit that are due (R0-05, R0-09)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select

from server.core import clock, todos
from server.core.actor import Actor
from server.core.permissions import Permission as P
from server.visits.life import VisitStatus
from server.visits.models import Visit
from server.visits.queries import visible_to


def _unwritten(actor: Actor) -> Select[Any] | None:
    """Of a station: the day is over and nothing was written down."""
    if not actor.station_id:
        return None
    planned = Visit.status.in_((VisitStatus.PLANNED, VisitStatus.NOTIFIED))
    return visible_to(actor).where(planned, Visit.planned_on <= clock.today())


todos.join(
    todos.Kind(
        "visit.hold",
        "进站会商到日子了，等着记",
        "去记",
        "calendar",
        "visits",
        P.VISIT_PLAN,
        _unwritten,
        "visits_pages.listed",
        due=Visit.planned_on,
    ),
)
