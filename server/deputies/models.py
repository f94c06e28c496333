"""A deputy: identity, duty and promise (R1-03), never a public phone."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import LargeBinary, String
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from server.core import clock
from server.core.crypto import Sealed
from server.core.db import AreaCode, Row, values_of


class DeputyLevel(StrEnum):
    NATIONAL = "national"
    PROVINCIAL = "provincial"
    MUNICIPAL = "municipal"
    COUNTY = "county"
    TOWNSHIP = "township"


LEVEL_TITLES = {
    DeputyLevel.NATIONAL: "全国人大代表",
    DeputyLevel.PROVINCIAL: "省人大代表",
    DeputyLevel.MUNICIPAL: "市人大代表",
    DeputyLevel.COUNTY: "区人大代表",
    DeputyLevel.TOWNSHIP: "镇人大代表",
}


class Deputy(Row):
    """`area_code` is the area that the deputy's register belongs to; the term says when in office."""

    __tablename__ = "deputies"

    name: Mapped[str] = mapped_column(String(40))
    level: Mapped[DeputyLevel] = mapped_column(values_of(DeputyLevel))
    occupation: Mapped[str] = mapped_column(String(60), default="")
    duty: Mapped[str] = mapped_column(String(300), default="")
    promise: Mapped[str] = mapped_column(String(300), default="")
    specialties: Mapped[list[str]] = mapped_column(ARRAY(String(20)), default=list)
    constituency: Mapped[str] = mapped_column(String(60), default="")
    area_code: Mapped[AreaCode] = mapped_column(index=True)
    term_from: Mapped[date]
    term_to: Mapped[date | None]
    phone_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)

    phone = Sealed("phone_sealed")

    @property
    def title(self) -> str:
        return LEVEL_TITLES[self.level]

    @property
    def is_in_office(self) -> bool:
        today = clock.today()
        return self.term_from <= today and (self.term_to is None or today <= self.term_to)
