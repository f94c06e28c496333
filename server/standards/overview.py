"""The six standards of all stations of an area, in the order of their codes: what each lacks, and no ranking (F01)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from server.areas.models import Area
from server.areas.queries import children, get as get_area, names, town_code, within
from server.core.actor import Actor
from server.core.db import db
from server.standards import measuring
from server.standards.judging import STANDARD_WORDS, Judgement, Standard, standards
from server.stations.models import LicenceState, Station
from server.stations.queries import visible_to


@dataclass(frozen=True, slots=True)
class Line:
    """One station and its six judgements, in the order of the standards."""

    station: Station
    town: str
    judged: Sequence[Judgement]

    def misses(self, standard: Standard) -> bool:
        return self.judged[list(Standard).index(standard)].is_missed


@dataclass(frozen=True, slots=True)
class Total:
    """How many of the stations meet one standard."""

    standard: Standard
    words: str
    met: int
    missed: int


@dataclass(frozen=True, slots=True)
class Overview:
    """`lines` are what was asked for; the totals are of all stations of the area."""

    year: int
    lines: list[Line]
    totals: list[Total]
    size: int


def overview(actor: Actor, year: int, *, town: str = "", missed: Standard | None = None) -> Overview:
    """Of the stations at work; as many statements for a thousand of them as for one."""
    every = _lines(_stations(actor, town), year)
    totals = [
        Total(
            standard,
            words,
            sum(line.judged[at].is_met for line in every),
            sum(line.judged[at].is_missed for line in every),
        )
        for at, (standard, words) in enumerate(STANDARD_WORDS.items())
    ]
    shown = [line for line in every if missed is None or line.misses(missed)]
    return Overview(year, shown, totals, len(every))


def towns(actor: Actor) -> list[Area]:
    """The parts to choose from, by code; none for who has one station or one town."""
    prefix = actor.area_prefix
    return children(get_area(prefix)) if prefix and len(prefix) == 6 else []


def _stations(actor: Actor, town: str) -> list[Station]:
    found = visible_to(actor).where(Station.licence == LicenceState.ACTIVE)
    found = found.where(within(Station.area_code, town[:9])) if town else found
    return list(db.session.scalars(found.order_by(Station.area_code, Station.name, Station.id)))


def _lines(stations: Sequence[Station], year: int) -> list[Line]:
    data = measuring.many([one.id for one in stations], year)
    known = names(town_code(one.area_code) for one in stations)
    return [
        Line(one, known.get(town_code(one.area_code), ""), standards(one, data[one.id])) for one in stations
    ]
