"""What one word finds: letters first, then the stations and deputies of the register."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import Select, select

from server.core import clock
from server.core.actor import Actor
from server.core.db import db
from server.core.parsing import Query
from server.core.permissions import Permission
from server.messages import cursors, inbox, queries, search, terms
from server.messages.aside_models import Note
from server.messages.models import Message, Step
from server.messages.queries import Line
from server.search.excerpts import Piece, excerpt
from server.stations import registers
from server.stations.queries import deputies_visible
from server.stations.registers import DeputyLine, FindDeputySheet, FindStationSheet, StationLine

PER_PAGE = 20
SHOWN = 8


class FindAnything(Query):
    q: registers.Words | None = None
    cursor: cursors.Cursor | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    line: Line
    pieces: list[Piece]


@dataclass(frozen=True, slots=True)
class Findings:
    """`following` is the cursor of the next page of letters; `lacking` are words that stand nowhere at all."""

    letters: list[Hit] = field(default_factory=list)
    following: str | None = None
    stations: list[StationLine] = field(default_factory=list)
    deputies: list[DeputyLine] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    lacking: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.letters or self.stations or self.deputies)

    def without(self, word: str) -> str:
        """The same search with a word less."""
        return " ".join(one for one in self.words if one != word)


def everything(actor: Actor, find: FindAnything) -> Findings:
    """On the first page also stations in the order of the area code and deputies by pinyin; behind it letters only."""
    words = [word.text for word in terms.words_of(find.q or "", clock.today())]
    if not words or find.q is None:
        return Findings()
    letters, following = _letters(actor, find.q, words, find.cursor) if inbox.may_read(actor) else ([], None)
    if find.cursor:
        return Findings(letters, following, words=words)
    stations, deputies = _registers(actor, find.q)
    is_empty = not (letters or stations or deputies)
    lacking = _lacking(actor, words) if is_empty and inbox.may_read(actor) else []
    return Findings(letters, following, stations, deputies, words, lacking)


def _letters(actor: Actor, q: str, words: Sequence[str], cursor: str | None) -> tuple[list[Hit], str | None]:
    before = cursors.read(cursor)
    ids = search.newest(actor, queries.visible_to(actor), q, before=before, limit=PER_PAGE + 1)
    lines = queries.lines_of(ids)
    shown = lines[:PER_PAGE]
    last = shown[-1].message if len(lines) > PER_PAGE else None
    said = _said(actor, [line.message.id for line in shown])
    hits = [Hit(line, excerpt(_texts(line, said[line.message.id]), words)) for line in shown]
    return hits, cursors.written(last.created_at, last.id) if last else None


def _texts(line: Line, said: Sequence[str]) -> list[str]:
    message = line.message
    return [message.content, *([message.place] if message.place else []), *said]


def _said(actor: Actor, ids: Sequence[UUID]) -> dict[UUID, list[str]]:
    """What was said of these letters in their steps; among the staff too, for who may read it."""
    said: dict[UUID, list[str]] = defaultdict(list)
    steps = select(Step.message_id, Step.text).where(Step.message_id.in_(ids), Step.text != "")
    for message_id, text in db.session.execute(steps.order_by(Step.id)):
        said[message_id].append(text)
    if actor.may(Permission.MESSAGE_NOTE):
        for message_id, text in db.session.execute(_notes(actor, ids)):
            said[message_id].append(text)
    return said


def _notes(actor: Actor, ids: Sequence[UUID]) -> Select[UUID, str]:
    """Never of a letter that the reader wrote."""
    notes = select(Note.message_id, Note.text).join(Message, Message.id == Note.message_id)
    return notes.where(Note.message_id.in_(ids), Message.author_id != actor.account_id).order_by(Note.id)


def _registers(actor: Actor, q: str) -> tuple[list[StationLine], list[DeputyLine]]:
    if not actor.may(Permission.REGISTER_READ):
        return [], []
    stations = registers.stations(actor, FindStationSheet(q=q)).lines[:SHOWN]
    return stations, registers.deputies(deputies_visible(actor), FindDeputySheet(q=q)).lines[:SHOWN]


def _lacking(actor: Actor, words: Sequence[str]) -> list[str]:
    """Of several words those that no letter has: without them there may be something."""
    if len(words) < 2:
        return []
    seen = queries.visible_to(actor)
    return [word for word in words if not search.newest(actor, seen, word, limit=1)]
