"""Who gives which role, and where: the table, tried role by role and place by place."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from server.accounts import giving
from server.accounts.giving import GIVES, Gift
from server.accounts.models import Account
from server.accounts.queries import grants
from server.core import clock
from server.core.actor import Actor
from server.core.db import db, transaction
from server.core.errors import AppError
from server.core.grants import allows
from server.core.permissions import Permission, Role
from tests import factories
from tests.accounts.people import account, actor, department
from tests.factories import COUNTY, OTHER_COUNTY, OTHER_TOWN, TOWN, World


@pytest.fixture
def scopes(world: World) -> dict[str, str]:
    """A place of every kind, here and elsewhere."""
    with transaction():
        return {
            "station here": world.station.scope,
            "station of the next town": factories.station("春江站", "330111002001").scope,
            "station of another county": factories.station("泉山站", f"{OTHER_COUNTY}001001").scope,
            "town here": f"area:{TOWN}",
            "the next town": f"area:{OTHER_TOWN}",
            "county here": f"area:{COUNTY}",
            "another county": f"area:{OTHER_COUNTY}",
            "department here": f"department:{department().id}",
            "platform": "self",
        }


MAY = {
    ("street_npc", Role.LIAISON): {"station here"},
    ("street_npc", Role.STATION_HEAD): {"station here"},
    ("npc_staff", Role.LIAISON): {"station here", "station of the next town"},
    ("npc_staff", Role.STATION_HEAD): {"station here", "station of the next town"},
    ("sys_admin", Role.LIAISON): {"station here", "station of the next town", "station of another county"},
    ("sys_admin", Role.STATION_HEAD): {
        "station here",
        "station of the next town",
        "station of another county",
    },
    ("sys_admin", Role.STREET_NPC): {"town here", "the next town"},
    ("sys_admin", Role.NPC_STAFF): {"county here", "another county"},
    ("sys_admin", Role.NPC_LEADER): {"county here", "another county"},
    ("sys_admin", Role.GOV_DISPATCHER): {"county here", "another county"},
    ("sys_admin", Role.CPPCC_STAFF): {"county here", "another county"},
    ("sys_admin", Role.HANDLER): {"department here"},
    ("sys_admin", Role.HANDLER_LEAD): {"department here"},
    ("sys_admin", Role.SYS_ADMIN): {"platform"},
}
GIVERS = (
    "street_npc",
    "npc_staff",
    "sys_admin",
    "liaison",
    "station_head",
    "npc_leader",
    "handler",
    "deputy",
)


@pytest.mark.parametrize("who", GIVERS)
def test_a_role_is_given_only_by_whom_the_table_names_and_only_inside_their_scope(
    world: World, scopes: dict[str, str], who: str
) -> None:
    giver = actor(world, who)
    for role in Role:
        for place, scope in scopes.items():
            expected = {200} if place in MAY.get((who, role), set()) else {400, 403}
            assert tried(giver, Gift(role, scope)) in expected, (who, role, place)


def tried(giver: Actor, gift: Gift) -> int:
    """What giving it to somebody new would be answered; undone again."""
    made = account(f"a{uuid4().hex[:8]}", Role.HANDLER, "department:none")
    try:
        giving.give(giver, made, gift)
    except AppError as refused:
        return refused.status
    finally:
        db.session.rollback()
    return 200


def test_the_lead_of_a_department_gives_handlers_of_that_department_alone(world: World) -> None:
    with transaction():
        ours, theirs = department(), department("供水所")
        lead = Actor(Role.HANDLER_LEAD, f"department:{ours.id}", uuid4(), name="负责")
        one = account("one", Role.HANDLER, f"department:{theirs.id}")
        giving.give(lead, one, Gift(Role.HANDLER, f"department:{ours.id}"))
        for gift in (Gift(Role.HANDLER, f"department:{theirs.id}"), Gift(Role.HANDLER_LEAD, lead.scope)):
            with pytest.raises(AppError) as refused:
                giving.give(lead, one, gift)
            assert refused.value.code == "role.not_yours_to_give"
        assert [place.scope for place in giving.choices(lead, Role.HANDLER, "")] == [lead.scope]


def test_whoever_stands_in_the_table_holds_the_permission() -> None:
    assert {role for role in Role if allows(role, Permission.ROLE_GIVE)} == set(GIVES)


@pytest.mark.parametrize(
    "gift",
    [
        Gift(Role.LIAISON, "station:00000000-0000-4000-8000-000000000009"),
        Gift(Role.LIAISON, "station:not-an-id"),
        Gift(Role.STREET_NPC, "area:999999999"),
        Gift(Role.STREET_NPC, f"area:{COUNTY}"),
        Gift(Role.NPC_STAFF, "area:"),
        Gift(Role.NPC_STAFF, "self"),
        Gift(Role.DEPUTY, "self"),
        Gift(Role.RESIDENT, "self"),
        Gift(Role.VISITOR, "self"),
    ],
    ids=str,
)
def test_a_place_that_is_none_or_of_another_kind_is_refused(world: World, gift: Gift) -> None:
    with transaction():
        one = account("one", Role.LIAISON, world.station.scope)
    with pytest.raises(AppError) as refused:
        giving.give(actor(world, "sys_admin"), one, gift)
    assert refused.value.code == "role.place"


def test_nobody_gives_or_takes_a_role_of_their_own(world: World) -> None:
    me = actor(world, "sys_admin")
    own = db.session.get_one(Account, me.account_id)
    with pytest.raises(AppError) as refused:
        giving.give(me, own, Gift(Role.NPC_STAFF, f"area:{COUNTY}"))
    assert refused.value.code == "account.not_yourself"
    with pytest.raises(AppError) as refused:
        giving.grant_of(me, own, grants(own.id)[0].id)
    assert refused.value.code == "account.not_yourself"


def test_a_role_is_held_once_and_never_ends_in_the_past(world: World) -> None:
    giver, scope = actor(world, "street_npc"), world.station.scope
    with transaction():
        one = account("one", Role.LIAISON, scope)
    with pytest.raises(AppError) as held:
        giving.give(giver, one, Gift(Role.LIAISON, scope))
    assert held.value.code == "role.held"
    with pytest.raises(AppError) as past:
        giving.give(giver, one, Gift(Role.STATION_HEAD, scope, clock.today() - timedelta(days=1)))
    assert past.value.code == "role.until"
