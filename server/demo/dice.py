"""Chance that can be repeated: one seed gives the same names, texts and hours every time."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import TypeVar
from uuid import UUID

from server.core import workdays
from server.core.clock import ZONE
from server.demo.library import words

T = TypeVar("T")

# one made-up block for everybody, so that no figure of the demonstration is somebody's number by accident
PHONE_PREFIX = "1690000"


class Dice:
    """A generator of everything that the demonstration leaves to chance."""

    def __init__(self, seed: str) -> None:
        self.random = random.Random(seed)
        self._names: set[str] = set()

    def pick(self, among: Sequence[T]) -> T:
        return self.random.choice(among)

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def id(self) -> UUID:
        return UUID(int=self.random.getrandbits(128), version=4)

    def name(self, *, is_unique: bool = False) -> str:
        """A surname and a word of the countryside: nobody is called like that by accident."""
        names = words("names")
        while True:
            name = self.pick(names["surnames"]) + self.pick(names["given"])
            if not is_unique or name not in self._names:
                self._names.add(name)
                return str(name)

    def phone(self) -> str:
        return f"{PHONE_PREFIX}{self.random.randrange(10_000):04d}"

    def at_work(self, day: date) -> datetime:
        """A moment of office hours on `day` or the next working day."""
        while not workdays.is_workday(day):
            day += timedelta(days=1)
        minute = self.pick(((8, 30), (9, 0), (10, 0), (11, 0), (14, 0), (15, 0), (16, 0)))
        start = datetime.combine(day, time(*minute), ZONE)
        return start + timedelta(seconds=self.random.randrange(3_000))

    def at_home(self, day: date) -> datetime:
        """A moment when people write letters: mostly after supper and in the early morning."""
        hour = self.random.choices(range(24), weights=_WRITING_HOURS)[0]
        start = datetime.combine(day, time(hour), ZONE)
        return start + timedelta(seconds=self.random.randrange(3_600))


_WRITING_HOURS = (1, 1, 1, 0, 1, 3, 8, 10, 9, 8, 8, 7, 8, 6, 5, 6, 6, 6, 8, 12, 14, 12, 7, 3)
