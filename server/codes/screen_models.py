"""A station's screen that shows the changing duty code, and the secrets that the code is made with."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, SmallInteger, String, text
from sqlalchemy.orm import Mapped, mapped_column

from server.codes.rotating import HANDLE_BYTES
from server.core.crypto import Sealed
from server.core.db import Row


class Screen(Row):
    """An old tablet on a stand. It is paired once by a short code and from then on shows who it is by its own
    credential, which can do nothing but read the code of this station; the handle stands in what it shows."""

    __tablename__ = "screens"

    station_id: Mapped[UUID] = mapped_column(ForeignKey("stations.id"), index=True)
    name: Mapped[str] = mapped_column(String(30))
    handle: Mapped[bytes] = mapped_column(LargeBinary(HANDLE_BYTES), unique=True)
    pairing_digest: Mapped[bytes | None] = mapped_column(LargeBinary(32), unique=True)
    pairing_until: Mapped[datetime | None]
    credential_digest: Mapped[bytes | None] = mapped_column(LargeBinary(32), unique=True)
    made_by: Mapped[UUID]
    paired_at: Mapped[datetime | None]
    seen_at: Mapped[datetime | None]
    """To the minute: whether it is on. Nothing else about it is kept."""
    revoked_at: Mapped[datetime | None]


class RotationKey(Row):
    """A secret behind the changing codes; a fresh one every 90 days. `number` is what the code names it by."""

    __tablename__ = "rotation_keys"
    __table_args__ = (
        Index(
            "uq_rotation_keys_in_use",
            text("(true)"),
            unique=True,
            postgresql_where=text("retired_at is null"),
        ),
    )

    number: Mapped[int] = mapped_column(SmallInteger, unique=True)
    secret_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    made_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]
    is_burnt: Mapped[bool] = mapped_column(default=False)
    """It became known to somebody: from then on nothing that was made with it is taken."""

    secret = Sealed("secret_sealed")
