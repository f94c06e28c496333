"""W16: satisfaction that is too low, or too good to be true for how few were asked. For the office to look into."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from sqlalchemy import func, select

from server.areas.models import PREFIX_LENGTHS, AreaLevel
from server.areas.queries import county_prefix, names, within
from server.core import clock
from server.core.db import db
from server.indicators.figures import Counts, percent
from server.indicators.frames import Frame
from server.indicators.measuring import measure
from server.indicators.periods import Period, month_before, month_of
from server.messages.models import Message
from server.stations.models import Station

LOW, FEWEST = Fraction(60, 100), 10
HARDLY = Fraction(10, 100)
COUNTY_DIGITS, TOWN_DIGITS = PREFIX_LENGTHS[AreaLevel.COUNTY], PREFIX_LENGTHS[AreaLevel.TOWN]


class Why(StrEnum):
    LOW = "low"
    TOO_GOOD = "too_good"


@dataclass(frozen=True, slots=True)
class Doubt:
    """A township whose answers deserve a second look, and why."""

    area_code: str
    name: str
    why: Why
    words: str


def doubtful(county: str, period: Period) -> list[Doubt]:
    """The townships of a county (its prefix), in the order of their codes: one statement for all of them."""
    frame = Frame(period, county.ljust(12, "0"))
    by_town = measure(frame, within(Message.area_code, county), func.left(Message.area_code, TOWN_DIGITS))
    known = names(code.ljust(12, "0") for code in by_town)
    found = []
    for prefix, counts in sorted(by_town.items()):
        reason = why(counts)
        if reason is not None:
            code = prefix.ljust(12, "0")
            found.append(Doubt(code, known.get(code, code), reason, _words(counts)))
    return found


def last_month(area: str = "") -> list[Doubt]:
    """W16 as of today, in an area (its prefix) or everywhere: county by county, by each one's own calendar."""
    county = func.left(Station.area_code, COUNTY_DIGITS)
    found = select(county).where(within(Station.area_code, county_prefix(area))) if area else select(county)
    counties = db.session.scalars(found.distinct().order_by(county)).all()
    month = month_before(month_of(clock.today()))
    return [one for code in counties for one in doubtful(code, month) if one.area_code.startswith(area)]


def why(counts: Counts) -> Why | None:
    """Nothing where there is no doubt."""
    rated, satisfied = counts["satisfaction_rate"]
    asked, took_part = counts["participation_rate"]
    if rated >= FEWEST and satisfied < LOW * rated:
        return Why.LOW
    if rated and satisfied == rated and took_part < HARDLY * asked:
        return Why.TOO_GOOD
    return None


def _words(counts: Counts) -> str:
    rated, satisfied = counts["satisfaction_rate"]
    asked, took_part = counts["participation_rate"]
    share, part = percent(Fraction(satisfied, rated)), percent(Fraction(took_part, asked))
    return f"满意率 {share}（{satisfied} / {rated}），参评率 {part}（{took_part} / {asked}）"
