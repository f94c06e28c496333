"""The platform's whole state, in memory, and its clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone

from sandbox.messages import Messages, reply_template
from sandbox.people import People
from sandbox.pushes import Pusher
from sandbox.settings import Settings
from sandbox.tokens import Tokens

CHINA = timezone(timedelta(hours=8))


class Platform:
    """`now` gives unix seconds; a test hands in its own."""

    def __init__(self, settings: Settings, now: Callable[[], float]) -> None:
        self.settings = settings
        self.now = now
        self.people = People()
        self.tokens = Tokens()
        self.messages = Messages([reply_template(settings.template_reply)])
        self.pusher = Pusher(settings.callback_url, settings.token, now)

    def moment(self) -> str:
        """Now, as ISO 8601 with offset."""
        return datetime.fromtimestamp(self.now(), CHINA).isoformat(timespec="milliseconds")
