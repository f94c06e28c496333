"""One sheet that was read: its lines, what each would do, and what stood there before, for undoing it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, LargeBinary, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import AreaCode, Base, Row, values_of


class RegisterKind(StrEnum):
    CONSTITUENCIES = "constituencies"
    STATIONS = "stations"
    DEPUTIES = "deputies"
    LIAISONS = "liaisons"
    DEPARTMENTS = "departments"
    OUTSIDE = "outside"
    DUTIES = "duties"
    VISITS = "visits"
    CONTACTS = "contacts"


class ImportState(StrEnum):
    CHECKED = "checked"
    DONE = "done"
    UNDONE = "undone"
    DROPPED = "dropped"


class LineAction(StrEnum):
    NEW = "new"
    UPDATE = "update"
    SAME = "same"
    WRONG = "wrong"


class Import(Row):
    """A sheet in one tenant's register. Nothing is in the register before it is DONE."""

    __tablename__ = "imports"

    register: Mapped[RegisterKind] = mapped_column(values_of(RegisterKind))
    area_code: Mapped[AreaCode] = mapped_column(index=True)
    account_id: Mapped[UUID | None]
    by: Mapped[str] = mapped_column(String(60))
    file_name: Mapped[str] = mapped_column(String(120))
    columns: Mapped[dict[str, str]] = mapped_column(JSONB)
    """Heading of the sheet → field of the register; headings that fit nothing are left out."""
    state: Mapped[ImportState] = mapped_column(values_of(ImportState))
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]


class ImportLine(Base):
    """One row of the sheet. `given` and `before` may hold a phone, so they are sealed as a whole."""

    __tablename__ = "import_lines"
    __table_args__ = (Index("ix_import_lines_import_id", "import_id", "number", unique=True),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    import_id: Mapped[UUID] = mapped_column(ForeignKey("imports.id", ondelete="CASCADE"))
    number: Mapped[int]
    """As Excel counts rows."""
    action: Mapped[LineAction] = mapped_column(values_of(LineAction))
    errors: Mapped[dict[str, str]] = mapped_column(JSONB)
    """Heading → what to do about it, in Chinese."""
    given_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    target_id: Mapped[UUID | None]
    before_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
