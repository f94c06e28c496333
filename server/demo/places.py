"""A home of deputies in each town, a point in each village: 24 and 350 in 富阳."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from server.areas.models import Area, AreaLevel
from server.areas.queries import within
from server.core.db import db
from server.demo import building
from server.demo.dice import Dice
from server.demo.library import RURAL, URBAN, words
from server.stations.models import LicenceState, Station, StationKind

AREA = "330111"
"""杭州市富阳区, whose 24 towns and 350 villages the source articles count."""

PHONE = "0571-6300 0000"
"""One number for every station, made up: nobody shall be called by accident."""


@dataclass(slots=True)
class Place:
    """A station with what the letters need to know about its surroundings."""

    station: Station
    area_name: str
    where: str
    """`urban` or `rural`: which letters are written here."""


@dataclass(slots=True)
class Town:
    area: Area
    home: Place
    points: list[Place] = field(default_factory=list)
    more: list[Place] = field(default_factory=list)
    """Stations of parks and companies, most of them not open yet: nothing is written or planned here."""

    @property
    def places(self) -> list[Place]:
        return [self.home, *self.points]

    @property
    def has_congress(self) -> bool:
        """A street has no people's congress of its own, so no deputies of that level."""
        return not self.area.name.endswith("街道")


def build(dice: Dice, now: datetime) -> list[Town]:
    """All towns of the area with their stations, once the areas are loaded."""
    areas = db.session.scalars(select(Area).where(within(Area.code, AREA)).order_by(Area.code)).all()
    towns = {a.prefix: Town(a, _home(dice, a, now)) for a in areas if a.level is AreaLevel.TOWN}
    for village in areas:
        if village.level is AreaLevel.VILLAGE:
            towns[village.code[:9]].points.append(_point(dice, village, now))
    built = list(towns.values())
    for plan in building.PLANS:
        built[plan.town].more.append(_planned(dice, built[plan.town], plan, now))
    building.build_up(built)
    return built


def _home(dice: Dice, town: Area, now: datetime) -> Place:
    profile = words("profile")
    address = f"{town.name}{dice.pick(profile['roads'])}{dice.random.randrange(1, 90)}号，{dice.pick(profile['home_places'])}"
    where = URBAN if town.name.endswith("街道") else RURAL
    return Place(
        _station(dice, StationKind.HOME, f"{town.name}代表之家", town.code, address, now), town.name, where
    )


def _point(dice: Dice, village: Area, now: datetime) -> Place:
    name = short(village.name)
    address = f"{name}{dice.pick(words('profile')['point_places'])}"
    where = URBAN if name.endswith("社区") else RURAL
    station = _station(dice, StationKind.POINT, f"{name}代表联络点", village.code, address, now)
    return Place(station, name, where)


def _planned(dice: Dice, town: Town, plan: building.Plan, now: datetime) -> Place:
    address = f"{town.area.name}{dice.pick(words('profile')['roads'])}{dice.random.randrange(1, 90)}号"
    station = _station(dice, plan.kind, plan.name, town.area.code, address, now)
    station.category, station.licence = plan.category, plan.licence
    return Place(station, town.area.name, town.home.where)


def _station(dice: Dice, kind: StationKind, name: str, code: str, address: str, now: datetime) -> Station:
    return Station(
        id=dice.id(),
        kind=kind,
        name=name,
        licence=LicenceState.ACTIVE,
        area_code=code,
        address=address,
        open_hours=dice.pick(words("profile")["open_hours"]),
        phone=PHONE,
        is_demo=True,
        created_at=now,
    )


def short(village: str) -> str:
    """How people call it: 春江村委会 → 春江村, 文村村委会 → 文村, 多福巷社区居委会 → 多福巷社区."""
    for office, ending in (("村委会", "村"), ("居委会", "社区")):
        if village.endswith(office):
            name = village.removesuffix(office)
            return name if name.endswith(ending) else name + ending
    return village
