"""A code on a wall, a badge or a screen: an address, not a secret; revocable, 128 random bits."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from server.core.crypto import Sealed
from server.core.db import AreaCode, Row, values_of
from server.core.workflow import Workflow


class CodeKind(StrEnum):
    STATION = "station"
    DEPUTY = "deputy"
    DUTY = "duty"


PREFIXES = {CodeKind.STATION: "s1.", CodeKind.DEPUTY: "d1.", CodeKind.DUTY: "u1."}


class CodeStatus(StrEnum):
    ACTIVE = "active"
    REVOKED = "revoked"


class Code(Row):
    """One code per placement, so that one can be withdrawn. The text itself is sealed for reprinting."""

    __tablename__ = "codes"

    kind: Mapped[CodeKind] = mapped_column(values_of(CodeKind))
    token_digest: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    token_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    station_id: Mapped[UUID] = mapped_column(ForeignKey("stations.id"), index=True)
    deputy_id: Mapped[UUID | None] = mapped_column(ForeignKey("deputies.id"), index=True)
    placement: Mapped[str] = mapped_column(String(60), default="")
    status: Mapped[CodeStatus] = mapped_column(values_of(CodeStatus), default=CodeStatus.ACTIVE)
    issued_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    replaced_by: Mapped[UUID | None]
    last_scanned_on: Mapped[date | None]
    """Only to see that it still hangs (W20): told to the station's head, never counted for anybody."""

    token = Sealed("token_sealed")


class ReportKind(StrEnum):
    REVOKED_SCANNED = "revoked_scanned"
    DAMAGED = "damaged"


class CodeReport(Row):
    """A code on a wall that wants a look: it was withdrawn and is still scanned, or somebody said it is damaged."""

    __tablename__ = "code_reports"
    __table_args__ = (Index("ix_code_reports_code_id_on", "code_id", "kind", "on", unique=True),)

    code_id: Mapped[UUID] = mapped_column(ForeignKey("codes.id"))
    kind: Mapped[ReportKind] = mapped_column(values_of(ReportKind))
    on: Mapped[date]
    times: Mapped[int] = mapped_column(default=1)
    note: Mapped[str] = mapped_column(Text, default="")
    settled_at: Mapped[datetime | None]


class PrintFormat(StrEnum):
    A4 = "a4"
    A3 = "a3"
    TABLE_CARD = "table_card"
    BADGE = "badge"
    STICKERS = "stickers"


class PrintState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


class PrintAction(StrEnum):
    START = "start"
    STOP = "stop"
    RESUME = "resume"
    FINISH = "finish"
    FAIL = "fail"


PRINT_STATE_NAMES = {
    PrintState.WAITING: "等着开始",
    PrintState.RUNNING: "正在做",
    PrintState.DONE: "做好了",
    PrintState.STOPPED: "停下了",
    PrintState.FAILED: "有几份没做成",
}
_S, _A = PrintState, PrintAction
WORKFLOW: Workflow[PrintState, PrintAction] = Workflow(
    {
        (_S.WAITING, _A.START): _S.RUNNING,
        (_S.RUNNING, _A.START): _S.RUNNING,
        (_S.WAITING, _A.STOP): _S.STOPPED,
        (_S.RUNNING, _A.STOP): _S.STOPPED,
        (_S.STOPPED, _A.RESUME): _S.RUNNING,
        (_S.FAILED, _A.RESUME): _S.RUNNING,
        # pressed twice is once
        (_S.RUNNING, _A.RESUME): _S.RUNNING,
        (_S.RUNNING, _A.FINISH): _S.DONE,
        (_S.RUNNING, _A.FAIL): _S.FAILED,
    },
    {
        state: ("print.not_now", f"这次印码{words}，不能这样做。请刷新看看它到了哪一步。")
        for state, words in PRINT_STATE_NAMES.items()
    },
)


class PrintJob(Row):
    """Many codes as PDFs, one a town, made in the background: what is done stays done when it is stopped."""

    __tablename__ = "print_jobs"

    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), index=True)
    scope: Mapped[str] = mapped_column(String(60))
    title: Mapped[str] = mapped_column(String(80))
    kind: Mapped[CodeKind] = mapped_column(values_of(CodeKind))
    format: Mapped[str] = mapped_column(String(24))
    state: Mapped[PrintState] = mapped_column(values_of(PrintState), default=PrintState.WAITING)
    total: Mapped[int] = mapped_column(default=0)
    issued: Mapped[int] = mapped_column(default=0)
    """How many of the codes were made for it; the others were there already."""
    done: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class PrintPart(Row):
    """The codes of one town, or as many of them as one sitting takes; the PDF lies in storage under the part's id."""

    __tablename__ = "print_parts"
    __table_args__ = (Index("ix_print_parts_job_id", "job_id", "number", unique=True),)

    job_id: Mapped[UUID] = mapped_column(ForeignKey("print_jobs.id"))
    number: Mapped[int]
    area_code: Mapped[AreaCode]
    name: Mapped[str] = mapped_column(String(60))
    code_ids: Mapped[list[str]] = mapped_column(JSONB)
    done_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(String(200), default="")
    size: Mapped[int] = mapped_column(default=0)
