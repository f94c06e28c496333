"""Putting an alert aside for some days, with a reason that stays on the log."""

from __future__ import annotations

from datetime import timedelta

from server.alerts.models import Addressee, Alert
from server.core import audit, clock
from server.core.actor import Actor

LONGEST = 30


def quiet(actor: Actor, alert: Alert, mine: Addressee, *, days: int, reason: str) -> None:
    """The actor alone is not shown it for so many days; the others it is for are."""
    mine.quiet_until, mine.quiet_reason = clock.today() + timedelta(days=days), reason
    audit.record(actor, "alert.quiet", "alert", alert.id, f"{alert.rule} {days} 天：{reason}"[:200])


def wake(actor: Actor, alert: Alert, mine: Addressee) -> None:
    """Shown again before its day."""
    mine.quiet_until, mine.quiet_reason = None, ""
    audit.record(actor, "alert.wake", "alert", alert.id, alert.rule)
