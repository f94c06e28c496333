"""A deputy: identity, duty and promise (R1-03), never a public phone."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from server.areas import settings
from server.areas.catalogue import COUNTY_DEPUTY, TOWNSHIP_DEPUTY
from server.core import clock
from server.core.crypto import Sealed
from server.core.db import AreaCode, Base, Row, values_of


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
TENANT_TITLES = {DeputyLevel.COUNTY: COUNTY_DEPUTY, DeputyLevel.TOWNSHIP: TOWNSHIP_DEPUTY}
LEVEL_NAMES = {
    DeputyLevel.NATIONAL: "全国",
    DeputyLevel.PROVINCIAL: "省",
    DeputyLevel.MUNICIPAL: "市",
    DeputyLevel.COUNTY: "区县",
    DeputyLevel.TOWNSHIP: "乡镇",
}
DIRECT = (DeputyLevel.COUNTY, DeputyLevel.TOWNSHIP)
"""Elected by the voters of a constituency; the others by the congress below them (domain §3)."""


def title_of(level: DeputyLevel, area_code: str) -> str:
    """In the tenant's own words: 县人大代表 where it is a 县 (R4-21)."""
    key = TENANT_TITLES.get(level)
    return settings.words(area_code, key) if key else LEVEL_TITLES[level]


AT_ONCE: dict[str, Any] = {"postgresql_using": "gin", "postgresql_with": {"fastupdate": "off"}}
"""What is written is put in its place there and then: the register is seldom written and often searched, and a
heap of what is still to be sorted in would be read through by every search."""


class Deputy(Row):
    """`area_code` is the area that the deputy's register belongs to; the term says when in office."""

    __tablename__ = "deputies"
    __table_args__ = (
        Index("ix_deputies_by_pinyin", text("by_pinyin(name)"), "id"),
        Index("ix_deputies_words", text("grams(name, constituency)"), **AT_ONCE),
        Index("ix_deputies_specialties", "specialties", **AT_ONCE),
    )

    name: Mapped[str] = mapped_column(String(40))
    level: Mapped[DeputyLevel] = mapped_column(values_of(DeputyLevel))
    occupation: Mapped[str] = mapped_column(String(60), default="")
    duty: Mapped[str] = mapped_column(String(300), default="")
    promise: Mapped[str] = mapped_column(String(300), default="")
    specialties: Mapped[list[str]] = mapped_column(ARRAY(String(20)), default=list)
    constituency: Mapped[str] = mapped_column(String(60), default="")
    """As it is shown: the constituency's name, or the electing body's."""
    constituency_id: Mapped[UUID | None] = mapped_column(ForeignKey("constituencies.id"), index=True)
    photo_id: Mapped[UUID | None] = mapped_column(ForeignKey("uploads.id"))
    area_code: Mapped[AreaCode] = mapped_column(index=True)
    term_from: Mapped[date]
    term_to: Mapped[date | None]
    left_at: Mapped[datetime | None]
    """When leaving took effect: the office ended, roles and letters were handed on. Null while in office."""
    left_reason: Mapped[str] = mapped_column(String(100), default="", server_default="")
    phone_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    phone_index: Mapped[bytes | None] = mapped_column(LargeBinary(16), index=True)

    phone = Sealed("phone_sealed")

    @property
    def is_direct(self) -> bool:
        return self.level in DIRECT

    @property
    def title(self) -> str:
        return title_of(self.level, self.area_code)

    @property
    def is_in_office(self) -> bool:
        today = clock.today()
        return self.term_from <= today and (self.term_to is None or today <= self.term_to)


class DeputyGroup(Row):
    """代表小组: deputies of an area who work together."""

    __tablename__ = "deputy_groups"
    __table_args__ = (UniqueConstraint("area_code", "name"),)

    name: Mapped[str] = mapped_column(String(60))
    area_code: Mapped[AreaCode]


class GroupMember(Base):
    """A deputy belongs to a group."""

    __tablename__ = "group_members"

    group_id: Mapped[UUID] = mapped_column(ForeignKey("deputy_groups.id"), primary_key=True)
    deputy_id: Mapped[UUID] = mapped_column(ForeignKey("deputies.id"), primary_key=True, index=True)
