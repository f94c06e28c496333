"""What fires, whom it is for, and when it was last looked for."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import AreaCode, Base, Row, values_of

OPEN = "closed_at is null"


class Level(StrEnum):
    """How bad: soon, something is wrong, late."""

    YELLOW = "yellow"
    ORANGE = "orange"
    RED = "red"


LEVEL_WORDS = {Level.YELLOW: "黄", Level.ORANGE: "橙", Level.RED: "红"}


class Alert(Row):
    """One matter while one rule fires for it. Afterwards it stays as what once fired."""

    __tablename__ = "alerts"
    __table_args__ = (
        Index("uq_alerts_open", "rule", "matter", unique=True, postgresql_where=OPEN),
        Index("ix_alerts_area", "area_code", "opened_at", postgresql_where=OPEN),
        Index("ix_alerts_rule", "rule", "closed_at"),
        Index("ix_alerts_over", "area_code", "closed_at", postgresql_where="closed_at is not null"),
    )

    rule: Mapped[str] = mapped_column(String(12))
    level: Mapped[Level] = mapped_column(values_of(Level))
    matter: Mapped[str] = mapped_column(String(80))
    """What it is about, for the rule to know it again."""
    shown: Mapped[str] = mapped_column(String(80))
    """What it is about, for people; never a person's name and nothing that somebody wrote."""
    why: Mapped[str] = mapped_column(String(300))
    """The formula with the numbers of this matter."""
    target_type: Mapped[str] = mapped_column(String(24))
    target_id: Mapped[UUID | None] = mapped_column(index=True)
    area_code: Mapped[AreaCode]
    station_id: Mapped[UUID | None]
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class Addressee(Base):
    """The person concerned, or the one responsible; nobody else is told (F10)."""

    __tablename__ = "alert_addressees"

    alert_id: Mapped[UUID] = mapped_column(ForeignKey("alerts.id", ondelete="cascade"), primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), primary_key=True, index=True)
    told_at: Mapped[datetime | None]
    told_level: Mapped[Level | None] = mapped_column(values_of(Level))
    quiet_until: Mapped[date | None]
    """Up to and with this day the person does not want to be shown it."""
    quiet_reason: Mapped[str] = mapped_column(String(200), default="")


class Check(Base):
    """When a rule was last looked after; a page that finds it too long ago looks itself."""

    __tablename__ = "alert_checks"

    rule: Mapped[str] = mapped_column(String(12), primary_key=True)
    at: Mapped[datetime]
