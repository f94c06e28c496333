"""Stations and deputies as the public sees them."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from server.areas.queries import names, town_code
from server.core.http import Out
from server.deputies.models import Deputy
from server.deputies.schemas import DeputyCard, election_words, photo_url
from server.stations.models import (
    CATEGORY_NAMES,
    KIND_NAMES,
    LicenceState,
    Station,
    StationKind,
)


class StationArea(Out):
    code: str
    name: str
    town: str


class Place(Out):
    id: UUID
    name: str
    address: str

    @classmethod
    def of(cls, station: Station) -> Place:
        return cls(id=station.id, name=station.name, address=station.address)


class StationRow(Out):
    id: UUID
    name: str
    kind: StationKind
    kind_name: str
    category_name: str
    address: str
    area: StationArea

    @classmethod
    def of(cls, station: Station, area_names: dict[str, str]) -> StationRow:
        return cls(**_common(station, area_names))


class StationOut(StationRow):
    open_hours: str
    phone: str
    liaison: str
    reception_days: str
    brand: str
    is_demo: bool
    is_open: bool
    instead: Place | None
    """Where to go when this one is not open."""

    @classmethod
    def of(
        cls, station: Station, area_names: dict[str, str] | None = None, *, instead: Station | None = None
    ) -> StationOut:
        return cls(
            **_common(station, area_names if area_names is not None else names_for([station])),
            open_hours=station.open_hours,
            phone=station.phone,
            liaison=station.liaison,
            reception_days=station.reception_days,
            brand=station.brand,
            is_demo=station.is_demo,
            is_open=station.licence is LicenceState.ACTIVE,
            instead=Place.of(instead) if instead else None,
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
        "category_name": CATEGORY_NAMES[station.category],
        "address": station.address,
        "area": area,
    }


class Term(Out):
    since: date
    until: date | None


class DeputyOut(DeputyCard):
    duty: str
    constituency: str
    election: str
    """直接选举 or 间接选举."""
    groups: list[str]
    photo: str | None
    term: Term
    stations: list[Place]

    @classmethod
    def profile(cls, deputy: Deputy, stations: list[Station], groups: list[str]) -> DeputyOut:
        """亮身份 in full: identity, duty, promise, where to meet."""
        return cls(
            **DeputyCard.of(deputy).model_dump(),
            duty=deputy.duty,
            constituency=deputy.constituency,
            election=election_words(deputy),
            groups=groups,
            photo=photo_url(deputy),
            term=Term(since=deputy.term_from, until=deputy.term_to),
            stations=[Place.of(station) for station in stations],
        )
