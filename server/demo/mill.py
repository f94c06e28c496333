"""Lines for COPY, a million of them in a minute: the lives of letters in round figures."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from uuid import UUID

from server.activities.kinds import KINDS, DutyKind
from server.core import workdays
from server.demo import library
from server.demo.letters import ASKING
from server.demo.library import Letter, words

YEARS = 5
DAYS = YEARS * 365
SETTLED = 45
"""Days after which a letter's life is over."""
NULL = "\\N"
_MINUTES = [f"{minute // 60:02d}:{minute % 60:02d}:" for minute in range(24 * 60)]
_TABLES = {
    "messages": "id number author_id station_id deputy_id area_code content place visibility "
    "consent_share_identity status reworks promised_on created_at accepted_at answered_at concluded_at",
    "message_steps": "message_id action at account_id by text result",
    "message_ratings": "message_id reply solved text at",
    "duties": "id deputy_id station_id area_code kind title status source how at dedupe recorded_at",
}
COLUMNS = {table: columns.split() for table, columns in _TABLES.items()}


@dataclass(frozen=True, slots=True)
class Seat:
    """A station with one of its deputies, and who signs for each of them."""

    station_id: UUID
    area_code: str
    liaison_id: UUID
    liaison: str
    deputy_id: UUID
    deputy_account_id: UUID
    deputy: str


@dataclass(slots=True)
class Mill:
    """Grinds batches of lines by table. `first_serial` begins the numbers of every day."""

    random: Random
    today: date
    seats: Sequence[Seat]
    authors: Sequence[UUID]
    first_serial: int
    _serials: list[int] = field(default_factory=list)
    _days: list[str] = field(default_factory=list)
    _stamps: list[str] = field(default_factory=list)
    _next_workday: list[int] = field(default_factory=list)
    _letters: list[tuple[Letter, list[str]]] = field(default_factory=list)
    _tails: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        calendar = [self.today - timedelta(days=ago) for ago in range(DAYS + 1)]
        self._days = [f"{day:%Y-%m-%d}" for day in calendar]
        self._stamps = [f"{day:%y%m%d}" for day in calendar]
        self._serials = [self.first_serial] * (DAYS + 1)
        self._next_workday = [_next_workday(calendar, ago) for ago in range(DAYS + 1)]
        self._letters = [(one, _replies(one)) for one in library.letters()]
        self._tails = words("profile")["resident_tails"]

    def grind(self, count: int, start: int) -> dict[str, str]:
        """COPY text by table for letters `start` to `start + count`; every tenth is answered by a deputy."""
        lines: dict[str, list[str]] = {table: [] for table in COLUMNS}
        for position in range(start, start + count):
            self._letter(lines, by_deputy=position % 10 == 0)
        return {table: "".join(rows) for table, rows in lines.items()}

    def _letter(self, lines: dict[str, list[str]], *, by_deputy: bool) -> None:
        draw = self.random.random
        ago = int(draw() * (DAYS - SETTLED)) + SETTLED if by_deputy else int(draw() * DAYS) + 1
        seat = self.seats[int(draw() * len(self.seats))]
        author = self.authors[int(draw() * len(self.authors))]
        message_id = _id()
        steps = _Steps(message_id, lines["message_steps"])
        created = self._at(ago, 6, 22)
        steps.add("submit", created, author, "来信人")
        story = self._story(steps, seat, ago, by_deputy, lines)
        self._serials[ago] += 1
        letter, _ = story.letter
        deputy = seat.deputy_id if by_deputy or draw() < 0.1 else NULL
        tail = self._tails[int(draw() * len(self._tails))] if letter.kind in ASKING else ""
        lines["messages"].append(
            f"{message_id}\t{self._stamps[ago]}-{self._serials[ago]:04d}\t{author}\t{seat.station_id}\t{deputy}\t"
            f"{seat.area_code}\t{letter.text}{tail}\t\tprivate\tf\t{story.status}\t{story.reworks}\t"
            f"{self._days[max(0, ago - 3)]}\t{created}\t{story.accepted}\t{story.answered}\t{story.concluded}\n"
        )

    def _story(
        self, steps: _Steps, seat: Seat, ago: int, by_deputy: bool, lines: dict[str, list[str]]
    ) -> _Story:
        """What followed, as far as the days up to yesterday go."""
        draw = self.random.random
        story = _Story(self._letters[int(draw() * len(self._letters))])
        day = self._next_workday[ago]
        if day < 1:
            return story
        story.status, story.accepted = "accepted", self._at(day, 8, 17)
        steps.add("accept", story.accepted, seat.liaison_id, f"联络员 {seat.liaison}")
        day = self._next_workday[max(0, day - int(draw() * 3))]
        if day < 1:
            return story
        story.status, story.answered = "answered", self._at(day, 8, 17)
        reply = story.letter[1][int(draw() * len(story.letter[1]))]
        signed = (
            (seat.deputy_account_id, f"{seat.deputy}代表")
            if by_deputy
            else (seat.liaison_id, f"联络员 {seat.liaison}")
        )
        steps.add("reply", story.answered, *signed, reply)
        if by_deputy:
            lines["duties"].append(_duty(seat, steps.message_id, story.answered))
        self._end(story, steps, day, lines)
        return story

    def _end(self, story: _Story, steps: _Steps, day: int, lines: dict[str, list[str]]) -> None:
        """Two of three are rated; the others come to their end by themselves."""
        draw = self.random.random
        if draw() >= 0.66:
            if day > 17:
                story.status, story.concluded = "concluded", f"{self._days[day - 16]} 01:10:00+08"
                steps.add("lapse", story.concluded, NULL, "到期自动收尾")
            return
        day -= 1 + int(draw() * 9)
        if day < 1:
            return
        at, reply = self._at(day, 7, 22), 1 if draw() < 0.08 else 2 + (draw() < 0.7)
        if reply > 1:
            story.status, story.concluded = "concluded", at
        else:
            story.status, story.reworks = "reworking", 1
        steps.add("satisfy" if reply > 1 else "dissatisfy", at, steps.author, "来信人")
        solved = "t" if reply > 1 and draw() < 0.7 else "f"
        lines["message_ratings"].append(f"{steps.message_id}\t{reply}\t{solved}\t\t{at}\n")

    def _at(self, ago: int, first_hour: int, last_hour: int) -> str:
        minute = first_hour * 60 + int(self.random.random() * (last_hour - first_hour) * 60)
        return f"{self._days[ago]} {_MINUTES[minute]}{minute * 7 % 60:02d}+08"


