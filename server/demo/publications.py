"""What the stations of the demonstration let everybody read: a sentence or two, and mostly the answer with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from uuid import UUID

from server.accounts.models import Account
from server.core import workdays
from server.core.permissions import Role
from server.demo import library
from server.demo.dice import Dice
from server.demo.letters import Mailbag
from server.demo.people import Register
from server.demo.post import is_news
from server.messages import publication_traces as traces
from server.messages.life import MessageAction, MessageStatus
from server.messages.models import Message, Publication, Visibility
from server.safety.models import Check, CheckState, Doubt, Part

RELEASED = 32
OWN, ELSEWHERE = 6, 2
"""How many cases the demonstration's own station and any other one show."""


@dataclass(frozen=True, slots=True)
class Publisher:
    """Releases what was offered, looked at and answered; the latest first, no summary twice."""

    dice: Dice
    now: datetime
    register: Register
    bag: Mailbag
    own_station: UUID
    _known: dict[UUID, Account] = field(default_factory=dict)

    def open_own(self) -> None:
        """At the demonstration's own station enough people let theirs become public, whatever chance had said."""
        mine = [one for one in self.bag.messages if one.station_id == self.own_station]
        told = (one for one in mine if self._may_tell(one) and one.visibility is Visibility.PRIVATE)
        for message in islice(told, OWN):
            message.visibility = Visibility.ANONYMOUS_PUBLIC

    def checks(self) -> list[Check]:
        """What the platform said of every letter that may become public; of the latest it is asked like of any other."""
        offered = (one for one in self.bag.messages if one.visibility is not Visibility.PRIVATE)
        authors = self._authors()
        return [self._check(one, authors[one.author_id]) for one in offered if not is_news(one, self.now)]

    def publications(self) -> list[Publication]:
        made: list[Publication] = []
        shown: Counter[UUID] = Counter()
        used: set[str] = set()
        for message, summary in self._offered():
            most = OWN if message.station_id == self.own_station else ELSEWHERE
            if summary in used or shown[message.station_id] >= most:
                continue
            used.add(summary)
            shown[message.station_id] += 1
            made.append(self._release(message, summary))
            if len(made) == RELEASED:
                break
        return made

    def _offered(self) -> Iterator[tuple[Message, str]]:
        """Letters with words for everybody, the demonstration's own station first, then by the day of the answer."""
        for message in sorted(self.bag.messages, key=self._turn):
            if message.visibility is not Visibility.PRIVATE and self._may_tell(message):
                yield message, library.summaries()[self.bag.answers[message.id]]

    def _may_tell(self, message: Message) -> bool:
        """Answered for a day, nobody unsatisfied, written with WeChat, and there are words for it."""
        is_over = message.answered_at is not None and self._day(message) < self.now
        is_known = self._authors()[message.author_id].openid_index is not None
        has_words = self.bag.answers[message.id] in library.summaries()
        return is_over and is_known and has_words and message.status is not MessageStatus.REWORKING

    def _turn(self, message: Message) -> tuple[bool, timedelta]:
        since = self.now - (message.answered_at or message.created_at)
        return message.station_id != self.own_station, since

    def _release(self, message: Message, summary: str) -> Publication:
        answer = next(step.text for step in self.bag.steps[message.id] if step.action is MessageAction.REPLY)
        liaison = self.register.of[Role.LIAISON, f"station:{message.station_id}"]
        return Publication(
            id=self.dice.id(),
            message_id=message.id,
            station_id=message.station_id,
            summary=summary,
            reply="" if traces.find(answer) else answer,
            account_id=liaison.id,
            at=self._day(message),
        )

    def _day(self, message: Message) -> datetime:
        """The next working day, at the hour of the answer."""
        answered = message.answered_at or message.created_at
        day = workdays.after(answered.date(), 1)
        return answered + timedelta(days=(day - answered.date()).days)

    def _check(self, message: Message, author: Account) -> Check:
        """The platform knows only its own people; whoever wrote without it waits for a person."""
        is_known = author.openid_index is not None
        return Check(
            id=self.dice.id(),
            subject_type="message",
            subject_id=message.id,
            account_id=author.id,
            part=Part.TEXT,
            state=CheckState.PASSED if is_known else CheckState.DOUBTFUL,
            doubt=None if is_known else Doubt.NO_WECHAT,
            label=100 if is_known else None,
            created_at=message.created_at,
            checked_at=message.created_at + timedelta(seconds=2) if is_known else None,
        )

    def _authors(self) -> dict[UUID, Account]:
        if not self._known:
            self._known.update({account.id: account for account in self.register.accounts})
        return self._known
