"""What the timetable does for the units: promises that were not kept wake up, and who is late hears it once."""

from __future__ import annotations

from server.assignments import news, queries, reminders
from server.core import jobs
from server.core.db import transaction
from server.messages import units

WORK = (news, reminders)
"""Listeners and timers that stand in files of their own."""


@jobs.every(hour=0, minute=40)
def wake_promises() -> None:
    """O17: in batches, each its own transaction."""
    while True:
        with transaction():
            batch = queries.overdue_promises()
            for message in batch:
                units.wake(message)
        if not batch:
            return
