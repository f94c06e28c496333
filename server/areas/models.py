"""The administrative tree, the constituencies in it, and what a county-level area has set for itself."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Identity, Index, String, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import AreaCode, Base, Row, values_of


class AreaLevel(StrEnum):
    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    TOWN = "town"
    VILLAGE = "village"


PREFIX_LENGTHS = {
    AreaLevel.PROVINCE: 2,
    AreaLevel.CITY: 4,
    AreaLevel.COUNTY: 6,
    AreaLevel.TOWN: 9,
    AreaLevel.VILLAGE: 12,
}


def level_of(code: str) -> AreaLevel:
    """The level of a full 12-digit code, by its trailing zeros."""
    return next(level for level, length in PREFIX_LENGTHS.items() if not code[length:].strip("0"))


class Area(Base):
    """An area by its statistical code, zero-padded to 12 digits: 330111001000 is a town of 330111."""

    __tablename__ = "areas"
    __table_args__ = (Index("ix_areas_level_code", "level", "code"),)

    code: Mapped[AreaCode] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    level: Mapped[AreaLevel] = mapped_column(values_of(AreaLevel))
    parent_code: Mapped[AreaCode | None] = mapped_column(index=True)

    @property
    def prefix(self) -> str:
        """The part of the code that every area inside shares."""
        return self.code[: PREFIX_LENGTHS[self.level]]


class ConstituencyLevel(StrEnum):
    COUNTY = "county"
    TOWNSHIP = "township"


class Constituency(Row):
    """选区: who is elected here sits in the congress of `level` (R2-01). A county's may cross towns, so it
    belongs to the county's code; a township's belongs to the town's."""

    __tablename__ = "constituencies"
    __table_args__ = (UniqueConstraint("area_code", "level", "name"),)

    level: Mapped[ConstituencyLevel] = mapped_column(values_of(ConstituencyLevel))
    name: Mapped[str] = mapped_column(String(60))
    area_code: Mapped[AreaCode]
    closed_on: Mapped[date | None]


class Setting(Base):
    """What a tenant has set, from a day on. Rows are added, never changed: together they are the history (R4-21)."""

    __tablename__ = "settings"
    __table_args__ = (Index("ix_settings_area_code_key", "area_code", "key", "effective_on"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    area_code: Mapped[AreaCode]
    key: Mapped[str] = mapped_column(String(60))
    value: Mapped[Any] = mapped_column(JSONB)
    effective_on: Mapped[date]
    reason: Mapped[str] = mapped_column(String(200), default="")
    set_by: Mapped[UUID | None]
    set_by_name: Mapped[str] = mapped_column(String(60), default="")
    set_at: Mapped[datetime]
