"""A leaving that was dated takes effect on its day, once."""

from __future__ import annotations

from server.core import jobs
from server.core.db import transaction
from server.deputies import queries, service


@jobs.every(minute=5)
def let_go() -> None:
    """Every hour, so that nobody stays longer than the day when a night was missed; in batches."""
    while True:
        with transaction():
            batch = queries.due_to_leave()
            for deputy in batch:
                service.depart(deputy)
        if not batch:
            return
