"""The chain behind the audit: one link an entry, each sealing the one before."""

from __future__ import annotations

from sqlalchemy import BigInteger, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import Base


class AuditLink(Base):
    """The place of an entry in the chain. Positions have no gaps; the digest is keyed, so the database cannot forge it."""

    __tablename__ = "audit_links"

    position: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    entry_id: Mapped[int] = mapped_column(BigInteger, unique=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary(16))
