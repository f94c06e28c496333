"""An item that came from outside under its own number, and what was done about it here."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import AreaCode, Base, Row, values_of
from server.outside.life import ItemAction, ItemState


class OutsideItem(Row):
    """The first eight columns are the platform's and follow it; the rest is what we did and stays (R2-26)."""

    __tablename__ = "outside_items"
    __table_args__ = (
        CheckConstraint("(status = 'open') = (assigned_at is null)", name="assigned"),
        CheckConstraint("status = 'open' or department_id is not null", name="unit"),
        CheckConstraint(
            "(status in ('done', 'confirmed')) = (done_at is not null) and (done_at is null or result <> '')",
            name="done",
        ),
        CheckConstraint("(status = 'confirmed') = (confirmed_at is not null)", name="confirmed"),
        Index("ix_outside_items_area", "area_code", "status", "received_on"),
        Index("ix_outside_items_unit", "department_id", "status", "received_on"),
        # two counties may hear of a number of the same platform, each of its own
        Index("uq_outside_items_number", text('"left"(area_code, 6)'), "platform", "number", unique=True),
    )

    platform: Mapped[str] = mapped_column(String(40))
    number: Mapped[str] = mapped_column(String(60))
    area_code: Mapped[AreaCode]
    place: Mapped[str] = mapped_column(String(120), default="")
    content: Mapped[str] = mapped_column(Text)
    category: Mapped[str] = mapped_column(String(3))
    received_on: Mapped[date]
    created_at: Mapped[datetime]
    status: Mapped[ItemState] = mapped_column(values_of(ItemState), default=ItemState.OPEN)
    department_id: Mapped[UUID | None] = mapped_column(ForeignKey("departments.id"))
    """While it is open: whose it is by the rules; afterwards the unit that has it."""
    assigner_id: Mapped[UUID | None]
    assigned_at: Mapped[datetime | None]
    due_on: Mapped[date | None]
    """Until when the unit that has it says what it did; none while nobody has it."""
    result: Mapped[str] = mapped_column(Text, default="")
    done_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]


class OutsideStep(Base):
    """What happened here, when, by whom. Added, never changed."""

    __tablename__ = "outside_steps"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    item_id: Mapped[UUID] = mapped_column(ForeignKey("outside_items.id"), index=True)
    action: Mapped[ItemAction] = mapped_column(values_of(ItemAction))
    at: Mapped[datetime]
    account_id: Mapped[UUID | None]
    by: Mapped[str] = mapped_column(String(60))
    text: Mapped[str] = mapped_column(Text, default="")
