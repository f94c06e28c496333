"""Alerts that stand and were not put aside (R0-09)."""

from __future__ import annotations

from server.alerts import queries
from server.alerts.models import Alert
from server.core import todos
from server.core.permissions import Permission as P

todos.join(
    todos.Kind(
        "alert.mine",
        "预警没有办好",
        "去看",
        "warn",
        "alerts",
        P.ALERT_READ,
        queries.mine,
        "alerts_pages.alerts",
        since=Alert.opened_at,
    ),
)
