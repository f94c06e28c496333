"""Which towns have their home of deputies, and which villages have no open station yet (R0-18)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field
from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from server.areas.models import Area, AreaLevel
from server.areas.queries import town_prefix, within
from server.core.actor import Actor
from server.core.db import db
from server.core.parsing import Query
from server.stations.keeping import TONES
from server.stations.models import LICENCE_NAMES, MILESTONES, LicenceState, Milestone, Station, StationKind
from server.stations.queries import visible_to
from server.stations.registers import PageNumber, Sheet, sheet_of

HOW_FAR = (
    LicenceState.ACTIVE,
    LicenceState.LICENSED,
    LicenceState.CHECKED,
    LicenceState.BUILDING,
    LicenceState.PLANNED,
    LicenceState.SUSPENDED,
    LicenceState.CLOSED,
)
"""Which state of several homes tells most about the town."""


class FindCoverage(Query):
    open: Annotated[str, Field(pattern="^yes$")] | None = None
    page: PageNumber = 1


@dataclass(frozen=True, slots=True)
class TownLine:
    """A town with its home, if there is one, and the villages that have no open station."""

    town: Area
    home: Station | None
    villages: int
    uncovered: list[Area]

    @property
    def has_home(self) -> bool:
        return self.home is not None and self.home.is_open

    @property
    def home_words(self) -> str:
        return LICENCE_NAMES[self.home.licence] if self.home else "还没有"

    @property
    def tone(self) -> str:
        return TONES[self.home.licence] if self.home else "warn"


@dataclass(frozen=True, slots=True)
class Totals:
    """Of the whole area: figures about places, never about people."""

    towns: int
    homes: int
    villages: int
    covered: int
    stations: int
    reached: dict[int, int]
    """How many open stations have done each of the three steps (R4-04)."""


def sheet(actor: Actor, find: FindCoverage) -> Sheet[TownLine]:
    """Towns in the order of the administrative code; on request only those where something is missing."""
    found = _towns(actor).order_by(Area.code)
    if find.open:
        village = aliased(Area)
        inside = and_(
            func.left(village.code, 9) == func.left(Area.code, 9), village.level == AreaLevel.VILLAGE
        )
        missing = exists().where(inside, ~_has_open_station(village))
        found = found.where(or_(~_has_home(), missing))
    return sheet_of(found, find, find.page, _lines)


def totals(actor: Actor) -> Totals:
    prefix = actor.area_prefix
    if not prefix:
        return Totals(0, 0, 0, 0, 0, dict.fromkeys(MILESTONES, 0))
    places = select(
        func.count().filter(Area.level == AreaLevel.TOWN),
        func.count().filter(Area.level == AreaLevel.TOWN, _has_home()),
        func.count().filter(Area.level == AreaLevel.VILLAGE),
        func.count().filter(Area.level == AreaLevel.VILLAGE, _has_open_station(Area)),
    )
    towns, homes, villages, covered = db.session.execute(places.where(within(Area.code, prefix))).one()
    in_use = visible_to(actor).where(Station.licence == LicenceState.ACTIVE)
    stations = db.session.scalar(in_use.with_only_columns(func.count())) or 0
    return Totals(towns, homes, villages, covered, stations, _reached(in_use))


def _reached(in_use: Select[Station]) -> dict[int, int]:
    ids = in_use.with_only_columns(Station.id)
    found = select(Milestone.step, func.count()).where(Milestone.station_id.in_(ids)).group_by(Milestone.step)
    return dict.fromkeys(MILESTONES, 0) | {step: count for step, count in db.session.execute(found)}


def _towns(actor: Actor) -> Select[Area]:
    if not actor.area_prefix:
        return select(Area).where(false())
    return select(Area).where(within(Area.code, actor.area_prefix), Area.level == AreaLevel.TOWN)


def _has_home() -> ColumnElement[bool]:
    """The home of deputies is the town's centre station."""
    prefix = func.left(Area.code, 9)
    inside = and_(Station.area_code >= prefix, Station.area_code < prefix + ":")
    return exists().where(inside, Station.kind == StationKind.HOME, Station.licence == LicenceState.ACTIVE)


def _has_open_station(village: type[Area]) -> ColumnElement[bool]:
    return exists().where(Station.area_code == village.code, Station.licence == LicenceState.ACTIVE)


def _lines(towns: Sequence[Area]) -> list[TownLine]:
    homes = _homes(towns)
    villages = _villages(towns, Area.level == AreaLevel.VILLAGE)
    uncovered = _villages(towns, Area.level == AreaLevel.VILLAGE, ~_has_open_station(Area))
    return [
        TownLine(
            town=town,
            home=homes.get(town.prefix),
            villages=len(villages.get(town.prefix, [])),
            uncovered=uncovered.get(town.prefix, []),
        )
        for town in towns
    ]


def _homes(towns: Sequence[Area]) -> dict[str, Station]:
    """Of each town the home that has come furthest; an open one before all others."""
    order = {state: number for number, state in enumerate(HOW_FAR)}
    found = db.session.scalars(
        select(Station).where(Station.kind == StationKind.HOME, _inside(Station.area_code, towns))
    )
    ordered = sorted(found, key=lambda home: (order[home.licence], home.name), reverse=True)
    return {town_prefix(home.area_code): home for home in ordered}


def _villages(towns: Sequence[Area], *conditions: ColumnElement[bool]) -> dict[str, list[Area]]:
    found = db.session.scalars(select(Area).where(_inside(Area.code, towns), *conditions).order_by(Area.code))
    grouped: dict[str, list[Area]] = {}
    for village in found:
        grouped.setdefault(town_prefix(village.code), []).append(village)
    return grouped


def _inside(column: InstrumentedAttribute[str], towns: Sequence[Area]) -> ColumnElement[bool]:
    """In one of these towns: between the first and the last of them, then exactly."""
    if not towns:
        return false()
    first, last = towns[0].prefix, towns[-1].prefix
    prefixes = [town.prefix for town in towns]
    return and_(column >= first, column < last + ":", func.left(column, 9).in_(prefixes))
