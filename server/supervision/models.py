"""Why a letter is watched, what its unit answered, how that was found."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import Row, values_of
from server.core.permissions import Role


class Finding(StrEnum):
    """How the unit's answer was found."""

    ENOUGH = "enough"
    POOR = "poor"


class Meeting(StrEnum):
    """How the fourth level is held: deputies ask the unit's head to come, talk it through, or question it."""

    INTERVIEW = "interview"
    CONSULTATION = "consultation"
    INQUIRY = "inquiry"


class Supervision(Row):
    """督办: why a letter is watched at one of five levels, what its unit answered, how that was found (domain §5.2)."""

    __tablename__ = "supervisions"
    __table_args__ = (
        CheckConstraint("level between 1 and 5", name="level"),
        CheckConstraint(
            "(seconded_at is null) = (seconded_by is null) and"
            " (seconded_by is null or seconded_by is distinct from opened_by)",
            name="seconded",
        ),
        CheckConstraint("(responded_at is null) = (response = '')", name="responded"),
        CheckConstraint(
            "(meeting is null) = (met_on is null) and (meeting is null) = (outcome = '')"
            " and (meeting is null or level = 4)",
            name="met",
        ),
        Index("ix_supervisions_message", "message_id"),
        Index("ix_supervisions_open", "opened_at", postgresql_where="closed_at is null"),
        Index(
            "uq_supervisions_open", "message_id", "level", unique=True, postgresql_where="closed_at is null"
        ),
    )

    message_id: Mapped[UUID] = mapped_column(ForeignKey("messages.id"))
    level: Mapped[int] = mapped_column(SmallInteger)
    reason: Mapped[str] = mapped_column(String(300))
    opened_at: Mapped[datetime]
    opened_by: Mapped[UUID | None]
    """Nobody: the clock or the author's third no."""
    opener: Mapped[str] = mapped_column(String(60))
    seconded_at: Mapped[datetime | None]
    seconded_by: Mapped[UUID | None]
    seconder: Mapped[str] = mapped_column(String(60), default="")
    response: Mapped[str] = mapped_column(Text, default="")
    responded_at: Mapped[datetime | None]
    responder: Mapped[str] = mapped_column(String(60), default="")
    finding: Mapped[Finding | None] = mapped_column(values_of(Finding))
    comment: Mapped[str] = mapped_column(String(300), default="")
    decider: Mapped[str] = mapped_column(String(60), default="")
    closed_at: Mapped[datetime | None]
    legal_review: Mapped[str] = mapped_column(String(300), default="")
    """Of the second level: who read it as a lawyer, and what they said."""
    materials: Mapped[str] = mapped_column(String(2000), default="")
    """Of the fifth level: what is handed over, one thing a line."""
    meeting: Mapped[Meeting | None] = mapped_column(values_of(Meeting))
    met_on: Mapped[date | None]
    outcome: Mapped[str] = mapped_column(Text, default="")
    recorder: Mapped[str] = mapped_column(String(60), default="")

    @property
    def waits_for_second(self) -> bool:
        return self.level in BY_TWO and self.seconded_at is None


BY_TWO = frozenset({2, 5})
"""Levels that a second person of the office has to agree to: the media, the discipline commission."""
MEETS = 4
"""The level that is held as a meeting, together with the political consultative conference."""
LEVEL_WORDS = {1: "平台催办", 2: "媒体监督", 3: "政务督办", 4: "人大政协督办", 5: "移送纪委"}
MEETING_WORDS = {
    Meeting.INTERVIEW: "代表约见",
    Meeting.CONSULTATION: "专题会商",
    Meeting.INQUIRY: "专题询问",
}
MAY_OPEN = {
    Role.STREET_NPC: frozenset({1}),
    Role.GOV_DISPATCHER: frozenset({3}),
    Role.NPC_STAFF: frozenset(LEVEL_WORDS),
}
"""Who opens which level, and so who finds the answer enough or poor, lowers it and lifts it (domain §4.2)."""
