"""What may be asked when somebody looks for a station or a deputy, and what is shown of those found."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field, model_validator

from server.core.http import Out, Page
from server.core.parsing import Body, Query
from server.core.text import Text, Words
from server.deputies.models import Deputy
from server.deputies.schemas import DeputyCard
from server.stations.models import Station
from server.stations.schemas import Place, StationRow

Area = Annotated[str, Field(pattern=r"^(\d{2}|\d{4}|\d{6}|\d{9}|\d{12})$")]
"""A statistical code, full or as the short prefix of its level."""
Cursor = Annotated[str, Field(pattern=r"^\d{1,6}$")]
FewWords = Annotated[Text, Field(max_length=40)]


def _on_earth(near: str) -> str:
    latitude, longitude = (float(part) for part in near.split(","))
    if abs(latitude) > 85 or abs(longitude) > 180:
        raise ValueError("off the map")
    return near


Point = Annotated[
    str, Field(pattern=r"^-?\d{1,2}(\.\d{1,8})?,-?\d{1,3}(\.\d{1,8})?$"), AfterValidator(_on_earth)
]
"""Latitude and longitude in degrees of GCJ-02: 30.05,119.95."""


class FindStations(Query):
    area: Area | None = None
    q: FewWords | None = None
    near: Point | None = None
    cursor: Cursor | None = None

    @property
    def point(self) -> tuple[float, float] | None:
        if self.near is None:
            return None
        latitude, longitude = self.near.split(",")
        return float(latitude), float(longitude)


class FindDeputies(Query):
    area: Area | None = None
    q: FewWords | None = None
    specialty: Annotated[Text, Field(max_length=20)] | None = None
    cursor: Cursor | None = None


class FindSpecialties(Query):
    area: Area | None = None


class TellMatter(Body):
    """A matter in a resident's words, and where: a place of a county at least, or a station."""

    text: Annotated[Words, Field(min_length=2, max_length=2000)]
    area: Annotated[str, Field(pattern=r"^(\d{6}|\d{9}|\d{12})$")] | None = None
    station_id: UUID | None = None

    @model_validator(mode="after")
    def placed(self) -> TellMatter:
        if (self.area is None) == (self.station_id is None):
            raise ValueError("place")
        return self


class FoundStation(StationRow):
    phone: str
    is_demo: bool
    distance_m: int | None = None

    @classmethod
    def at(cls, station: Station, names: dict[str, str], distance_m: int | None = None) -> FoundStation:
        row = StationRow.of(station, names).model_dump()
        return cls(**row, phone=station.phone, is_demo=station.is_demo, distance_m=distance_m)


class FoundStations(Page[FoundStation]):
    """`without_position`: how many the nearness left out. `home`: whom to ask when nothing was found."""

    without_position: int | None = None
    home: FoundStation | None = None


class FoundDeputy(DeputyCard):
    constituency: str
    stations: list[Place]

    @classmethod
    def at(cls, deputy: Deputy, stations: Iterable[Station]) -> FoundDeputy:
        card = DeputyCard.of(deputy).model_dump()
        places = [Place.of(station) for station in stations]
        return cls(**card, constituency=deputy.constituency, stations=places)


class FoundDeputies(Page[FoundDeputy]):
    home: FoundStation | None = None


class SpecialtiesOut(Out):
    items: list[str]


class FittingDeputy(FoundDeputy):
    because: list[str]
    """Those of the deputy's specialties that the matter falls under."""


class FittingDeputies(Out):
    """Three at most (R1-12); `home` is where one may write without choosing anybody."""

    deputies: list[FittingDeputy]
    home: FoundStation | None
