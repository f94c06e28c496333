"""The one database session, the base of every table, and the transaction that the edges open and close."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from functools import cache, cached_property, partial
from typing import Annotated, Any, ClassVar
from uuid import UUID, uuid4

from flask import g
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session
from sqlalchemy import (
    Connection,
    DateTime,
    Engine,
    Enum,
    MetaData,
    Select,
    String,
    event,
    func,
    inspect,
    select,
)
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.orm import DeclarativeBase, Mapped, Mapper, mapped_column
from sqlalchemy.pool import ConnectionPoolEntry

from server.core import driver
from server.core.left import Left, together, told, words_of

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
        # Of a new row nothing stood there before: its plain columns need no history, and take a third of the time.
        columns, held = _columns_of(type(self)), vars(self)
        held["id"] = values.pop("id", None) or uuid4()  # comes first: sealed fields are bound to it
        for name, value in values.items():
            if name in columns:
                held[name] = value
            elif hasattr(type(self), name):
                setattr(self, name, value)
            else:
                raise TypeError(f"{type(self).__name__} has no field {name!r}")


@cache
def _columns_of(kind: type[Row]) -> frozenset[str]:
    mapper: Mapper[Any] = inspect(kind)
    return frozenset(mapper.column_attrs.keys())


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


class OneDatabase(Session):
    """Every table lies in the one database, so nothing has to be chosen for a statement.

    In a unit of work that only reads, statements run without a transaction around them: `begin` and `commit`
    are two more journeys to the server, and one statement of a reading request never depends on another.
    """

    def get_bind(
        self, mapper: Any = None, clause: Any = None, bind: Engine | Connection | None = None, **_: Any
    ) -> Engine | Connection:
        return bind or db.engines[READING if g.get("only_reads") else None]


READING = "reading"
"""The second set of connections, on which every statement stands for itself; there is nothing to roll back."""


def settings(url: str, **options: Any) -> dict[str, Any]:
    """What Flask-SQLAlchemy is told: connections for writing and for reading, with the same `options`."""
    reading = {"url": url, "isolation_level": "AUTOCOMMIT", "pool_reset_on_return": None} | options
    return {
        "SQLALCHEMY_DATABASE_URI": url,
        "SQLALCHEMY_ENGINE_OPTIONS": options,
        "SQLALCHEMY_BINDS": {READING: reading},
    }


db = SQLAlchemy(metadata=Base.metadata, session_options={"expire_on_commit": False, "class_": OneDatabase})


class Question:
    """A statement that stands for itself, asked often: no session, no transaction, put into words once.

    On a line that died unnoticed it is asked again: nothing was changed, and by then every dead line is dropped.
    """

    def __init__(self, asked: Select[*tuple[Any, ...]]) -> None:
        self.asked = asked

    @cached_property
    def _words(self) -> tuple[driver.Words, driver.Answer]:
        return driver.Words(self.asked), driver.Answer(self.asked)

    def first(self, **given: Any) -> Any:
        """The first line of the answer, or None."""
        found = self.all(**given)
        return found[0] if found else None

    def all(self, **given: Any) -> list[Any]:
        words, answer = self._words
        try:
            lines = _sent(words, READING, given)
        except DBAPIError as error:
            if not error.connection_invalidated:
                raise
            lines = _sent(words, READING, given)
        return answer.read(lines)


def _sent(words: driver.Words, bind: str, given: dict[str, Any]) -> list[driver.Line]:
    try:
        return words.send(db.engines[bind], given)
    except DBAPIError as error:
        if error.connection_invalidated:
            hang_up()
        raise


def leave(*rows: Base, over: tuple[str, ...] = ()) -> None:
    """Store rows when the unit of work ends, all that was left in one journey; what is changed meanwhile counts.

    Where nothing else was written, that journey is the whole transaction: its one statement holds or falls
    together. Whatever the session does before stores them first, so that it finds them and may refer to them.
    """
    g.setdefault("left", []).extend(Left(row, over) for row in rows)


def settle() -> None:
    """End the unit of work well: store what was left, and commit."""
    left = g.pop("left", ())
    if left and not (db.session.registry.has() and db.session().in_transaction()):
        shapes, given = told(left)
        _sent(words_of(shapes), READING, given)
        return
    _store(left)
    db.session.commit()


def abandon() -> None:
    """End it without a trace."""
    g.pop("left", None)
    db.session.rollback()


@contextmanager
def apart() -> Iterator[None]:
    """A part of the unit of work that may fail by itself: raising undoes this part alone."""
    try:
        with db.session.begin_nested():
            yield
            _store(g.pop("left", ()))
    except BaseException:
        g.pop("left", None)
        raise


@contextmanager
def remembering() -> Iterator[None]:
    """What is loaded within stays at hand until the end, also when nobody holds it any more."""
    held: list[object] = []

    def hold(_: object, row: object) -> None:
        held.append(row)

    session = db.session()
    event.listen(session, "loaded_as_persistent", hold)
    try:
        yield
    finally:
        event.remove(session, "loaded_as_persistent", hold)


@event.listens_for(OneDatabase, "do_orm_execute")
@event.listens_for(OneDatabase, "before_flush")
def _store_before(*_: object) -> None:
    _store(g.pop("left", ()))


def _store(left: Sequence[Left]) -> None:
    if left:
        shapes, given = told(left)
        with db.session.no_autoflush:
            db.session.execute(together(shapes), given)


RESTED = 1.0
"""Seconds after which a connection may have died unnoticed."""


def ask_the_rested() -> None:
    """A connection that has rested is asked whether it still lives; one that is busy need not be.

    Asking each time is a journey to the server on every request. Should the server go away meanwhile, the
    first statement that notices drops all connections, and its request is told to come again (503).
    """
    for engine in db.engines.values():
        event.listen(engine, "checkin", _rest)
        event.listen(engine, "checkout", partial(_wake, engine))
        event.listen(engine, "handle_error", _drop_if_dead)


def _rest(_: Any, record: ConnectionPoolEntry) -> None:
    record.info["rests_since"] = time.monotonic()


def _wake(engine: Engine, connection: Any, record: ConnectionPoolEntry, _: Any) -> None:
    since = record.info.get("rests_since")
    if since is None or time.monotonic() - since < RESTED:
        return
    try:
        engine.dialect.do_ping(connection)
    except Exception as error:
        raise DisconnectionError from error


def _drop_if_dead(context: ExceptionContext) -> None:
    """When the server went away, the lines of the other engine are as dead as this one."""
    if context.is_disconnect:
        hang_up()


def hang_up() -> None:
    """Close every connection of this process: before it ends, or when its database is exchanged."""
    for engine in db.engines.values():
        engine.dispose()


def begin(*, only_reads: bool) -> None:
    """Before anything is asked of the database: whether this unit of work may change it."""
    g.only_reads = only_reads


@contextmanager
def transaction() -> Iterator[None]:
    """One unit of work: leaving commits, raising rolls back. Only edges (requests, jobs, commands) use it."""
    begin(only_reads=False)
    try:
        yield
        settle()
    except BaseException:
        abandon()
        raise


def one_at_a_time(what: str) -> None:
    """Whoever is about to change `what` waits until the others have committed, so that none overlooks the other."""
    db.session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(what, 0))))
