"""A planned event at a station, and the deputies on its list."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from server.activities.kinds import DutyKind
from server.core.db import AreaCode, Base, Row, values_of


class Activity(Row):
    """When, where, what for. Who came is known by the duty records that it brought."""

    __tablename__ = "activities"
    __table_args__ = (Index("ix_activities_station_id_starts_at", "station_id", "starts_at"),)

    title: Mapped[str] = mapped_column(String(80))
    kind: Mapped[DutyKind] = mapped_column(values_of(DutyKind))
    station_id: Mapped[UUID] = mapped_column(ForeignKey("stations.id"))
    area_code: Mapped[AreaCode] = mapped_column(index=True)
    place: Mapped[str] = mapped_column(String(120), default="")
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    created_at: Mapped[datetime]


class Participant(Base):
    """A deputy on the list. `came_by` is set when they came: how that was recorded."""

    __tablename__ = "activity_participants"

    activity_id: Mapped[UUID] = mapped_column(ForeignKey("activities.id"), primary_key=True)
    deputy_id: Mapped[UUID] = mapped_column(ForeignKey("deputies.id"), primary_key=True, index=True)
    duty_id: Mapped[UUID | None]
    came_by: Mapped[str | None] = mapped_column(String(12))
