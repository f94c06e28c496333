"""承办单位: who may one day be asked to act. Routing comes with the path that assigns."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import AreaCode, Row


class Department(Row):
    """A unit of an area; its phone is a public office line."""

    __tablename__ = "departments"

    name: Mapped[str] = mapped_column(String(60))
    area_code: Mapped[AreaCode] = mapped_column(index=True)
    phone: Mapped[str] = mapped_column(String(30), default="")
