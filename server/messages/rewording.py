"""What letters are found by is kept in order: new ones are sorted in, and a new name of a station or a deputy counts."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from server.areas.models import PREFIX_LENGTHS
from server.areas.queries import get as get_area, within
from server.core import jobs, outbox
from server.core.db import db, transaction
from server.deputies.models import Deputy
from server.messages.letter_words import LetterWords
from server.messages.models import Message
from server.stations.models import Station

AT_ONCE = 500


@jobs.every(minute="*")
def sort_in() -> None:
    """Every search reads the heap of what waits to be sorted in: it stays small."""
    with transaction():
        db.session.execute(select(func.gin_clean_pending_list("ix_letter_words_lexemes")))


@jobs.on("station.changed")
def station_renamed(station_id: UUID, **_: object) -> None:
    outbox.assign("messages.reword_station", station_id=station_id)


@jobs.on("deputy.changed")
def deputy_renamed(deputy_id: UUID, **_: object) -> None:
    outbox.assign("messages.reword_deputy", deputy_id=deputy_id)


@jobs.on("register.imported")
def register_renamed(area_code: str, **_: object) -> None:
    outbox.assign("messages.reword_area", area_code=area_code)


@jobs.task("messages.reword_station")
def reword_station(station_id: UUID) -> None:
    _reword(Message.station_id == station_id)


@jobs.task("messages.reword_deputy")
def reword_deputy(deputy_id: UUID) -> None:
    _reword(Message.deputy_id == deputy_id)


@jobs.task("messages.reword_area")
def reword_area(area_code: str) -> None:
    area = get_area(area_code)
    _reword(within(Message.area_code, area.code[: PREFIX_LENGTHS[area.level]]))


def _reword(condition: ColumnElement[bool]) -> None:
    """A batch a transaction, until every name is as it is now."""
    while True:
        with transaction():
            stale = _stale(condition)
            if not stale:
                return
            db.session.execute(select(func.keep_letter_words(func.unnest(stale))))


def _stale(condition: ColumnElement[bool]) -> Sequence[UUID]:
    is_renamed = or_(~_has_line(Station.name), and_(Deputy.name.is_not(None), ~_has_line(Deputy.name)))
    found = (
        select(Message.id)
        .join(LetterWords, LetterWords.message_id == Message.id)
        .join(Station, Station.id == Message.station_id)
        .outerjoin(Deputy, Deputy.id == Message.deputy_id)
        .where(condition, is_renamed)
    )
    return db.session.scalars(found.limit(AT_ONCE)).all()


def _has_line(name: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    """A name is a line of its own among the words."""
    lines = func.concat("\n", LetterWords.words, "\n")
    return func.strpos(lines, func.concat("\n", func.search_form(name), "\n")) > 0
