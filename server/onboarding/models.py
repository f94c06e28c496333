"""How far an area has come with its first day."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import AreaCode, Base, values_of


class SetupKey(StrEnum):
    AREAS = "areas"
    SETTINGS = "settings"
    STATIONS = "stations"
    DEPUTIES = "deputies"
    DEPARTMENTS = "departments"
    ACCOUNTS = "accounts"
    CODES = "codes"
    WALK = "walk"


class SetupState(StrEnum):
    DONE = "done"
    SKIPPED = "skipped"


class Setup(Base):
    """An area's first day, since somebody opened it."""

    __tablename__ = "setups"

    area_code: Mapped[AreaCode] = mapped_column(primary_key=True)
    started_at: Mapped[datetime]


class SetupStep(Base):
    """What a person said about a step; what the registers say themselves is not written down twice."""

    __tablename__ = "setup_steps"

    area_code: Mapped[AreaCode] = mapped_column(primary_key=True)
    key: Mapped[SetupKey] = mapped_column(values_of(SetupKey), primary_key=True)
    state: Mapped[SetupState] = mapped_column(values_of(SetupState))
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(60))
