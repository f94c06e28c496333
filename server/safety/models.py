"""What has to be looked at before the public may see it, and what was found."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import Base, Row, values_of
from server.core.workflow import Workflow


class CheckState(StrEnum):
    WAITING = "waiting"
    PASSED = "passed"
    DOUBTFUL = "doubtful"
    """The platform doubts, refuses or cannot say: a person decides."""
    RELEASED = "released"
    WITHHELD = "withheld"
    TAKEN_BACK = "taken_back"
    """Its author no longer offers it to the public: nobody looks at it any more, and nobody releases it."""


class CheckAction(StrEnum):
    """What a person may decide, whatever the platform thought."""

    RELEASE = "release"
    WITHHOLD = "withhold"


S, A = CheckState, CheckAction

WORKFLOW: Workflow[CheckState, CheckAction] = Workflow(
    {
        (S.DOUBTFUL, A.RELEASE): S.RELEASED,
        (S.WITHHELD, A.RELEASE): S.RELEASED,
        (S.PASSED, A.RELEASE): S.PASSED,
        (S.RELEASED, A.RELEASE): S.RELEASED,
        (S.WAITING, A.WITHHOLD): S.WITHHELD,
        (S.PASSED, A.WITHHOLD): S.WITHHELD,
        (S.DOUBTFUL, A.WITHHOLD): S.WITHHELD,
        (S.RELEASED, A.WITHHOLD): S.WITHHELD,
        (S.WITHHELD, A.WITHHOLD): S.WITHHELD,
    },
    {
        S.WAITING: ("safety.waiting", "微信还没查完，最多一个小时。查完再定，或先定为不公开。"),
        S.TAKEN_BACK: ("safety.taken_back", "来信人不公开了，这件事只在站里看。"),
    },
)


class Doubt(StrEnum):
    """Why a person has to decide."""

    REVIEW = "review"
    RISKY = "risky"
    LATE = "late"
    """61010: the author was not seen by the platform for two hours."""
    DOWN = "down"
    """The platform did not answer in time, or not at all."""
    NO_WECHAT = "no_wechat"
    """Written without WeChat: the platform checks only its own people."""


class Part(StrEnum):
    TEXT = "text"
    PHOTO = "photo"


class Check(Row):
    """One text or photo of one subject. `content` is kept only until the platform has answered or cannot."""

    __tablename__ = "safety_checks"
    __table_args__ = (
        UniqueConstraint("subject_id", "part", "upload_id", postgresql_nulls_not_distinct=True),
        Index(
            "ix_safety_checks_open",
            "state",
            "created_at",
            postgresql_where="state in ('waiting', 'doubtful')",
        ),
    )

    subject_type: Mapped[str] = mapped_column(String(24))
    subject_id: Mapped[UUID]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    part: Mapped[Part] = mapped_column(values_of(Part, 8))
    upload_id: Mapped[UUID | None]
    content: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[CheckState] = mapped_column(values_of(CheckState))
    doubt: Mapped[Doubt | None] = mapped_column(values_of(Doubt))
    label: Mapped[int | None]
    trace_id: Mapped[str | None] = mapped_column(String(80), unique=True)
    created_at: Mapped[datetime]
    asked_at: Mapped[datetime | None]
    """When the platform took a photo to look at; it answers by a push, or never."""
    checked_at: Mapped[datetime | None]
    decided_by: Mapped[UUID | None]
    decided_at: Mapped[datetime | None]


class MediaFinding(Base):
    """What the platform pushed about a photo; it may come before the answer that names its `trace_id`."""

    __tablename__ = "safety_media_findings"

    trace_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    suggest: Mapped[str] = mapped_column(String(12))
    label: Mapped[int]
    at: Mapped[datetime]
