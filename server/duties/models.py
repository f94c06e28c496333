"""A duty record: what a deputy did, where, when, and how it came to be known. All ways are worth the same."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, String, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from server.activities.kinds import DutyKind
from server.core.db import AreaCode, Base, Row, values_of
from server.duties.life import DutyAction, DutyStatus as DutyStatus


class DutySource(StrEnum):
    """How it was recorded (domain §5.4): kept as a fact, never as a grade."""

    SCAN = "scan"
    STAFF = "staff"
    IMPORT = "import"
    SELF = "self"


class DutyHow(StrEnum):
    """By what it came to be known: a fact that is shown, and never lowers what the record is worth (F03)."""

    STATIC = "static"
    ROTATING = "rotating"
    FACE = "face"
    STAFF = "staff"
    IMPORT = "import"
    SELF = "self"


class Duty(Row):
    """`dedupe` names the cause, so that one cause is one record: an activity, a message, a day's visit."""

    __tablename__ = "duties"
    __table_args__ = (
        Index("uq_duties_deputy_id_dedupe", "deputy_id", "dedupe", unique=True),
        Index("uq_duties_nonce", "nonce", unique=True, postgresql_where=text("nonce is not null")),
        Index("ix_duties_deputy_id_at", "deputy_id", "at"),
        Index("ix_duties_station_id_at", "station_id", "at"),
        Index(
            "ix_duties_waiting",
            "recorded_at",
            postgresql_where=text("status = 'pending' or status = 'appealed'"),
        ),
        Index("ix_duties_unsealed", "at", postgresql_where=text("status = 'confirmed'")),
        CheckConstraint(
            "source not in ('staff', 'import') or status in ('confirmed', 'archived', 'revoked')",
            name="known_is_confirmed",
        ),
    )

    deputy_id: Mapped[UUID] = mapped_column(ForeignKey("deputies.id"))
    activity_id: Mapped[UUID | None] = mapped_column(ForeignKey("activities.id"))
    station_id: Mapped[UUID] = mapped_column(ForeignKey("stations.id"))
    area_code: Mapped[AreaCode] = mapped_column(index=True)
    kind: Mapped[DutyKind] = mapped_column(values_of(DutyKind))
    title: Mapped[str] = mapped_column(String(80))
    status: Mapped[DutyStatus] = mapped_column(values_of(DutyStatus))
    source: Mapped[DutySource] = mapped_column(values_of(DutySource))
    at: Mapped[datetime]
    dedupe: Mapped[str] = mapped_column(String(80))
    how: Mapped[DutyHow] = mapped_column(values_of(DutyHow))
    recorded_at: Mapped[datetime]
    """When the server heard of it; `device_at` is the phone's own moment of a scan that waited for a net."""
    device_at: Mapped[datetime | None]
    screen_id: Mapped[UUID | None]
    step: Mapped[int | None]
    """Of a changing code: which half minute of which screen."""
    nonce: Mapped[str | None] = mapped_column(String(64))
    """Of a scan that waited, and of a code shown face to face: it makes one record and no second."""
    left_at: Mapped[datetime | None]
    """Said by a second scan or by the liaison; without it nobody says how long it was."""
    recorded_by: Mapped[UUID | None]
    place: Mapped[str | None] = mapped_column(String(120))
    """Where it was, in the deputy's or the register's own words; without it, at the station."""
    is_near: Mapped[bool | None]
    """Within reach of the station, when the phone said where it was; where it was is forgotten (F04)."""
    unsealed_at: Mapped[datetime | None]


class DutyStep(Base):
    """What was decided about a record, by whom and why. `was` is what stood in it before a correction."""

    __tablename__ = "duty_steps"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    duty_id: Mapped[UUID] = mapped_column(ForeignKey("duties.id"), index=True)
    action: Mapped[DutyAction] = mapped_column(values_of(DutyAction))
    before: Mapped[DutyStatus] = mapped_column(values_of(DutyStatus))
    after: Mapped[DutyStatus] = mapped_column(values_of(DutyStatus))
    account_id: Mapped[UUID | None]
    by: Mapped[str] = mapped_column(String(60))
    reason: Mapped[str] = mapped_column(String(300), default="")
    was: Mapped[dict[str, str] | None] = mapped_column(JSONB)
    at: Mapped[datetime]


class DutyUpload(Base):
    """Up to three pictures that the deputy wished to add; nobody asks for them (F04)."""

    __tablename__ = "duty_uploads"

    upload_id: Mapped[UUID] = mapped_column(ForeignKey("uploads.id"), primary_key=True)
    duty_id: Mapped[UUID] = mapped_column(ForeignKey("duties.id"), index=True)
    position: Mapped[int]
