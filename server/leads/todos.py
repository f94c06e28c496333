"""Leads an office has to decide about, by the day it is due (O14, R0-09)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select

from server.core import todos
from server.core.actor import Actor
from server.core.permissions import Permission as P
from server.leads import queries
from server.leads.kinds import DECIDES
from server.leads.life import UNDECIDED
from server.leads.models import Lead


def _waits(actor: Actor) -> Select[Any]:
    levels = [level for level, role in DECIDES.items() if role is actor.role]
    return queries.visible_to(actor).where(Lead.status.in_(UNDECIDED), Lead.level.in_(levels))


todos.join(
    todos.Kind(
        "lead.decide",
        "来信变的线索等着定",
        "去定",
        "star",
        "leads",
        P.LEAD_DECIDE,
        _waits,
        "leads_pages.listed",
        due=Lead.due_on,
        since=Lead.created_at,
    ),
)
