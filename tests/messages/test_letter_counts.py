"""How many letters stand where: what is kept agrees with the letters at any moment, and is made anew when it does not."""

from __future__ import annotations

from uuid import uuid4

from sqlalchemy import delete, func, select, text

from server.core import clock
from server.core.actor import Actor
from server.core.db import db, transaction
from server.core.permissions import Role
from server.messages import course_queries, letter_counts, queries
from server.messages.letter_counts import LetterCount
from server.messages.life import MessageStatus
from server.messages.models import Message
from tests.factories import World


def offices(world: World) -> list[Actor]:
    with transaction():
        station = db.session.scalars(select(Message.station_id)).first()
        author = db.session.scalars(select(Message.author_id)).first()
    return [
        Actor(Role.LIAISON, f"station:{station}", account_id=uuid4()),
        Actor(Role.NPC_STAFF, "area:330111", account_id=uuid4()),
        Actor(Role.NPC_STAFF, "area:3301", account_id=author),
        Actor(Role.STREET_NPC, "area:320311", account_id=uuid4()),
        Actor(Role.DEPUTY, account_id=author, deputy_id=uuid4()),
    ]


def agree(world: World) -> bool:
    with transaction():
        return all(
            letter_counts.of_inbox(actor) == course_queries.counts(queries.inbox_of(actor))
            for actor in offices(world)
        )


def test_it_agrees_with_the_letters_whatever_happens_to_them(world: World) -> None:
    for _ in range(3):
        world.submit()
    assert agree(world)
    with transaction():
        first, second, third = db.session.scalars(select(Message).order_by(Message.created_at)).all()
        first.status, first.accepted_at = MessageStatus.ACCEPTED, clock.now()
        second.raised_at = clock.now()
        third.status, third.awaited_since = MessageStatus.NEED_INFO, clock.now()
        third.awaited_until = clock.today()
    assert agree(world)
    letter_counts.put_together()
    assert agree(world)
    with transaction():
        places = select(LetterCount.status, LetterCount.is_raised).group_by(
            LetterCount.status, LetterCount.is_raised
        )
        assert db.session.scalar(select(func.count()).select_from(LetterCount)) == len(
            db.session.execute(places).all()
        )
        db.session.execute(delete(LetterCount))
    assert not agree(world)
    assert letter_counts.compare() == 3
    assert agree(world)
    assert letter_counts.compare() == 0


def test_letters_that_are_gone_are_not_counted(world: World) -> None:
    world.submit()
    with transaction():
        db.session.execute(text("delete from message_steps; delete from messages"))
        assert db.session.scalar(select(func.sum(LetterCount.count))) == 0
    letter_counts.put_together()
    with transaction():
        assert db.session.scalars(select(LetterCount)).all() == []
