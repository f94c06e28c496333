"""How far each station has come, where it would be on a map, and the few that are not open: all of it invented."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING

from server.stations.models import LicenceState, Milestone, Station, StationCategory, StationKind

if TYPE_CHECKING:
    from server.demo.places import Town

CENTRE = 30.05, 119.96
"""Somewhere in the middle of 富阳; every position is thrown around it and says nothing about a real door."""
WERE_OPEN = (LicenceState.ACTIVE, LicenceState.SUSPENDED)
SUSPENDED = (5, 14)
"""Towns whose last point is closed for repairs."""
RECEPTION_DAYS = ("每月 5 日 9:00–11:00", "每月 5 日、20 日上午", "每周三下午 14:00–16:30")
BRANDS = ("周三有约", "板凳会", "江边议事", "家门口代表室")
STEPS = {1: date(2023, 12, 31), 2: date(2024, 6, 30), 3: date(2025, 12, 31)}


@dataclass(frozen=True, slots=True)
class Plan:
    """A station that does not belong to a village: of a park, a company, a newspaper."""

    town: int
    name: str
    kind: StationKind
    category: StationCategory
    licence: LicenceState


PLANS = (
    Plan(0, "富春科技园代表联络站", StationKind.STATION, StationCategory.PARK, LicenceState.ACTIVE),
    Plan(1, "春江纸业代表联络站", StationKind.STATION, StationCategory.ENTERPRISE, LicenceState.ACTIVE),
    Plan(
        2,
        "江滨商街代表活动站",
        StationKind.ACTIVITY_STATION,
        StationCategory.ENTERPRISE,
        LicenceState.LICENSED,
    ),
    Plan(3, "银湖创业园代表联络站", StationKind.STATION, StationCategory.PARK, LicenceState.CHECKED),
    Plan(4, "物流园代表联络站", StationKind.STATION, StationCategory.PARK, LicenceState.BUILDING),
    Plan(5, "晚报社情民意观察点", StationKind.OBSERVATION_POINT, StationCategory.AREA, LicenceState.PLANNED),
)


def build_up(towns: list[Town]) -> None:
    """Say of every station what the register wants to know; the same each time, without touching the dice."""
    for number, town in enumerate(towns):
        for place in [*town.places, *town.more]:
            _furnish(place.station)
        if number in SUSPENDED:
            town.points[-1].station.licence = LicenceState.SUSPENDED


def _furnish(station: Station) -> None:
    chance = Random(f"{station.area_code}{station.name}")
    station.latitude, station.longitude = _position(station.area_code, chance)
    station.reception_days = chance.choice(RECEPTION_DAYS)
    if station.licence in (LicenceState.ACTIVE, LicenceState.LICENSED):
        station.licensed_on = date(2023, 3, 1) + timedelta(days=chance.randrange(400))
    if station.kind is not StationKind.POINT and chance.random() < 0.5:
        station.brand = chance.choice(BRANDS)


def _position(area_code: str, chance: Random) -> tuple[float, float]:
    """Stations of a town lie together."""
    town = Random(area_code[:9])
    latitude = CENTRE[0] + town.uniform(-0.16, 0.16) + chance.uniform(-0.02, 0.02)
    longitude = CENTRE[1] + town.uniform(-0.2, 0.2) + chance.uniform(-0.025, 0.025)
    return round(latitude, 5), round(longitude, 5)


def milestones(stations: Iterable[Station]) -> list[Milestone]:
    """What stations that are or were open have done of the three steps; a few were late, a few lack the last."""
    return [line for station in stations if station.licence in WERE_OPEN for line in _steps(station)]


def _steps(station: Station) -> Iterator[Milestone]:
    chance = Random(str(station.id))
    for step, due in STEPS.items():
        if step == 3 and chance.random() < 0.06:
            return
        late = chance.random() < 0.05
        done_on = due + timedelta(days=chance.randrange(5, 60) * (1 if late else -1))
        yield Milestone(
            station_id=station.id, step=step, done_on=done_on, note="晚了，已经补上" if late else ""
        )
