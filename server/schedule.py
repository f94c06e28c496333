"""`python -m server.schedule`: runs what is due by the clock; of several, only one at a time leads."""

from __future__ import annotations

import logging
import signal
import sys
import threading
from collections.abc import Callable

from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask
from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from server import create_app
from server.core import clock, jobs
from server.core.db import db
from server.core.jobs import JOB_PATIENCE

log = logging.getLogger(__name__)
LEADER = 7_261_005
"""The advisory lock that the leader holds as long as it lives."""
LOOK = 5.0


def lead(connection: Connection) -> bool:
    """Whether this process leads now. The database lets go when the connection breaks."""
    held = connection.execute(text("select pg_try_advisory_lock(:key)"), {"key": LEADER}).scalar_one()
    connection.commit()
    return bool(held)


def timetable(app: Flask) -> BackgroundScheduler:
    """Every registered timer, each run in its own application context, never twice at once."""
    scheduler = BackgroundScheduler(timezone=clock.ZONE)
    for timer in jobs.timers:
        scheduler.add_job(
            _in_context(app, timer), "cron", id=timer.name, max_instances=1, coalesce=True, **timer.cron
        )
    return scheduler


def _in_context(app: Flask, timer: jobs.Timer) -> Callable[[], None]:
    def run() -> None:
        with app.app_context():
            log.info("timer", extra={"task": timer.name})
            timer.run()

    return run


def main() -> None:
    app = create_app(patience_s=JOB_PATIENCE)
    stopping = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stopping.set())
    scheduler = timetable(app)
    try:
        with app.app_context(), db.engine.connect() as connection:
            while not stopping.is_set() and not lead(connection):
                stopping.wait(LOOK)
            scheduler.start()
            while not stopping.wait(LOOK):
                connection.execute(text("select 1"))
                connection.commit()
    except SQLAlchemyError as error:
        # leadership is gone with the connection: start over, the runner brings us back
        log.error("the database is away", extra={"error": type(error).__name__})
        sys.exit(1)
    finally:
        if scheduler.running:
            scheduler.shutdown(wait=True)


if __name__ == "__main__":
    main()
