"""A lead with the few fields of its kind, the letters it came from, and what happened with it."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import AreaCode, Base, Row, values_of
from server.leads.kinds import LeadKind, LeadLevel, TopicSize, WishFor
from server.leads.life import LeadAction, LeadStatus


class Lead(Row):
    """What one or several letters asked for. `area_code` is that of the station of the first of them."""

    __tablename__ = "leads"
    __table_args__ = (
        Index("ix_leads_area", "area_code", "created_at"),
        CheckConstraint("(status in ('received', 'reviewing')) = (decided_at is null)", name="decided"),
        CheckConstraint("(decided_at is null) = (adopted is null)", name="adopted"),
        CheckConstraint("kind = 'wish' or status not in ('fulfilled', 'unfulfilled')", name="only_a_wish"),
        CheckConstraint("ended_at is null or decided_at is not null", name="ended"),
    )

    kind: Mapped[LeadKind] = mapped_column(values_of(LeadKind))
    level: Mapped[LeadLevel] = mapped_column(values_of(LeadLevel))
    area_code: Mapped[AreaCode]
    title: Mapped[str] = mapped_column(String(60))
    content: Mapped[str] = mapped_column(Text)
    status: Mapped[LeadStatus] = mapped_column(values_of(LeadStatus))
    opened_by: Mapped[UUID]
    opener: Mapped[str] = mapped_column(String(60))
    created_at: Mapped[datetime]
    due_on: Mapped[date]
    """Until when its office decides (X6); set anew when it goes to another one."""
    decided_at: Mapped[datetime | None]
    adopted: Mapped[bool | None]
    """Wholly or in part; stays when a wish is not fulfilled after all, so that the adoption rate can be counted."""
    is_valid: Mapped[bool] = mapped_column(default=True)
    """A comment that says nothing about the law, or says the same again, is none for the rate (domain §5.8)."""
    ended_at: Mapped[datetime | None]
    place: Mapped[str] = mapped_column(String(120), default="")
    beneficiaries: Mapped[str] = mapped_column(String(120), default="")
    estimate: Mapped[int | None] = mapped_column(Integer)
    """Yuan."""
    size: Mapped[TopicSize | None] = mapped_column(values_of(TopicSize))
    wish_for: Mapped[WishFor | None] = mapped_column(values_of(WishFor))
    deadline: Mapped[date | None]
    law: Mapped[str] = mapped_column(String(100), default="")
    clause: Mapped[str] = mapped_column(String(60), default="")
    proposal: Mapped[str] = mapped_column(Text, default="")
    reason: Mapped[str] = mapped_column(Text, default="")


class LeadSource(Base):
    """A letter that a lead came from (O14), whether its author agreed to be named by its number, and was told the end."""

    __tablename__ = "lead_sources"

    message_id: Mapped[UUID] = mapped_column(ForeignKey("messages.id"), primary_key=True)
    lead_id: Mapped[UUID] = mapped_column(ForeignKey("leads.id"), index=True)
    consent: Mapped[bool | None]
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    told_at: Mapped[datetime | None]
    is_reply: Mapped[bool] = mapped_column(default=False)
    """The end was its answer; otherwise the station had answered before, and there was only a notice."""


class LeadStep(Base):
    """What happened, when, by whom, with which words. Added, never changed."""

    __tablename__ = "lead_steps"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    lead_id: Mapped[UUID] = mapped_column(ForeignKey("leads.id"), index=True)
    action: Mapped[LeadAction] = mapped_column(values_of(LeadAction))
    at: Mapped[datetime]
    account_id: Mapped[UUID | None]
    by: Mapped[str] = mapped_column(String(60))
    text: Mapped[str] = mapped_column(Text, default="")
