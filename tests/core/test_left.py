"""What belongs together is stored together, or not at all; and a question outlives the line it was asked on."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from server.core import driver, outbox
from server.core.db import Question, apart, db, hang_up, leave, transaction
from server.core.outbox import OutboxRow

HOW_MANY = Question(select(func.count(OutboxRow.id).label("rows")).where(OutboxRow.name == "test.left"))


def left(word: str) -> OutboxRow:
    return outbox.fact("test.left", word=word)


def test_what_was_left_goes_in_one_statement_without_a_transaction_around_it(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[str] = []
    monkeypatch.setattr(driver, "hearers", [sent.append])
    with transaction():
        leave(left("一"), left("二"))
        leave(left("三"))
    assert len(sent) == 1
    assert HOW_MANY.first().rows == 3


def test_beside_other_changes_it_goes_with_their_transaction(app: Flask) -> None:
    with transaction():
        db.session.add(left("一"))
        leave(left("二"))
    assert HOW_MANY.first().rows == 2


def test_one_row_that_is_refused_takes_the_others_with_it(app: Flask) -> None:
    broken = left("二")
    broken.tries = None  # type: ignore[assignment]
    broken.name = "长" * 81
    with pytest.raises(DBAPIError), transaction():
        leave(left("一"), broken)
    assert HOW_MANY.first().rows == 0


def test_a_part_that_fails_leaves_nothing_and_the_rest_stays(app: Flask) -> None:
    with transaction():
        with pytest.raises(LookupError), apart():
            leave(left("一"))
            raise LookupError
        with apart():
            leave(left("二"))
    assert HOW_MANY.first().rows == 1


def test_a_work_that_fails_leaves_nothing_for_the_next(app: Flask) -> None:
    with pytest.raises(LookupError), transaction():
        leave(left("一"))
        raise LookupError
    with transaction():
        leave(left("二"))
    assert HOW_MANY.first().rows == 1


def test_a_question_is_asked_again_on_a_new_line_when_its_own_died(app: Flask) -> None:
    """The server was restarted between two requests."""
    hang_up()
    assert HOW_MANY.first().rows == 0
    with transaction():
        others = "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
        db.session.execute(text(others))
    assert HOW_MANY.first().rows == 0
