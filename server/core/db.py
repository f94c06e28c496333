"""The one database session, the base of every table, and the transaction that the edges open and close."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, ClassVar
from uuid import UUID, uuid4

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, Enum, MetaData, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Every table. Enums store their value, moments carry their zone."""

    metadata = MetaData(naming_convention=CONVENTION)
    type_annotation_map: ClassVar = {datetime: DateTime(timezone=True)}


class Row(Base):
    """A table whose rows have a public id: random, 122 bits, made before the row is stored."""

    __abstract__ = True

    id: Mapped[UUID] = mapped_column(primary_key=True)

    def __init__(self, **values: Any) -> None:
        # the id comes first: sealed fields are bound to it
        super().__init__(id=values.pop("id", None) or uuid4())
        for name, value in values.items():
            if not hasattr(type(self), name):
                raise TypeError(f"{type(self).__name__} has no field {name!r}")
            setattr(self, name, value)


AreaCode = Annotated[str, mapped_column(String(12, collation="C"))]
"""A 12-digit statistical code; sorted bytewise, so that a prefix is a range."""


def values_of(kind: type[StrEnum], length: int = 24) -> Enum:
    """A column of this enum's values, as text with a check by the program, not a server-side type."""
    return Enum(
        kind,
        native_enum=False,
        length=length,
        values_callable=lambda members: [member.value for member in members],
    )


db = SQLAlchemy(metadata=Base.metadata, session_options={"expire_on_commit": False})


@contextmanager
def transaction() -> Iterator[None]:
    """One unit of work: leaving commits, raising rolls back. Only edges (requests, jobs, commands) use it."""
    try:
        yield
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise
