"""Stations and deputies as the public sees them."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from server.areas.queries import names, town_code
from server.core.http import Out
from server.core.parsing import Query
from server.core.text import Text
from server.deputies.models import Deputy
from server.deputies.schemas import DeputyCard
from server.stations.models import KIND_NAMES, Station, StationKind


class StationArea(Out):
    code: str
    name: str
    town: str


class StationRow(Out):
    id: UUID
    name: str
    kind: StationKind
    kind_name: str
    address: str
    area: StationArea

    @classmethod
    def of(cls, station: Station, area_names: dict[str, str]) -> StationRow:
        return cls(**_common(station, area_names))


class StationOut(StationRow):
    open_hours: str
    phone: str
    liaison: str
    is_demo: bool

    @classmethod
    def of(cls, station: Station, area_names: dict[str, str] | None = None) -> StationOut:
        return cls(
            **_common(station, area_names if area_names is not None else names_for([station])),
            open_hours=station.open_hours,
            phone=station.phone,
            liaison=station.liaison,
            is_demo=station.is_demo,
        )


def names_for(stations: list[Station]) -> dict[str, str]:
    """The names of the stations' villages and towns, in one look-up."""
    codes = {station.area_code for station in stations}
    return names(codes | {town_code(code) for code in codes})


def _common(station: Station, area_names: dict[str, str]) -> dict[str, Any]:
    code = station.area_code
    area = StationArea(code=code, name=area_names.get(code, ""), town=area_names.get(town_code(code), ""))
    return {
        "id": station.id,
        "name": station.name,
        "kind": station.kind,
        "kind_name": KIND_NAMES[station.kind],
        "address": station.address,
        "area": area,
    }


class FindStations(Query):
    area: Annotated[str, Field(pattern=r"^\d{2,12}$")] | None = None
    q: Annotated[Text, Field(max_length=40)] | None = None
    cursor: Annotated[str, Field(pattern=r"^\d{1,6}$")] | None = None


class Place(Out):
    id: UUID
    name: str
    address: str


class Term(Out):
    since: date
    until: date | None


class DeputyOut(DeputyCard):
    duty: str
    constituency: str
    term: Term
    stations: list[Place]

    @classmethod
    def profile(cls, deputy: Deputy, stations: list[Station]) -> DeputyOut:
        """亮身份 in full: identity, duty, promise, where to meet."""
        return cls(
            **DeputyCard.of(deputy).model_dump(),
            duty=deputy.duty,
            constituency=deputy.constituency,
            term=Term(since=deputy.term_from, until=deputy.term_to),
            stations=[Place(id=s.id, name=s.name, address=s.address) for s in stations],
        )
