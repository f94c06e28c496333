"""`python -m server.worker`: empties the outbox and does its tasks, until it is told to stop."""

from __future__ import annotations

import logging
import os
import signal
import threading
from contextlib import suppress
from pathlib import Path

import dramatiq
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from server import create_app
from server.core import queue, relay
from server.core.db import hang_up
from server.core.jobs import JOB_PATIENCE

log = logging.getLogger(__name__)

IDLE = 0.25
"""Seconds between two looks at an empty outbox: what a notice waits at most, on top of its work."""
PAUSE = 0.1
"""Seconds between two looks while something comes: what arrives meanwhile shares one transaction."""
AWAY = 1.0
THREADS = 4
LISTENS_MS = 200
"""The longest pause of Dramatiq between two looks at its queue; its own second would be most of a push's way."""
GIVES_WAY = 10
"""How much this process stands back (nice): whoever waits for a page comes first, a notice may be a second later."""


class Worker:
    """The relay in this thread, Dramatiq's worker threads beside it."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.stopping = threading.Event()
        self.broker = queue.broker(app.config["SETTINGS"].redis_url)
        dramatiq.set_broker(self.broker)
        dramatiq.actor(actor_name=queue.ACTOR, queue_name=queue.QUEUE, broker=self.broker)(self._perform)
        self.threads = dramatiq.Worker(
            self.broker, queues={queue.QUEUE}, worker_threads=THREADS, worker_timeout=LISTENS_MS
        )

    def run(self) -> None:
        """Work until `stopping` is set; what is in hand is finished first."""
        self.threads.start()
        while not self.stopping.is_set():
            self.stopping.wait(self.step())
        self.threads.stop(timeout=8_000)
        self.broker.close()

    def step(self) -> float:
        """One look at the outbox. Returns how long to rest."""
        try:
            with self.app.app_context():
                taken = relay.pump(lambda row_id: queue.hand_over(self.broker, row_id))
        except SQLAlchemyError as error:
            log.error("the database is away", extra={"error": type(error).__name__})
            return AWAY
        if taken == relay.BATCH:
            return 0.0
        return PAUSE if taken else IDLE

    def _perform(self, row_id: int) -> None:
        with self.app.app_context():
            relay.perform(row_id)


def give_way() -> None:
    """Stand back. Where Linux weighs sessions before processes, a process in a session of its own must say it twice."""
    os.nice(GIVES_WAY)
    with suppress(OSError):
        Path("/proc/self/autogroup").write_text(str(GIVES_WAY))


def main() -> None:
    give_way()
    app = create_app(patience_s=JOB_PATIENCE)
    worker = Worker(app)
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: worker.stopping.set())
    worker.run()
    with app.app_context():
        hang_up()


if __name__ == "__main__":
    main()
