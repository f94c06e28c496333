"""承办单位: who may be asked to act, for what and where, and who answers the phone at night."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import AreaCode, Row


class Department(Row):
    """A unit of an area; its phone is a public office line. Its leads and handlers are grants of its scope."""

    __tablename__ = "departments"
    __table_args__ = (UniqueConstraint("area_code", "name"),)

    name: Mapped[str] = mapped_column(String(60))
    area_code: Mapped[AreaCode] = mapped_column(index=True)
    phone: Mapped[str] = mapped_column(String(30), default="")
    closed_on: Mapped[date | None]

    @property
    def scope(self) -> str:
        return f"department:{self.id}"


class RoutingRule(Row):
    """Letters of `category` (domain §6.4, C01…) from `area_code` are this unit's, from a day until a day.

    The rule of the smallest area that holds the letter's place wins; a rule without a category is for the rest.
    """

    __tablename__ = "routing_rules"
    __table_args__ = (Index("ix_routing_rules_category", "category", "area_code"),)

    category: Mapped[str | None] = mapped_column(String(8))
    area_code: Mapped[AreaCode]
    department_id: Mapped[UUID] = mapped_column(ForeignKey("departments.id"), index=True)
    since: Mapped[date]
    until: Mapped[date | None]
    reason: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime]


class OnCall(Row):
    """Who is called for an urgent letter (U1) of an area, and after whom: `turn` 1 first, then 2, then the area above."""

    __tablename__ = "on_call"
    __table_args__ = (Index("ix_on_call_area_code", "area_code", "starts_at"),)

    area_code: Mapped[AreaCode]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), index=True)
    turn: Mapped[int]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    created_at: Mapped[datetime]