@dataclass(slots=True)
class _Story:
    letter: tuple[Letter, list[str]]
    status: str = "submitted"
    accepted: str = NULL
    answered: str = NULL
    concluded: str = NULL
    reworks: int = 0


@dataclass(slots=True)
class _Steps:
    """The steps of one letter, straight into the lines; the first one is the author's."""

    message_id: str
    lines: list[str]
    author: object = NULL

    def add(self, action: str, at: str, account_id: object, by: str, text: str = "") -> None:
        if action == "submit":
            self.author = account_id
        result = NULL
        if action == "reply" and text[1:2] == "|":
            result, text = text[0], text[2:]
        self.lines.append(f"{self.message_id}\t{action}\t{at}\t{account_id}\t{by}\t{text}\t{result}\n")


def _duty(seat: Seat, message_id: str, at: str) -> str:
    kind = DutyKind.HANDLE_OPINION
    return (
        f"{_id()}\t{seat.deputy_id}\t{seat.station_id}\t{seat.area_code}\t{kind.value}\t{KINDS[kind].name}\t"
        f"confirmed\timport\timport\t{at}\tmessage-{message_id}\t{at}\n"
    )


def _id() -> str:
    """A random UUID, version 4, as text."""
    digits = os.urandom(16).hex()
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:]}"


def _replies(letter: Letter) -> list[str]:
    """`A|text` where there is a result class; dates in words, because five years have many."""
    return [
        f"{one.result}|{text}" if one.result else text
        for one in library.answers(letter)
        for text in (one.text.format(date="下个季度末", review="半年以后"),)
    ]


def _next_workday(calendar: Sequence[date], ago: int) -> int:
    """How many days ago the next working day was; 0 is today."""
    return next((day for day in _after(ago) if workdays.is_workday(calendar[day])), 0)


def _after(ago: int) -> Iterator[int]:
    return iter(range(ago - 1, 0, -1))
