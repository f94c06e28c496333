"""Case numbers like 261110-0237: dense within a day, without a lock that makes writers wait for each other."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from server.core import clock
from server.core.db import Question, db
from server.messages.models import NUMBERS, NumberDay

_NEXT = Question(select(NUMBERS.next_value().label("serial")))
_known: dict[date, int] = {}


def next_number(drawn: int | None = None) -> str:
    """A number of today, of the serial that was drawn. A message that is rolled back leaves a gap, which harms nobody."""
    day = clock.today()
    serial = drawn or _draw()
    before = _before(day, serial)
    while serial <= before:
        # somebody who drew later was quicker to open the day
        serial = _draw()
    return f"{day:%y%m%d}-{serial - before:04d}"


def forget() -> None:
    """Read the days anew: the tables were exchanged under this process (a restore, a test)."""
    _known.clear()


def _draw() -> int:
    serial: int = _NEXT.first().serial
    return serial


def _before(day: date, serial: int) -> int:
    """The last serial before this day. Whoever comes first fixes it, in a transaction of its own,
    because a request that fails later must not take back what others already count from."""
    if day not in _known:
        start = insert(NumberDay).values(day=day, before=serial - 1).on_conflict_do_nothing()
        with db.engine.begin() as connection:
            connection.execute(start)
            found = connection.execute(select(NumberDay.before).where(NumberDay.day == day))
            _known.clear()
            _known[day] = found.scalar_one()
    return _known[day]
