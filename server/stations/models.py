"""家站点: where deputies and residents meet, and which deputies sit where."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import AreaCode, Base, Row, values_of


class StationKind(StrEnum):
    HOME = "home"
    STATION = "station"
    POINT = "point"


KIND_NAMES = {
    StationKind.HOME: "代表之家",
    StationKind.STATION: "代表联络站",
    StationKind.POINT: "代表联络点",
}


class Station(Row):
    """A place with an address and a public phone; `area_code` is the town's or village's code."""

    __tablename__ = "stations"

    kind: Mapped[StationKind] = mapped_column(values_of(StationKind))
    name: Mapped[str] = mapped_column(String(80))
    area_code: Mapped[AreaCode] = mapped_column(index=True)
    address: Mapped[str] = mapped_column(String(160), default="")
    open_hours: Mapped[str] = mapped_column(String(80), default="")
    phone: Mapped[str] = mapped_column(String(30), default="")
    liaison: Mapped[str] = mapped_column(String(40), default="")
    is_demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]

    @property
    def scope(self) -> str:
        return f"station:{self.id}"


class Seat(Base):
    """A deputy sits at a station."""

    __tablename__ = "seats"

    station_id: Mapped[UUID] = mapped_column(ForeignKey("stations.id"), primary_key=True)
    deputy_id: Mapped[UUID] = mapped_column(ForeignKey("deputies.id"), primary_key=True, index=True)
