"""A deputy's report of a year; who is a voter where; who has voted, and, with nothing between them, how many voted how."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import AreaCode, Base, Row, values_of
from server.reports.life import ReportStatus, Way


class Answer(StrEnum):
    """What a voter says of a report."""

    SATISFIED = "satisfied"
    BASIC = "basic"
    UNSATISFIED = "unsatisfied"


ANSWER_WORDS = {Answer.SATISFIED: "满意", Answer.BASIC: "基本满意", Answer.UNSATISFIED: "不满意"}


class Report(Row):
    """履职报告 of one deputy and year. `figures` come from the file, `texts` from the deputy, who began with `first`."""

    __tablename__ = "reports"
    __table_args__ = (
        Index("uq_reports_deputy_year", "deputy_id", "year", unique=True),
        Index("ix_reports_station", "station_id", "presents_at"),
        Index("ix_reports_area", "area_code", "status"),
        Index("ix_reports_closes", "closes_on", postgresql_where="status = 'presented'"),
        CheckConstraint("(way is null) = (presents_at is null)", name="scheduled"),
        CheckConstraint(
            "(status in ('presented', 'evaluated', 'published')) = (presented_at is not null)",
            name="presented",
        ),
        CheckConstraint("(status = 'published') = (published_at is not null)", name="published"),
        CheckConstraint("(live_url = '') or way = 'live'", name="live"),
    )

    deputy_id: Mapped[UUID] = mapped_column(ForeignKey("deputies.id"))
    area_code: Mapped[AreaCode]
    station_id: Mapped[UUID] = mapped_column(ForeignKey("stations.id"))
    """Whose residents are told and asked; where it is presented unless `place` says otherwise."""
    year: Mapped[int] = mapped_column(SmallInteger)
    status: Mapped[ReportStatus] = mapped_column(values_of(ReportStatus))
    figures: Mapped[dict[str, Any]] = mapped_column(JSONB)
    first: Mapped[dict[str, str]] = mapped_column(JSONB)
    texts: Mapped[dict[str, str]] = mapped_column(JSONB)
    written_at: Mapped[datetime]
    way: Mapped[Way | None] = mapped_column(values_of(Way))
    presents_at: Mapped[datetime | None]
    place: Mapped[str] = mapped_column(String(120), default="")
    live_url: Mapped[str] = mapped_column(String(300), default="")
    rounds: Mapped[int] = mapped_column(SmallInteger, default=0)
    """How often a day was set: each is told once."""
    presented_at: Mapped[datetime | None]
    closes_on: Mapped[date | None]
    """The last day on which voters may judge it."""
    published_at: Mapped[datetime | None]
    shows_result: Mapped[bool] = mapped_column(default=False)

    @property
    def title(self) -> str:
        return f"{self.year}年履职报告"


class Voter(Base):
    """Somebody says once to which station they belong; one person belongs to one."""

    __tablename__ = "voters"
    __table_args__ = (CheckConstraint("(struck_on is null) = (struck_by = '')", name="struck"),)

    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    station_id: Mapped[UUID] = mapped_column(ForeignKey("stations.id"), index=True)
    since: Mapped[date]
    struck_on: Mapped[date | None]
    """The station has seen that they belong elsewhere; only while no vote is open, so that no number tells who it was."""
    struck_by: Mapped[str] = mapped_column(String(60), default="", server_default="")
    struck_reason: Mapped[str] = mapped_column(String(200), default="", server_default="")


class VoteRoll(Base):
    """签到名册: that somebody has voted. No time, no number, no answer; gone when the vote is closed."""

    __tablename__ = "report_rolls"

    report_id: Mapped[UUID] = mapped_column(ForeignKey("reports.id"), primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), primary_key=True)


class BallotBox(Base):
    """票箱: three numbers in one row. There is no ballot to find: every vote rewrites the whole row, whatever it says."""

    __tablename__ = "report_boxes"

    report_id: Mapped[UUID] = mapped_column(ForeignKey("reports.id"), primary_key=True)
    satisfied: Mapped[int] = mapped_column(default=0)
    basic: Mapped[int] = mapped_column(default=0)
    unsatisfied: Mapped[int] = mapped_column(default=0)


class ReportQuestion(Base):
    """A letter that began as a question to a report (R4-19)."""

    __tablename__ = "report_questions"

    message_id: Mapped[UUID] = mapped_column(ForeignKey("messages.id"), primary_key=True)
    report_id: Mapped[UUID] = mapped_column(ForeignKey("reports.id"), index=True)
