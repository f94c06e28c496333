"""Alerts by JSON."""

from __future__ import annotations

from server.alerts import reading
from server.alerts.schemas import AlertOut, FindAlerts
from server.core.actor import current
from server.core.http import Page, Routes
from server.core.permissions import Permission

routes = Routes("alerts", "/api/alerts")


@routes.get("", permission=Permission.ALERT_READ, query=FindAlerts, out=Page[AlertOut])
def listing(query: FindAlerts) -> Page[AlertOut]:
    """What fires now, for me or in my area, the newest first; `next` is the number of the next page."""
    found = reading.lines(current(), query.box, query.rule, query.page)
    more = str(query.page + 1) if found.more else None
    return Page[AlertOut](items=[AlertOut.of(line) for line in found.lines], next=more)
