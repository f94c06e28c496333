"""The switch of an area with its three papers, and the weights in force while it is on."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String, text
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import AreaCode, Base, Row, values_of
from server.points.table import MOST_CAP, MOST_WEIGHT, Item


class PointsSwitch(Row):
    """On from its first to its last day, at most a year, and then off by itself; the database holds to it too."""

    __tablename__ = "points_switches"
    __table_args__ = (
        CheckConstraint("length(btrim(document_no)) >= 4", name="document"),
        CheckConstraint("length(btrim(approved_by)) >= 2 and approved_on <= starts_on", name="approval"),
        CheckConstraint("ends_on > starts_on and ends_on <= starts_on + interval '1 year'", name="a_year"),
        CheckConstraint("length(area_code) = 12 and right(area_code, 6) = '000000'", name="a_county"),
        Index(
            "uq_points_switches_area", "area_code", unique=True, postgresql_where=text("stopped_at is null")
        ),
    )

    area_code: Mapped[AreaCode]
    document_no: Mapped[str] = mapped_column(String(60))
    approved_by: Mapped[str] = mapped_column(String(60))
    approved_on: Mapped[date]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    set_by: Mapped[UUID]
    set_by_name: Mapped[str] = mapped_column(String(60))
    set_at: Mapped[datetime]
    stopped_at: Mapped[datetime | None]
    """Switched off before its end, or replaced by a new one after it."""


class PointsWeight(Base):
    """What one item weighs under one switch, and its cap for a year; never below nothing."""

    __tablename__ = "points_weights"
    __table_args__ = (
        CheckConstraint(f"weight between 0 and {MOST_WEIGHT}", name="weight"),
        CheckConstraint(f"cap between 0 and {MOST_CAP}", name="cap"),
        CheckConstraint("item in (" + ", ".join(f"'{item.value}'" for item in Item) + ")", name="item"),
    )

    switch_id: Mapped[UUID] = mapped_column(
        ForeignKey("points_switches.id", ondelete="cascade"), primary_key=True
    )
    item: Mapped[Item] = mapped_column(values_of(Item), primary_key=True)
    weight: Mapped[int] = mapped_column(SmallInteger)
    cap: Mapped[int] = mapped_column(SmallInteger)
