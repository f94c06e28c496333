"""Search over every letter that the caller may see: the newest that fit, whichever words were typed.

Three ways lead to the same answer, and the data decide. Few letters are read one by one. What many letters have is
met soon when they are walked through from the newest on. What few letters have the index knows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    and_,
    cast,
    func,
    literal_column,
    or_,
    select,
    true,
    tuple_,
)
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR

from server.core import clock
from server.core.actor import Actor
from server.core.db import db
from server.core.permissions import Permission
from server.messages import terms
from server.messages.cursors import Before
from server.messages.letter_words import LetterWords
from server.messages.models import Message
from server.messages.terms import Word

FEW = 10_000
"""Letters that are read one by one in some hundredths of a second."""
WALKED = 20_000
"""Letters that are walked through, from the newest on, before the index is asked."""
FOUND = 50_000
"""Letters of the index beyond which walking on is quicker after all."""


def newest(
    actor: Actor,
    found: Select[Message],
    q: str,
    *,
    limit: int,
    before: Before | None = None,
    is_narrow: bool = False,
) -> list[UUID]:
    """Of the letters in `found`, which is what the actor may see of them, those that `q` describes; newest first.

    `before` is the last line of the page above; `is_narrow`: of what the actor may see, `found` leaves out most.
    Words of the staff count only for who may read them.
    """
    words = terms.words_of(q, clock.today())
    if not words:
        return []
    asked = _Asked(actor, found, words, before, limit)
    if asked.is_personal or (is_narrow and asked.are_few()):
        return asked.one_by_one()
    # a station's letters lie too far apart to be met on a walk
    met = [] if actor.station_id else asked.on_a_walk(WALKED)
    if len(met) == limit:
        return met
    known = asked.by_index()
    return asked.on_a_walk() if known is None else known


@dataclass(frozen=True, slots=True)
class _Asked:
    """One search, to be answered in any of the ways."""

    actor: Actor
    found: Select[Message]
    words: Sequence[Word]
    before: Before | None
    limit: int

    @property
    def is_personal(self) -> bool:
        """Of one person, who has written or received but so many."""
        return not (self.actor.station_id or self.actor.area_prefix)

    @property
    def place(self) -> str:
        """The mark of the smallest place that the index knows and that holds all of the actor's."""
        prefix = self.actor.area_prefix or ""
        return terms.station(self.actor.station_id) if self.actor.station_id else terms.area(prefix)

    @property
    def with_aside(self) -> bool:
        return self.actor.may(Permission.MESSAGE_NOTE)

    def are_few(self) -> bool:
        some: Select[Any] = self.found.order_by(None).with_only_columns(literal_column("1"))
        counted = select(func.count()).select_from(some.limit(_number(FEW + 1)).subquery())
        return db.session.execute(counted).scalar_one() <= FEW

    def one_by_one(self) -> list[UUID]:
        """Every letter of `found` with its words."""
        own = self.found.order_by(None).with_only_columns(Message.id).cte("own").prefix_with("MATERIALIZED")
        of_one = select(LetterWords).where(LetterWords.message_id == own.c.id, *self._further(LetterWords))
        there = of_one.offset(_number(0)).lateral()
        fitting = select(*self._line(there)).select_from(own.join(there, true())).where(self._fits(there))
        return self._ids(self._seen(fitting.subquery()))

    def on_a_walk(self, steps: int | None = None) -> list[UUID]:
        """From the newest letter on, at most so many steps."""
        walk = select(LetterWords).where(*self._further(LetterWords)).order_by(*_newest(LetterWords))
        met = walk.limit(_number(steps) if steps else None).subquery()
        return self._ids(self._seen(select(*self._line(met)).where(self._fits(met)).subquery()))

    def by_index(self) -> list[UUID] | None:
        """None where the index knows too many."""
        row = LetterWords
        question = terms.lexemes(self.words, with_aside=self.with_aside, place=self.place)
        is_indexed = func.letter_lexemes(row.words, row.aside, row.marks, type_=TSVECTOR).bool_op("@@")
        known = select(*self._line(row)).where(is_indexed(cast(question, TSQUERY)), self._fits(row))
        some = (
            known.where(*self._further(row)).limit(_number(FOUND + 1)).cte("some").prefix_with("MATERIALIZED")
        )
        sorted_ = select(some).order_by(*_newest(some.c)).limit(_number(FOUND)).subquery()
        counted, seen = (
            select(func.count().label("all")).select_from(some).subquery(),
            self._seen(sorted_).subquery(),
        )
        answer = select(counted.c.all, seen).select_from(counted.outerjoin(seen, true()))
        rows = db.session.execute(answer.order_by(*_newest(seen.c))).all()
        return None if rows[0].all > FOUND else [row.message_id for row in rows if row.message_id]

    def _seen(self, source: Subquery) -> Select[Any]:
        """Those that the actor may see, looked up from the newest on until there are enough."""
        one = self.found.order_by(None).where(Message.id == source.c.message_id)
        letter = one.with_only_columns(Message.author_id).limit(_number(1)).lateral()
        seen = select(source.c.message_id, source.c.created_at).select_from(source.join(letter, true()))
        if self.with_aside:
            seen = seen.where(or_(source.c.is_open, letter.c.author_id != self.actor.account_id))
        return seen.order_by(*_newest(source.c)).limit(_number(self.limit))

    def _ids(self, seen: Select[Any]) -> list[UUID]:
        return [row.message_id for row in db.session.execute(seen)]

    def _line(self, row: Any) -> tuple[Any, ...]:
        row = getattr(row, "c", row)
        is_open = _says(row, self.words) if self.with_aside else true()
        return row.message_id, row.created_at, is_open.label("is_open")

    def _fits(self, row: Any) -> ColumnElement[bool]:
        row = getattr(row, "c", row)
        return _says(row, self.words, with_aside=self.with_aside)

    def _further(self, row: Any) -> list[ColumnElement[bool]]:
        """Behind the last line of the page above."""
        return [tuple_(row.created_at, row.message_id) < tuple_(*self.before)] if self.before else []


def _says(row: Any, words: Sequence[Word], *, with_aside: bool = False) -> ColumnElement[bool]:
    """Every word stands in the text, or is its number or its day."""
    return and_(*(or_(*_ways(row, word, with_aside=with_aside)) for word in words))


def _ways(row: Any, word: Word, *, with_aside: bool) -> list[ColumnElement[bool]]:
    ways = [func.strpos(row.words, word.text) > 0]
    if with_aside:
        ways.append(func.strpos(row.aside, word.text) > 0)
    return ways + [row.marks.contains(sorted(marks)) for marks in word.marks]


def _newest(row: Any) -> tuple[Any, Any]:
    return row.created_at.desc(), row.message_id.desc()


def _number(value: int) -> ColumnElement[int]:
    """As it is written: a limit that the planner does not know is planned for as if it were a tenth of everything."""
    return literal_column(str(value))
