"""What a station wrote of a month: the figures of that moment, the words in every version, what was passed up."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, SmallInteger, String, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import AreaCode, Base, Row, values_of
from server.core.workflow import Workflow


class AnalysisState(StrEnum):
    DRAFT = "draft"
    SENT = "sent"


class AnalysisAction(StrEnum):
    CHANGE = "change"
    SEND = "send"


class Addressee(StrEnum):
    """Whose powers a point falls under."""

    TOWN = "town"
    COUNTY = "county"


STATE_WORDS = {AnalysisState.DRAFT: "待签", AnalysisState.SENT: "已送"}
ADDRESSEE_WORDS = {Addressee.TOWN: "镇街", Addressee.COUNTY: "区县"}
WORKFLOW: Workflow[AnalysisState, AnalysisAction] = Workflow(
    {
        (AnalysisState.DRAFT, AnalysisAction.CHANGE): AnalysisState.DRAFT,
        (AnalysisState.DRAFT, AnalysisAction.SEND): AnalysisState.SENT,
    },
    {
        AnalysisState.SENT: ("analysis.sent", "这份分析已经送出去了，不能再改。有要补的，写进下个月的。"),
        AnalysisState.DRAFT: ("analysis.draft", "这份分析还没有签发。"),
    },
)


class Analysis(Row):
    """One station's month (R2-05). `figures` are those of `written_at` and stay as they are."""

    __tablename__ = "analyses"
    __table_args__ = (
        Index("uq_analyses_station_month", "station_id", "month", unique=True),
        Index("ix_analyses_month", "month", "area_code"),
        CheckConstraint("(state = 'sent') = (sent_at is not null)", name="sent"),
    )

    station_id: Mapped[UUID] = mapped_column(ForeignKey("stations.id"))
    area_code: Mapped[AreaCode]
    month: Mapped[date]
    """Its first day."""
    state: Mapped[AnalysisState] = mapped_column(values_of(AnalysisState))
    figures: Mapped[dict[str, Any]] = mapped_column(JSONB)
    written_at: Mapped[datetime]
    revision: Mapped[int] = mapped_column(default=1)
    """Counts every change; the Word file is of `file_revision`."""
    file_revision: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None]
    sender: Mapped[str] = mapped_column(String(60), default="")

    @property
    def has_file(self) -> bool:
        return self.file_revision == self.revision

    @property
    def title(self) -> str:
        return f"{self.month.year}年{self.month.month}月社情民意分析"


class Version(Base):
    """The words of all sections at a time. Added, never changed; the first is the system's."""

    __tablename__ = "analysis_versions"
    __table_args__ = (Index("uq_analysis_versions_serial", "analysis_id", "serial", unique=True),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    analysis_id: Mapped[UUID] = mapped_column(ForeignKey("analyses.id"))
    serial: Mapped[int] = mapped_column(SmallInteger)
    texts: Mapped[dict[str, str]] = mapped_column(JSONB)
    at: Mapped[datetime]
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    by: Mapped[str] = mapped_column(String(60))


class Point(Row):
    """What was passed up: a letter or a matter, to whom, and what they say became of it."""

    __tablename__ = "analysis_points"
    __table_args__ = (
        Index("ix_analysis_points_analysis", "analysis_id", "created_at"),
        CheckConstraint("(outcome = '') = (answered_at is null)", name="answered"),
    )

    analysis_id: Mapped[UUID] = mapped_column(ForeignKey("analyses.id"))
    message_id: Mapped[UUID | None] = mapped_column(ForeignKey("messages.id"), index=True)
    addressee: Mapped[Addressee] = mapped_column(values_of(Addressee))
    text: Mapped[str] = mapped_column(String(300))
    created_at: Mapped[datetime]
    outcome: Mapped[str] = mapped_column(Text, default="")
    answered_by: Mapped[str] = mapped_column(String(60), default="")
    answered_at: Mapped[datetime | None]
