"""288 deputies in office of the five levels, each with promise and specialty, and the stations where they sit."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from itertools import cycle, islice
from uuid import UUID

from server.demo.dice import Dice
from server.demo.library import ANYWHERE, Occupation, occupations, promises, words
from server.demo.places import Place, Town
from server.deputies.models import Deputy, DeputyLevel
from server.deputies.service import give_phone
from server.stations.models import Seat

COUNTS = {
    DeputyLevel.NATIONAL: 1,
    DeputyLevel.PROVINCIAL: 3,
    DeputyLevel.MUNICIPAL: 24,
    DeputyLevel.COUNTY: 200,
    DeputyLevel.TOWNSHIP: 60,
}
TERM_YEARS = 5
TERMS_COUNT_FROM = 2022


@dataclass(slots=True)
class Benches:
    """Deputies and their seats; `at` lists those of a station, the first of whom is there most."""

    deputies: list[Deputy] = field(default_factory=list)
    seats: list[Seat] = field(default_factory=list)
    at: dict[UUID, list[Deputy]] = field(default_factory=dict)
    home_of: dict[UUID, Place] = field(default_factory=dict)

    def sit(self, deputy: Deputy, place: Place) -> None:
        there = self.at.setdefault(place.station.id, [])
        if deputy not in there:
            there.append(deputy)
            self.seats.append(Seat(station_id=place.station.id, deputy_id=deputy.id))


def build(dice: Dice, towns: list[Town], today: date) -> Benches:
    """Everybody sits at the home of their town; deputies of county and town share out its points."""
    benches = Benches()
    for level, per_town in _shares(towns).items():
        for town, count in zip(towns, per_town, strict=True):
            for ordinal in range(1, count + 1):
                _elect(benches, dice, level, town, ordinal, today)
    for town in towns:
        _share_out(benches, town)
    return benches


def _shares(towns: list[Town]) -> dict[DeputyLevel, list[int]]:
    """How many of each level every town gets: the few to the first towns, the others by number of villages."""
    sizes = [len(town.points) for town in towns]
    with_congress = [size if town.has_congress else 0 for size, town in zip(sizes, towns, strict=True)]
    first = [1] + [0] * (len(towns) - 1)
    return {
        DeputyLevel.NATIONAL: first,
        DeputyLevel.PROVINCIAL: [1, 1, 1] + [0] * (len(towns) - 3),
        DeputyLevel.MUNICIPAL: _divide(COUNTS[DeputyLevel.MUNICIPAL], [1] * len(towns)),
        DeputyLevel.COUNTY: _divide(COUNTS[DeputyLevel.COUNTY], sizes),
        DeputyLevel.TOWNSHIP: _divide(COUNTS[DeputyLevel.TOWNSHIP], with_congress),
    }


def _divide(total: int, weights: list[int]) -> list[int]:
    """Shares in proportion to the weights that add up to `total` exactly; at least one where there is weight."""
    shares = [max(1, total * weight // sum(weights)) if weight else 0 for weight in weights]
    largest = sorted(range(len(weights)), key=lambda at: -weights[at])
    for at in islice(cycle(largest), total - sum(shares)):
        shares[at] += 1
    for at in islice(cycle(largest), sum(shares) - total):
        shares[at] -= 1
    return shares


def _elect(benches: Benches, dice: Dice, level: DeputyLevel, town: Town, ordinal: int, today: date) -> None:
    fitting = [job for job in occupations() if job.where in (ANYWHERE, town.home.where)]
    job = dice.pick(fitting)
    first = today.year - (today.year - TERMS_COUNT_FROM) % TERM_YEARS
    deputy = Deputy(
        id=dice.id(),
        name=dice.name(is_unique=True),
        level=level,
        occupation=job.name,
        duty="".join(dice.random.sample(words("profile")["duties"], 3)),
        promise=dice.pick(promises()[dice.pick(job.specialties)]),
        specialties=_specialties(dice, job),
        constituency=_constituency(level, town, ordinal),
        area_code=town.area.code,
        term_from=date(first, 1, 1),
        term_to=date(first + TERM_YEARS - 1, 12, 31),
    )
    give_phone(deputy, dice.phone())
    benches.deputies.append(deputy)
    benches.home_of[deputy.id] = town.home
    benches.sit(deputy, town.home)


def _specialties(dice: Dice, job: Occupation) -> list[str]:
    """What the trade teaches, and sometimes one thing more."""
    known = list(job.specialties)
    more = dice.pick(sorted(promises()))
    return known if more in known or len(known) > 2 or dice.chance(0.5) else [*known, more]


def _constituency(level: DeputyLevel, town: Town, ordinal: int) -> str:
    """A constituency of voters, or the congress that elected (direct and indirect election)."""
    by_congress: dict[str, str] = words("profile")["constituency_words"]
    return by_congress.get(level.value) or f"{town.area.name}第{ordinal}选区"


def _share_out(benches: Benches, town: Town) -> None:
    """Every point gets a deputy of the county or the town, and a second one where there are enough."""
    local = [d for d in benches.at[town.home.station.id] if d.level in _NEAR]
    turns = cycle(local)
    for place in town.points:
        benches.sit(next(turns), place)
    for place in town.more:
        if place.station.is_open:
            benches.sit(next(turns), place)
    for deputy, place in zip(local, town.points[len(town.points) // 2 :], strict=False):
        benches.sit(deputy, place)


_NEAR = (DeputyLevel.COUNTY, DeputyLevel.TOWNSHIP)
