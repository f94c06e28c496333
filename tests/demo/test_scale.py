"""`flask scale N`: a large set that obeys the same rules, fills up once and leaves the indexes as they were."""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from server.codes.models import Code, CodeKind
from server.core.db import db
from server.demo import scale
from server.duties.models import Duty
from server.messages.life import WORKFLOW, MessageStatus
from server.messages.models import Message, Step
from tests.demo.conftest import Loaded

COUNT = 6_000


def schema() -> list[tuple[str, str]]:
    found = db.session.execute(
        text(
            "select indexname, indexdef from pg_indexes where schemaname = 'public' union all"
            " select conname, pg_get_constraintdef(oid) from pg_constraint where contype = 'f' order by 1, 2"
        )
    )
    return [(name, definition) for name, definition in found]


@pytest.fixture(scope="module")
def filled(changing: None, loaded: Loaded) -> list[tuple[str, str]]:
    """The schema as it was before the fill, which rebuilt every index."""
    before = schema()
    patch = pytest.MonkeyPatch()
    patch.setattr(scale, "WORTH_REBUILDING", 1)
    patch.setattr(scale, "BATCH", 1_500)
    assert scale.fill(COUNT, lambda line: None) == COUNT - 2_000
    patch.undo()
    return before


def test_it_fills_up_to_the_count_once(filled: list[tuple[str, str]]) -> None:
    assert db.session.scalar(select(func.count()).select_from(Message)) == COUNT
    assert scale.fill(COUNT) == 0


def test_indexes_and_foreign_keys_are_as_before(filled: list[tuple[str, str]]) -> None:
    assert schema() == filled


def test_made_letters_went_the_way_of_the_workflow_too(filled: list[tuple[str, str]]) -> None:
    stories: dict[UUID, list[Step]] = defaultdict(list)
    for step in db.session.scalars(select(Step).order_by(Step.id)):
        stories[step.message_id].append(step)
    for message in db.session.scalars(select(Message)):
        status = MessageStatus.SUBMITTED
        for step in stories[message.id][1:]:
            status = WORKFLOW.after(status, step.action)
        assert status is message.status
        times = [step.at for step in stories[message.id]]
        assert times == sorted(times)


def test_a_tenth_as_many_duties_come_with_it(filled: list[tuple[str, str]]) -> None:
    made = db.session.scalar(
        select(func.count()).where(Duty.dedupe.like("message-%"), Duty.recorded_by.is_(None))
    )
    assert made is not None
    assert made >= (COUNT - 2_000) // 10


def test_authors_codes_and_years_are_many(filled: list[tuple[str, str]]) -> None:
    codes = db.session.scalar(select(func.count()).where(Code.kind == CodeKind.STATION))
    assert codes == scale.FEWEST_CODES
    authors = db.session.scalar(text("select count(*) from accounts where display_name = ''"))
    assert authors is not None
    assert authors >= scale.FEWEST_AUTHORS
    years = set(db.session.scalars(select(func.extract("year", Message.created_at)).distinct()))
    assert len(years) >= 5
    assert db.session.scalar(select(func.count(Message.station_id.distinct()))) == 374 + 2, (
        "and those of two parks"
    )


def test_filling_further_finds_free_numbers(filled: list[tuple[str, str]], application: Flask) -> None:
    assert scale.fill(COUNT + 1_000, lambda line: None) == 1_000
