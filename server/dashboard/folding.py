"""Keeping the numbers: stale leaves are counted anew, and what they differ by is added to every place above.

Nothing is counted inside a request: triggers only say what has become stale.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, func, insert, select, tuple_
from sqlalchemy.dialects.postgresql import insert as upsert

from server.areas.models import PREFIX_LENGTHS, AreaLevel
from server.core import clock
from server.core.db import db, one_at_a_time, transaction
from server.dashboard import cases, letters, registers, work
from server.dashboard.models import Fold, Stale, Sum, Tally
from server.dashboard.sources import ALWAYS, SOURCES, Scope
from server.deputies.models import Deputy
from server.duties.models import Duty
from server.messages.life import MessageStatus
from server.messages.models import Message

MODULES = (cases, letters, registers, work)
"""Whose import fills SOURCES."""
ONLY = 1
"""The one row that says when."""
AT_ONCE = 200
"""Leaves of one transaction: a second or two."""
ABOVE = tuple(PREFIX_LENGTHS[level] for level in AreaLevel if level is not AreaLevel.VILLAGE)
ALONG = {
    "letters": ("letters", "poor"),
    "activities": ("activities", "meetings"),
    "visits": ("visits", "promises"),
}
"""Sources that are counted from the same rows."""
COUNTY_DIGITS = PREFIX_LENGTHS[AreaLevel.COUNTY]
Numbers = Counter[tuple[str, date, str]]


@dataclass(frozen=True, slots=True, order=True)
class Leaf:
    source: str
    area: str
    cohort: date

    @property
    def scope(self) -> Scope:
        return SOURCES[self.source].leaf(self.area, self.cohort)


def fold() -> int:
    """Count anew what is stale, some at once. Returns how many leaves it was; nought when all is as it should be."""
    with transaction():
        one_at_a_time("dashboard")
        _turn_of_the_day()
        leaves = _take()
        for leaf in leaves:
            count_anew(leaf)
        if len(leaves) < AT_ONCE:
            remember()
    return len(leaves)


def _take() -> list[Leaf]:
    some = select(Stale.source, Stale.area, Stale.cohort).distinct().limit(AT_ONCE).subquery()
    key = tuple_(Stale.source, Stale.area, Stale.cohort)
    gone = delete(Stale).where(key.in_(select(some.c.source, some.c.area, some.c.cohort)))
    taken = {Leaf(*row) for row in db.session.execute(gone.returning(Stale.source, Stale.area, Stale.cohort))}
    along = {Leaf(key, one.area, one.cohort) for one in taken for key in ALONG.get(one.source, (one.source,))}
    return sorted(along | _of_people(taken) | _of_stations(taken))


def _of_people(taken: Iterable[Leaf]) -> set[Leaf]:
    """Whose duties changed may have taken part in the year, wherever their register is."""
    found: set[Leaf] = set()
    for one in taken:
        if one.source == "duties":
            scope = one.scope
            area = func.left(Deputy.area_code, 9)
            asked = select(area).join(Duty, Duty.deputy_id == Deputy.id)
            here = func.left(Duty.area_code, 9) == one.area
            rows = db.session.scalars(asked.where(here, *scope.began(Duty.at)).distinct())
            found |= {Leaf("deputies", place, ALWAYS) for place in rows}
    return found


def _of_stations(taken: Iterable[Leaf]) -> set[Leaf]:
    """A station of another kind is asked to meet in another rhythm."""
    areas = [one.area for one in taken if one.source == "stations"]
    if not areas:
        return set()
    known = select(Tally.area, Tally.cohort).where(Tally.area.in_(areas), Tally.source == "meetings")
    return {Leaf("meetings", *row) for row in db.session.execute(known.distinct())}


def count_anew(leaf: Leaf) -> None:
    kept, now = _kept(leaf), _now(leaf)
    change = Counter(now)
    change.subtract(kept)
    changed = {key: by for key, by in change.items() if by}
    if not changed:
        return
    own = (Tally.area == leaf.area, Tally.source == leaf.source, Tally.cohort == leaf.cohort)
    db.session.execute(
        delete(Tally).where(*own, tuple_(Tally.metric, Tally.day, Tally.dim).in_(list(changed)))
    )
    fresh = [_row(leaf, key, now[key]) for key in changed if now[key]]
    if fresh:
        db.session.execute(insert(Tally), fresh)
    _add(leaf.area, changed)


def _kept(leaf: Leaf) -> Numbers:
    found = select(Tally.metric, Tally.day, Tally.dim, Tally.count).where(
        Tally.area == leaf.area, Tally.source == leaf.source, Tally.cohort == leaf.cohort
    )
    return Counter({(row[0], row[1], row[2]): row[3] for row in db.session.execute(found)})


def _now(leaf: Leaf) -> Numbers:
    found = db.session.execute(SOURCES[leaf.source].statement(leaf.scope))
    return Counter({(row[2], row[3], row[4]): row[5] for row in found})


def _row(leaf: Leaf, key: tuple[str, date, str], count: int) -> dict[str, object]:
    metric, day, dim = key
    return {
        "area": leaf.area,
        "source": leaf.source,
        "cohort": leaf.cohort,
        "metric": metric,
        "day": day,
        "dim": dim,
        "count": count,
    }


def _add(area: str, changed: dict[tuple[str, date, str], int]) -> None:
    rows = [
        {"place": area[:digits], "metric": metric, "day": day, "dim": dim, "count": by}
        for digits in ABOVE
        for (metric, day, dim), by in changed.items()
    ]
    statement = upsert(Sum)
    total = Sum.count + statement.excluded.count
    key = [Sum.place, Sum.metric, Sum.day, Sum.dim]
    db.session.execute(statement.on_conflict_do_update(index_elements=key, set_={"count": total}), rows)


def remember() -> None:
    """The moment that screens write beside their numbers."""
    values = {"id": ONLY, "at": clock.now(), "day": clock.today()}
    made = upsert(Fold).values(values)
    db.session.execute(made.on_conflict_do_update(index_elements=[Fold.id], set_=values))


def _turn_of_the_day() -> None:
    """At midnight some numbers change by themselves: what waited long enough, who came into office or left it."""
    known = db.session.get(Fold, ONLY)
    if known is None or known.day >= clock.today():
        return
    since = known.day
    month = func.date_trunc("month", func.timezone(str(clock.ZONE), Message.created_at))
    letters = select(func.left(Message.area_code, 9), month).distinct()
    early = letters.where(Message.status == MessageStatus.SUBMITTED, Message.promised_on >= since)
    waited = letters.where(Message.status == MessageStatus.NEED_INFO, Message.awaited_until >= since)
    for found in (early, waited):
        _mark("letters", [(area, began.date()) for area, began in db.session.execute(found)])
    areas = select(func.left(Deputy.area_code, 9)).distinct()
    _mark("deputies", [(area, ALWAYS) for area in db.session.scalars(areas)])


def _mark(source: str, leaves: list[tuple[str, date]]) -> None:
    if leaves:
        rows = [{"source": source, "area": area, "cohort": cohort} for area, cohort in leaves]
        db.session.execute(insert(Stale), rows)
