"""One table for every level of the administrative tree."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import AreaCode, Base, values_of


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


class Area(Base):
    """An area by its statistical code, zero-padded to 12 digits: 330111001000 is a town of 330111."""

    __tablename__ = "areas"

    code: Mapped[AreaCode] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    level: Mapped[AreaLevel] = mapped_column(values_of(AreaLevel))
    parent_code: Mapped[AreaCode | None] = mapped_column(index=True)

    @property
    def prefix(self) -> str:
        """The part of the code that every area inside shares."""
        return self.code[: PREFIX_LENGTHS[self.level]]
