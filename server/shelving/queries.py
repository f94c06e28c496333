"""When each optional feature was last used here, counted from its records themselves and never from log-ins (F05)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, cast

from sqlalchemy import Date, Select, String, func, literal, select, union_all
from sqlalchemy.orm import InstrumentedAttribute

from server.areas import offered
from server.areas.models import Setting
from server.areas.queries import within
from server.areas.settings import own_county
from server.core import clock
from server.core.actor import Actor
from server.core.db import db
from server.core.errors import NotFound
from server.core.optional import OPTIONAL, Optional, Sheet, by_name

IDLE = timedelta(days=180)
YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Kept:
    """So many records of one kind lie here: of the last twelve months, of all years, and the day of the last."""

    words: str
    recent: int
    all: int
    last: date | None


@dataclass(frozen=True, slots=True)
class Shelf:
    """One optional feature in one county."""

    one: Optional
    is_on: bool
    kept: list[Kept]

    @property
    def last(self) -> date | None:
        return max((kind.last for kind in self.kept if kind.last), default=None)

    @property
    def recent(self) -> int:
        return sum(kind.recent for kind in self.kept)

    @property
    def all(self) -> int:
        return sum(kind.all for kind in self.kept)

    @property
    def is_idle(self) -> bool:
        """长期没有用: in use, but nothing came of it for half a year."""
        return self.is_on and self.last is not None and self.last < clock.today() - IDLE

    @property
    def holds_names(self) -> bool:
        return any(column.is_sealed for sheet in self.one.sheets for column in sheet.columns)


def shelves(actor: Actor) -> list[Shelf]:
    """Every optional feature with what it has on record in the actor's county; one statement for all of them."""
    county = own_county(actor)
    return [_shelf(one, county, kept) for one, kept in _kept_of(by_name(), county[:6])]


def shelf(actor: Actor, name: str) -> Shelf:
    """Raises NotFound for what is not optional."""
    county = own_county(actor)
    if name not in OPTIONAL:
        raise NotFound("feature.unknown", "没有这一项可以停用的功能。")
    [(one, kept)] = _kept_of([OPTIONAL[name]], county[:6])
    return _shelf(one, county, kept)


def past(actor: Actor, name: str) -> list[Setting]:
    """How often it went off and on here, the newest first."""
    return offered.history(name, own_county(actor))


def _shelf(one: Optional, county: str, kept: list[Kept]) -> Shelf:
    return Shelf(one, not offered.rests(one.name, county), kept)


def _kept_of(features: list[Optional], prefix: str) -> list[tuple[Optional, list[Kept]]]:
    asked = [_counted(one.name, sheet, prefix) for one in features for sheet in one.sheets]
    rows = db.session.execute(union_all(*asked)).tuples().all()
    found = {(name, words): Kept(words, recent, every, last) for name, words, recent, every, last in rows}
    return [(one, [found[one.name, sheet.words] for sheet in one.sheets]) for one in features]


def _counted(name: str, sheet: Sheet, prefix: str) -> Select[Any]:
    day = func.date(func.timezone(str(clock.ZONE), sheet.at)) if _is_moment(sheet) else sheet.at
    recent = func.count().filter(day >= clock.today() - YEAR)
    asked: Select[Any] = select(
        literal(name, String), literal(sheet.words, String), recent, func.count(), func.max(day)
    )
    asked = asked.select_from(cast(InstrumentedAttribute[Any], sheet.key).class_)
    for table, on in sheet.joins:
        asked = asked.join(table, on)
    return asked.where(within(cast(InstrumentedAttribute[str], sheet.area), prefix), sheet.at.is_not(None))


def _is_moment(sheet: Sheet) -> bool:
    return not isinstance(sheet.at.type, Date) or sheet.at.type.python_type is datetime
