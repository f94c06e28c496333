"""Leaving an office, and what is looked at afterwards."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select

from server.accounts.models import Account
from server.accounts.queries import account_of
from server.core import clock
from server.core.actor import Actor
from server.core.db import db, transaction
from server.core.outbox import OutboxRow
from server.core.permissions import Role
from server.deputies import service
from server.deputies.models import Deputy
from server.messages.models import Message
from server.notifications.models import Notice
from tests import factories
from tests.factories import COUNTY, World
from tests.messages.path import drain

OFFICE = Actor(Role.NPC_STAFF, f"area:{COUNTY}", name="何主任")


def member(world: World) -> Deputy:
    return db.session.get_one(Deputy, world.deputy.id, populate_existing=True)


def leave(world: World, on: date | None = None) -> None:
    with transaction():
        service.leave(OFFICE, member(world), on=on or clock.today(), reason="工作调动")
    drain()


def write(world: World, who: str = "resident") -> str:
    return str(world.submit(who, deputy_id=str(world.deputy.id)).json["id"])


def stored(message_id: str) -> Message:
    return db.session.scalars(
        select(Message).where(Message.id == message_id).execution_options(populate_existing=True)
    ).one()


def notices(kind: str) -> list[Notice]:
    return list(db.session.scalars(select(Notice).where(Notice.kind == kind)))


def facts(name: str) -> int:
    return db.session.execute(select(func.count()).where(OutboxRow.name == name)).scalar_one()


def former(world: World) -> factories.Phone:
    """The same person signs in again."""
    account = account_of(Role.FORMER_DEPUTY, subject_id=world.deputy.id)
    assert account == [world.phone("deputy").account_id]
    with transaction():
        return factories.phone_of(world.client, db.session.get_one(Account, account[0]))
