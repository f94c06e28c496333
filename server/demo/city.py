"""A very large city for measuring: stations, deputies, their accounts, and five years of duty records (重庆's areas)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from uuid import UUID

import click
from sqlalchemy import select

from server.areas import service as area_service
from server.areas.models import PREFIX_LENGTHS, Area, AreaLevel
from server.areas.queries import within
from server.core import clock
from server.core.db import db, transaction
from server.core.permissions import Role
from server.demo import bulk
from server.demo.aside import indexes_aside
from server.demo.dice import Dice
from server.demo.duty_mill import DUTY_COLUMNS, DutyMill, House
from server.demo.people import Register
from server.demo.places import short
from server.deputies.models import Deputy, DeputyLevel
from server.duties.models import Duty
from server.stations.models import LicenceState, Seat, Station, StationKind

AREA = "50"
SEED = "很大的城市"
LEVELS = (DeputyLevel.COUNTY,) * 6 + (DeputyLevel.TOWNSHIP,) * 3 + (DeputyLevel.MUNICIPAL,)
HISTORY = timedelta(days=6 * 365)
RESTING, QUIET = 50, 30
"""Nothing is known this year of every so many-th deputy; nothing happened lately at every so many-th station."""
WORTH_REBUILDING = 50_000
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Size:
    """One of ten stations is a town's home. Every deputy sits at two neighbouring stations."""

    stations: int = 10_000
    deputies: int = 60_000
    area: str = AREA


def fill(duties: int, size: Size | None = None, progress: Progress = print) -> int:
    """Build the city with so many duty records, once. Returns how many were made.

    One transaction: killed in the middle, nothing has changed. The same number gives the same city again.
    """
    size = size or Size()
    with transaction():
        if _is_there(size.area):
            return 0
        bulk.take_time()
        bulk.connection().execute("set local work_mem = '64MB'")
        area_service.load(size.area)
        city = City.build(size)
        progress(f"{len(city.stations)} 个站点，{len(city.deputies)} 名代表。")
        city.store()
        _pour(DutyMill(Random(duties), clock.today(), city.houses(), city.resting()), duties, progress)
    with transaction():
        bulk.take_time()
        bulk.connection().execute("analyze")
    return duties


def _is_there(area: str) -> bool:
    found = select(Duty.id).where(within(Duty.area_code, area)).limit(1)
    return db.session.scalar(found) is not None


def _pour(mill: DutyMill, count: int, progress: Progress) -> None:
    """As text by COPY, a few days at once."""
    if count < WORTH_REBUILDING:
        return _copy(mill, count)
    with indexes_aside(bulk.connection(), list(DUTY_COLUMNS), progress):
        return _copy(mill, count)


def _copy(mill: DutyMill, count: int) -> None:
    with click.progressbar(length=count, label="履职记录") as bar:
        for made, lines in mill.grind(count):
            for table, text in lines.items():
                bulk.pour(table, DUTY_COLUMNS[table], text)
            bar.update(made)


@dataclass(slots=True)
class City:
    """Everything but what happened, before any of it is stored."""

    register: Register
    stations: list[Station] = field(default_factory=list)
    deputies: list[Deputy] = field(default_factory=list)
    seats: list[Seat] = field(default_factory=list)
    at: dict[UUID, list[UUID]] = field(default_factory=dict)
    """By station, the deputies who sit there."""

    @classmethod
    def build(cls, size: Size) -> City:
        dice = Dice(SEED)
        city = cls(Register(dice, clock.now() - HISTORY))
        villages, towns = _areas(size.area, AreaLevel.VILLAGE), _areas(size.area, AreaLevel.TOWN)
        homes = min(len(towns), max(1, size.stations // 10))
        for town in towns[:homes]:
            city.found(StationKind.HOME, f"{town.name}代表之家", town)
        for number in range(size.stations - homes):
            village = villages[number % len(villages)]
            city.found(StationKind.POINT, f"{short(village.name)}代表联络点", village)
        city.stations.sort(key=lambda station: station.area_code)
        for number in range(size.deputies):
            city.elect(number)
        return city

    def found(self, kind: StationKind, name: str, area: Area) -> None:
        dice = self.register.dice
        station = Station(
            id=dice.id(),
            kind=kind,
            name=name,
            licence=LicenceState.ACTIVE,
            area_code=area.code,
            address=f"{short(area.name)}1 号",
            is_demo=True,
            created_at=self.register.now,
        )
        station.liaison = self.register.enrol("小" + dice.name()[0], Role.LIAISON, station.scope).display_name
        if kind is StationKind.HOME:
            station.head = self.register.enrol(dice.name(), Role.STATION_HEAD, station.scope).display_name
        self.stations.append(station)
        self.at[station.id] = []

    def elect(self, number: int) -> None:
        here, dice = number % len(self.stations), self.register.dice
        town = self.stations[here].area_code[: PREFIX_LENGTHS[AreaLevel.TOWN]].ljust(12, "0")
        first = date(2022, 1, 1)
        deputy = Deputy(
            id=dice.id(),
            name=dice.name(),
            level=LEVELS[number // len(self.stations) % len(LEVELS)],
            occupation="社区医生",
            duty="联系选民，反映意见。",
            promise="老人看病的难处，跟我说。",
            specialties=["看病"],
            constituency=f"第{here + 1}选区",
            area_code=town,
            term_from=first,
        )
        self.deputies.append(deputy)
        self.register.enrol(deputy.name, Role.DEPUTY, subject_id=deputy.id)
        for at in {here, (here + 1) % len(self.stations)}:
            station_id = self.stations[at].id
            self.seats.append(Seat(station_id=station_id, deputy_id=deputy.id))
            self.at[station_id].append(deputy.id)

    def store(self) -> None:
        """In the order in which rows refer to each other."""
        register = self.register
        for rows in (self.stations, self.deputies, self.seats, register.accounts, register.grants):
            bulk.copy(rows)

    def houses(self) -> list[House]:
        return [
            House(one.id, one.area_code, one.name, tuple(self.at[one.id]), number % QUIET == 0)
            for number, one in enumerate(self.stations)
            if self.at[one.id]
        ]

    def resting(self) -> frozenset[UUID]:
        return frozenset(deputy.id for deputy in self.deputies[::RESTING])


def _areas(area: str, level: AreaLevel) -> list[Area]:
    found = select(Area).where(within(Area.code, area), Area.level == level)
    return list(db.session.scalars(found.order_by(Area.code)))
