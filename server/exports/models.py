"""One sheet that somebody ordered: what of, who agreed, how far it is. The file itself goes after a week."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import Row, values_of
from server.core.permissions import Role
from server.core.workflow import Workflow


class ExportKind(StrEnum):
    """What the rows are: letters of the inbox, or what units were given of them."""

    LETTERS = "letters"
    ASSIGNMENTS = "assignments"


class ExportFormat(StrEnum):
    XLSX = "xlsx"
    CSV = "csv"
    ZIP = "zip"
    """The archive of an optional feature (F15): a workbook of each kind of its records."""


class ExportState(StrEnum):
    ASKED = "asked"
    REFUSED = "refused"
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class ExportAction(StrEnum):
    AGREE = "agree"
    REFUSE = "refuse"
    START = "start"
    FINISH = "finish"
    FAIL = "fail"
    AGAIN = "again"


FORMAT_NAMES = {ExportFormat.XLSX: "Excel", ExportFormat.CSV: "CSV", ExportFormat.ZIP: "压缩包"}
SHEET_FORMATS = (ExportFormat.XLSX, ExportFormat.CSV)
STATE_NAMES = {
    ExportState.ASKED: "等另一个人同意",
    ExportState.REFUSED: "没有同意",
    ExportState.WAITING: "等着开始",
    ExportState.RUNNING: "正在做",
    ExportState.DONE: "做好了",
    ExportState.FAILED: "没有做成",
}
_S, _A = ExportState, ExportAction
WORKFLOW: Workflow[ExportState, ExportAction] = Workflow(
    {
        (_S.ASKED, _A.AGREE): _S.WAITING,
        (_S.ASKED, _A.REFUSE): _S.REFUSED,
        (_S.WAITING, _A.START): _S.RUNNING,
        (_S.RUNNING, _A.START): _S.RUNNING,
        (_S.RUNNING, _A.FINISH): _S.DONE,
        (_S.WAITING, _A.FAIL): _S.FAILED,
        (_S.RUNNING, _A.FAIL): _S.FAILED,
        (_S.FAILED, _A.AGAIN): _S.WAITING,
    },
    {
        state: ("export.not_now", f"这份导出{words}，不能这样做。请刷新看看它到了哪一步。")
        for state, words in STATE_NAMES.items()
    },
)


class Export(Row):
    """`role` and `scope`: as whom it was ordered, and as whom the letters are read. `cursor`: how far that went."""

    __tablename__ = "exports"
    __table_args__ = (
        Index("ix_exports_account_id", "account_id", "created_at"),
        CheckConstraint("not with_people or reason <> ''", name="reason"),
        CheckConstraint("decided_by <> account_id", name="second_person"),
        CheckConstraint(
            "not with_people or state in ('asked', 'refused') or decided_by is not null", name="agreed"
        ),
        CheckConstraint("kind = 'letters' or not with_people", name="units_nameless"),
    )

    @property
    def what(self) -> str:
        """来信, or the archive of a feature by its name."""
        return self.said if self.format is ExportFormat.ZIP else "来信"

    number: Mapped[str] = mapped_column(String(20), unique=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    role: Mapped[Role] = mapped_column(values_of(Role))
    scope: Mapped[str] = mapped_column(String(60))
    by: Mapped[str] = mapped_column(String(60))
    kind: Mapped[ExportKind] = mapped_column(
        values_of(ExportKind), default=ExportKind.LETTERS, server_default="letters"
    )
    format: Mapped[ExportFormat] = mapped_column(values_of(ExportFormat, 4))
    box: Mapped[str] = mapped_column(String(24))
    """Which view of the inbox, or of the units' desk."""
    q: Mapped[str] = mapped_column(String(40), default="")
    filters: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, server_default="{}")
    """What else narrows it, as it stands in an address; `said` is that in words."""
    said: Mapped[str] = mapped_column(String(200), default="", server_default="")
    with_people: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str] = mapped_column(String(200), default="")
    state: Mapped[ExportState] = mapped_column(values_of(ExportState))
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int | None]
    """Nothing where only the search itself finds out."""
    sittings: Mapped[int] = mapped_column(default=0)
    cursor: Mapped[str] = mapped_column(String(100), default="")
    size: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime]
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    decider: Mapped[str] = mapped_column(String(60), default="")
    decided_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
