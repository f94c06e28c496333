"""What the timetable does for the units: promises that were not kept wake up; who is late is told by the alerts."""

from __future__ import annotations

from server.assignments import alerts, closing, endings, looking_back, news, queries
from server.core import jobs
from server.core.db import transaction
from server.messages import units

WORK = (alerts, closing, endings, looking_back, news)
"""Listeners and rules that stand in files of their own."""


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
