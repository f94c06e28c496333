"""How far a deputy is with what the area asks of everybody (domain §6.2): yes or not yet, told to the deputy first.

Features that know more of it register a line; nothing here counts points or compares anybody with anybody (F01, F02).

    @line(order=20)
    def reported(deputy: Deputy, year: int) -> Line | None: ...
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import func, select

from server.activities.kinds import DutyKind
from server.areas import settings
from server.areas.duty_catalogue import RECEPTIONS
from server.core.db import db
from server.deputies.models import Deputy
from server.duties.coverage import counts_in
from server.duties.models import Duty


@dataclass(frozen=True, slots=True)
class Line:
    """`name` is what is asked, `words` how it stands, kindly."""

    key: str
    name: str
    words: str
    is_met: bool


Finder = Callable[[Deputy, int], Line | None]
_finders: list[tuple[int, Finder]] = []


def line(*, order: int) -> Callable[[Finder], Finder]:
    """Register a function that says how one thing stands, or nothing where the area does not ask for it."""

    def register(find: Finder) -> Finder:
        _finders.append((order, find))
        return find

    return register


def lines(deputy: Deputy, year: int) -> list[Line]:
    """In the order in which they were given."""
    found = (find(deputy, year) for _, find in sorted(_finders, key=lambda one: one[0]))
    return [one for one in found if one is not None]


@line(order=10)
def received(deputy: Deputy, year: int) -> Line | None:
    least = settings.number(deputy.area_code, RECEPTIONS)
    if not least:
        return None
    counted = select(func.count()).where(
        Duty.deputy_id == deputy.id, counts_in(year), Duty.kind == DutyKind.RECEIVE_VOTERS
    )
    times = db.session.execute(counted).scalar_one()
    if times >= least:
        words = f"来了 {times} 次，已经够了。"
    elif times:
        words = f"来了 {times} 次，再来 {least - times} 次就够。"
    else:
        words = "还没有来过。最近的接待日在“今天”里看得到。"
    return Line("receptions", f"接待街坊，一年 {least} 次", words, times >= least)
