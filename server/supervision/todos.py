"""Supervision that waits for this person: as the number on the rail counts it (R0-09)."""

from __future__ import annotations

from server.core import todos
from server.core.permissions import Permission as P
from server.supervision import queries
from server.supervision.models import Supervision

todos.join(
    todos.Kind(
        "supervision.mine",
        "督办等着您",
        "去办",
        "flag",
        "supervision",
        P.SUPERVISION_READ,
        queries.waits,
        "supervision_pages.listed",
        lambda _: {"box": "mine"},
        since=Supervision.opened_at,
    ),
)
