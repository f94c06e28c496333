"""The platform's whole state, in memory, and its clock."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta, timezone

from sandbox.faults import Faults
from sandbox.links import Links
from sandbox.media import MediaDesk
from sandbox.messages import Messages, templates_of
from sandbox.people import People
from sandbox.pushes import Pusher
from sandbox.quotas import Quotas
from sandbox.settings import Settings
from sandbox.switches import Switches
from sandbox.tokens import Tokens

CHINA = timezone(timedelta(hours=8))


class Platform:
    """`true_now` gives unix seconds; a test hands in its own. The clock of the control plane only adds to it,
    and moves what ends some day: tokens, codes, quotas, visits. Pushes are signed at the true time.
    """

    def __init__(self, settings: Settings, true_now: Callable[[], float]) -> None:
        self.settings = settings
        self.true_now = true_now
        self.ahead_s = 0.0
        self.switches = Switches(published=list(settings.published))
        self.faults = Faults()
        self.people = People()
        self.tokens = Tokens(self.switches)
        self.quotas = Quotas(self.switches)
        self.links = Links()
        self.messages = Messages(templates_of(settings.templates), self.switches)
        self.pusher = Pusher(settings, self.switches, true_now)
        self.media = MediaDesk(settings, self.switches, self.pusher)
        self.unchecked_codes = 0
        self._never = threading.Event()

    def now(self) -> float:
        return self.true_now() + self.ahead_s

    def moment(self) -> str:
        """The true time, as ISO 8601 with offset."""
        return datetime.fromtimestamp(self.true_now(), CHINA).isoformat(timespec="milliseconds")

    def wait(self, seconds: float) -> None:
        """Let a call hang. The thread dies with the process."""
        if seconds > 0:
            self._never.wait(seconds)
