"""The field at the top of every page beside its bare statements: rare, middle and frequent words, and numbers."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from random import Random
from typing import Any
from urllib.parse import quote

import psycopg
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select, text

from server.core.db import READING, db, transaction
from server.core.permissions import Role
from server.demo import bulk, library
from server.messages.models import Message
from tests.bench.load import BenchFailed
from tests.bench.people import People
from tests.bench.world import AREA

EACH = 12
"""Terms of a kind."""
FREQUENT = ("的", "代表", "联络", "我们")
Statement = tuple[str, Any]


@dataclass(frozen=True, slots=True)
class Search:
    """An office that sees all letters, the terms it asks for, and the statements that answer them."""

    desk: FlaskClient
    token: str
    terms: list[str]
    statements: list[Statement]

    @classmethod
    def build(cls, app: Flask) -> Search:
        people = People()
        with transaction():
            token = people.sign_in(people.enrol("何主任", Role.NPC_STAFF, f"area:{AREA}"))
            people.store()
        with transaction():
            bulk.take_time()
            bulk.connection().execute("select gin_clean_pending_list('ix_letter_words_lexemes')")
            asked = _terms(Random(7))
        made = cls(app.test_client(), token, asked, [])
        with _overheard(made.statements):
            made.ask_all()
        return made

    def ask_all(self) -> None:
        for term in self.terms:
            self.ask(term)

    def ask(self, term: str) -> None:
        path = f"/api/messages?box=inbox&q={quote(term)}"
        answer = self.desk.get(path, headers={"Authorization": f"Bearer {self.token}"})
        if answer.status_code != 200:
            raise BenchFailed(f"{path} 的回答是 {answer.status_code}")


def rate_ours(search: Search, seconds: float) -> float:
    """Searches a second, all terms in turn. Raises BenchFailed."""
    start, rounds = time.perf_counter(), 0
    while (spent := time.perf_counter() - start) < seconds or not rounds:
        search.ask_all()
        rounds += 1
    return rounds * len(search.terms) / spent


def rate_bare(search: Search, seconds: float) -> float:
    """The same terms by the very statements that the product was overheard to run, with nothing around them."""
    address = os.environ["DATABASE_URL"].replace("+psycopg", "")
    with closing(psycopg.connect(address, autocommit=True)) as connection:
        start, rounds = time.perf_counter(), 0
        while (spent := time.perf_counter() - start) < seconds or not rounds:
            for statement, given in search.statements:
                connection.execute(statement.encode(), given).fetchall()
            rounds += 1
    return rounds * len(search.terms) / spent


def _terms(random: Random) -> list[str]:
    """Rare ones are two words that seldom meet, middle ones a stretch of a letter; as many numbers of letters."""
    texts = [one.text for one in library.letters()]
    drawn = random.sample(texts, 3 * EACH)
    rare = [f"{_stretch(random, drawn[at], 2)} {_stretch(random, drawn[-at - 1], 2)}" for at in range(EACH)]
    middle = [_stretch(random, one, 2 + at % 3) for at, one in enumerate(drawn[EACH : 2 * EACH])]
    numbers = db.session.scalars(select(Message.number).order_by(text("md5(number)")).limit(EACH)).all()
    mixed = [*rare, *middle, *FREQUENT * (EACH // len(FREQUENT)), *(number[-4:] for number in numbers)]
    return random.sample(mixed, len(mixed))


def _stretch(random: Random, letter: str, length: int) -> str:
    start = random.randrange(len(letter) - length)
    return letter[start : start + length]


@contextmanager
def _overheard(statements: list[Statement]) -> Iterator[None]:
    engine = db.engines[READING]

    def hear(_: Any, __: Any, statement: str, given: Any, *___: Any) -> None:
        if "letter_words" in statement:
            statements.append((statement, given))

    event.listen(engine, "before_cursor_execute", hear)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", hear)
