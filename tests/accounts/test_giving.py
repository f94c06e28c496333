"""Who gives which role where; a role taken away ends its sessions in the same moment."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask

from server.accounts import giving, service
from server.accounts.giving import GIVES, Gift
from server.accounts.models import Account, RoleGrant
from server.accounts.queries import grants
from server.core import clock
from server.core.actor import Actor
from server.core.audit import AuditEntry
from server.core.db import db, transaction
from server.core.errors import AppError
from server.core.permissions import Permission, Role, allows
from server.departments.models import Department
from tests import factories
from tests.console.desk import Desk, stranger
from tests.factories import COUNTY, OTHER_COUNTY, OTHER_TOWN, TOWN, Phone, World

At = Callable[[str], Desk]


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


def signed_in(world: World, name: str, role: Role, scope: str) -> tuple[Account, Phone, RoleGrant]:
    with transaction():
        made = account(name, role, scope)
        phone = factories.phone_of(world.client, made)
    return made, phone, grants(made.id)[0]


def test_the_very_next_request_after_a_role_is_taken_away_is_refused(desk: At, world: World) -> None:
    made, phone, given = signed_in(world, "lin", Role.LIAISON, world.station.scope)
    assert phone.get("/api/messages?box=inbox").status_code == 200
    taken = desk("street_npc").post(f"/console/accounts/{made.id}/roles/{given.id}/take")
    assert taken.status_code == 303
    assert phone.get("/api/messages?box=inbox").status_code == 401
    entry = db.session.query(AuditEntry).filter_by(action="role.take").one()
    assert (entry.subject_id, entry.reason) == (made.id, f"liaison {world.station.scope} {given.until}")


def test_only_the_sessions_of_the_role_that_was_taken_end(world: World) -> None:
    made, as_liaison, _ = signed_in(world, "lin", Role.LIAISON, world.station.scope)
    with transaction():
        head = service.grant(made, Role.STATION_HEAD, world.station.scope)
        as_head = factories.phone_of(world.client, made)
    assert as_head.get("/api/sessions/current").json["account"]["current"]["role"] == "station_head"
    with transaction():
        giving.take_away(actor(world, "street_npc"), db.session.get_one(RoleGrant, head.id))
    assert as_head.get("/api/sessions/current").status_code == 401
    assert as_liaison.get("/api/sessions/current").status_code == 200


def test_a_role_with_an_end_works_to_that_day_and_not_after(desk: At, world: World) -> None:
    made, phone, given = signed_in(world, "lin", Role.LIAISON, world.station.scope)
    today = clock.today()
    path = f"/console/accounts/{made.id}/roles/{given.id}/until"
    assert desk("npc_staff").post(path, {"until": str(today - timedelta(days=1))}).status_code == 400
    assert desk("npc_staff").post(path, {"until": str(today)}).status_code == 303
    assert phone.get("/api/sessions/current").status_code == 200
    with clock.frozen(clock.now().replace(hour=0, minute=0, second=1) + timedelta(days=1)):
        assert phone.get("/api/sessions/current").status_code == 401


def test_a_role_of_another_town_is_not_there_to_be_taken(desk: At, world: World) -> None:
    with transaction():
        elsewhere = factories.station("春江站", "330111002001").scope
    made, phone, given = signed_in(world, "chun", Role.LIAISON, elsewhere)
    path = f"/console/accounts/{made.id}"
    for who, status in (("street_npc", 404), ("npc_staff", 200), ("sys_admin", 200), ("liaison", 403)):
        assert desk(who).get(path).status_code == status, who
    assert desk("street_npc").post(f"{path}/roles/{given.id}/take").status_code == 404
    assert phone.get("/api/sessions/current").status_code == 200


def test_a_role_above_ones_own_is_seen_and_not_touched(desk: At, world: World) -> None:
    made, _, _ = signed_in(world, "lin", Role.LIAISON, world.station.scope)
    with transaction():
        above = service.grant(made, Role.NPC_STAFF, f"area:{COUNTY}")
    page = desk("street_npc").page(f"/console/accounts/{made.id}")
    assert "不归您管" in page
    assert desk("street_npc").post(f"/console/accounts/{made.id}/roles/{above.id}/take").status_code == 403
    refused = desk("street_npc").post(f"/console/accounts/{made.id}/invitation")
    assert refused.status_code == 403, "a link to an account that is more than one may give would be a way up"


def test_a_new_colleague_gets_a_link_and_no_default_password(app: Flask, desk: At, world: World) -> None:
    form = {
        "role": "liaison",
        "scope": world.station.scope,
        "username": "xiao-zhou",
        "display_name": "小周",
    }
    staff = desk("street_npc")
    assert world.station.name in staff.page("/console/accounts/new?role=liaison&q=桂花")
    shown = staff.post("/console/accounts/new", form)
    assert shown.status_code == 200
    link = shown.text.split('id="secret">')[1].split("<")[0]
    made = db.session.query(Account).filter_by(username="xiao-zhou").one()
    assert made.password_hash is None
    assert (
        stranger(app).post("/console/sign-in", {"username": "xiao-zhou", "password": "小周"}).status_code
        == 401
    )
    path = link[link.index("/console/") :]
    with clock.shifted(timedelta(days=6)):
        assert stranger(app).get(path).status_code == 200
    with clock.shifted(timedelta(days=8)):
        assert stranger(app).get(path).status_code == 410
    twice = staff.post("/console/accounts/new", form)
    assert (twice.status_code, "有人用了" in twice.text) == (400, True)
    listed = staff.page("/console/accounts")
    assert "xiao-zhou" in listed
    actions = {entry.action for entry in db.session.query(AuditEntry).filter_by(subject_id=made.id)}
    assert actions == {"account.open", "role.give", "link.reset"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("username", "大写"),
        ("username", "AB"),
        ("username", "a" * 31),
        ("username", "x;drop"),
        ("display_name", "　"),
        ("display_name", "长" * 41),
        ("role", "emperor"),
        ("until", "2026-02-30"),
        ("scope", "s" * 61),
    ],
)
def test_a_form_that_is_wrong_opens_no_account(desk: At, world: World, field: str, value: str) -> None:
    form = {"role": "liaison", "scope": world.station.scope, "username": "zhou", "display_name": "小周"}
    before = db.session.query(Account).count()
    assert desk("street_npc").post("/console/accounts/new", form | {field: value}).status_code == 400
    assert db.session.query(Account).count() == before


def test_who_has_a_password_is_not_invited_again(desk: At, world: World) -> None:
    made, _, _ = signed_in(world, "lin", Role.LIAISON, world.station.scope)
    path = f"/console/accounts/{made.id}/invitation"
    assert desk("street_npc").post(path).status_code == 200
    with transaction():
        db.session.get_one(Account, made.id).password_hash = "set"
    assert desk("street_npc").post(path).status_code == 409


def test_a_grant_of_another_account_is_not_taken_through_this_one(desk: At, world: World) -> None:
    one, _, _ = signed_in(world, "one", Role.LIAISON, world.station.scope)
    _, phone, given = signed_in(world, "two", Role.LIAISON, world.station.scope)
    assert desk("street_npc").post(f"/console/accounts/{one.id}/roles/{given.id}/take").status_code == 404
    assert desk("street_npc").post(f"/console/accounts/{one.id}/roles/{UUID(int=9)}/take").status_code == 404
    assert phone.get("/api/sessions/current").status_code == 200


def test_the_register_of_accounts_shows_a_town_only_its_own_people(desk: At, world: World) -> None:
    with transaction():
        elsewhere = factories.station("春江站", "330111002001").scope
    signed_in(world, "gui", Role.LIAISON, world.station.scope)
    signed_in(world, "chun", Role.LIAISON, elsewhere)
    signed_in(world, "boss", Role.NPC_STAFF, f"area:{COUNTY}")

    def shown(who: str) -> set[str]:
        page = desk(who).page("/console/accounts")
        return {name for name in ("gui", "chun", "boss") if f">{name}</a>" in page}

    assert shown("street_npc") == {"gui"}
    assert shown("npc_staff") == {"gui", "chun"}
    assert shown("sys_admin") == {"gui", "chun", "boss"}


def test_giving_by_the_console_shows_where_and_keeps_the_link_to_the_page(desk: At, world: World) -> None:
    made, _, _ = signed_in(world, "lin", Role.LIAISON, world.station.scope)
    staff = desk("npc_staff")
    page = staff.page(f"/console/accounts/{made.id}?role=station_head&q=桂花")
    assert f'value="{world.station.scope}"' in page
    given = staff.post(
        f"/console/accounts/{made.id}/roles", {"role": "station_head", "scope": world.station.scope}
    )
    assert given.location == f"/console/accounts/{made.id}"
    assert {one.role for one in grants(made.id)} == {Role.LIAISON, Role.STATION_HEAD}
