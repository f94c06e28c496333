"""Colleagues for tests of roles: with one, and signed in with it; a unit to give one in."""

from __future__ import annotations

from server.accounts.models import Account, RoleGrant
from server.accounts.queries import grants
from server.core.actor import Actor
from server.core.db import db, transaction
from server.core.permissions import Role
from server.departments.models import Department
from tests import factories
from tests.factories import TOWN, Phone, World


def department(name: str = "环卫所", code: str = TOWN) -> Department:
    made = Department(name=name, area_code=code.ljust(12, "0"), phone="")
    db.session.add(made)
    db.session.flush()
    return made


def account(name: str, role: Role, scope: str) -> Account:
    return factories.staff(role, scope, name, name)


def actor(world: World, who: str) -> Actor:
    account_id = world.phone(who).account_id
    given = grants(account_id)[0]
    return Actor(given.role, given.scope, account_id, name=who)


def signed_in(world: World, name: str, role: Role, scope: str) -> tuple[Account, Phone, RoleGrant]:
    with transaction():
        made = account(name, role, scope)
        phone = factories.phone_of(world.client, made)
    return made, phone, grants(made.id)[0]
