"""A code on a wall, a badge or a screen: an address, not a secret; revocable, 128 random bits."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from server.core.crypto import Sealed
from server.core.db import Row, values_of


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

    token = Sealed("token_sealed")
