"""Somebody stands in for somebody who is away: for a time that ends, and never further on."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from server.accounts import delegations, giving, jobs
from server.accounts.models import Account, RoleGrant, Session
from server.accounts.queries import grants
from server.core import clock
from server.core.audit import AuditEntry
from server.core.db import db, transaction
from server.core.permissions import Role
from server.departments.models import Department
from server.notifications.models import Notice
from tests import factories
from tests.accounts import facts
from tests.console.desk import At, Desk
from tests.factories import COUNTY, TOWN, Phone, World


@pytest.fixture
def zhou(world: World) -> Account:
    """A colleague of the station next door, who has a user name."""
    with transaction():
        next_door = factories.station("荷花站", "330111001001").scope
        return factories.staff(Role.LIAISON, next_door, "小周", "zhou")


def ask(desk: Desk, username: str = "zhou", since: int = 0, until: int = 7) -> int:
    today = clock.today()
    form = {
        "username": username,
        "since": str(today + timedelta(since)),
        "until": str(today + timedelta(until)),
    }
    return desk.post("/console/delegation", form).status_code


def lent(account: Account) -> RoleGrant:
    return (
        db.session.query(RoleGrant)
        .filter(RoleGrant.account_id == account.id, RoleGrant.delegated_by.is_not(None))
        .one()
    )


def as_stand_in(world: World, account: Account) -> Phone:
    phone = factories.phone_of(world.client, account)
    db.session.commit()
    chosen = {"role": "liaison", "scope": world.station.scope}
    assert phone.post("/api/sessions/identity", chosen).status_code == 200
    return phone


def test_the_stand_in_does_the_work_under_their_own_name(desk: At, world: World, zhou: Account) -> None:
    message = world.submit().json
    assert ask(desk("liaison")) == 303
    phone = as_stand_in(world, zhou)
    accepted = phone.post(f"/api/messages/{message['id']}/accept", {})
    assert accepted.status_code == 200
    assert accepted.json["steps"][-1]["by"] == "联络员 小周"
    entry = db.session.query(AuditEntry).filter_by(action="delegation.make").one()
    assert (entry.account_id, entry.subject_id) == (world.phone("liaison").account_id, zhou.id)


def test_the_stand_in_is_told_once_for_whom_and_when(desk: At, world: World, zhou: Account) -> None:
    ask(desk("liaison"))
    facts.are_heard()
    notice = db.session.query(Notice).filter_by(account_id=zhou.id).one()
    assert notice.title == "小林请您代理"
    assert world.station.name in notice.text
    until = clock.today() + timedelta(days=7)
    assert f"{until.month}月{until.day}日" in notice.text


def test_it_begins_and_ends_by_itself(desk: At, world: World, zhou: Account) -> None:
    assert ask(desk("liaison"), since=2, until=3) == 303
    noon = clock.now().replace(hour=12)
    for days, roles in ((1, 1), (2, 2), (3, 2), (4, 1)):
        with clock.frozen(noon + timedelta(days=days)):
            assert len(grants(zhou.id)) == roles, days
    with clock.frozen(noon + timedelta(days=3)):
        phone = as_stand_in(world, zhou)
        assert phone.get("/api/messages?box=inbox").status_code == 200
    with clock.frozen(noon.replace(hour=0, minute=0, second=1) + timedelta(days=4)):
        assert phone.get("/api/messages?box=inbox").status_code == 401
        jobs.tidy()
        assert db.session.query(Session).filter_by(account_id=zhou.id).count() == 0


@pytest.mark.parametrize(
    ("since", "until", "status"),
    [(0, 0, 303), (0, 59, 303), (0, 60, 400), (3, 2, 400), (-1, 5, 400), (5, 64, 303)],
)
def test_it_lasts_sixty_days_at_most_and_not_backwards(
    desk: At, world: World, zhou: Account, since: int, until: int, status: int
) -> None:
    assert ask(desk("liaison"), since=since, until=until) == status


def test_an_end_has_to_be_said(desk: At, world: World, zhou: Account) -> None:
    form = {"username": "zhou", "since": str(clock.today())}
    assert desk("liaison").post("/console/delegation", form).status_code == 400
    for broken in ("soon", "2026-13-01"):
        assert desk("liaison").post("/console/delegation", form | {"until": broken}).status_code == 400


def test_what_was_lent_is_not_lent_on(desk: At, world: World, zhou: Account) -> None:
    with transaction():
        factories.staff(Role.LIAISON, world.station.scope, "小李", "li")
    ask(desk("liaison"))
    phone = as_stand_in(world, zhou)
    stand_in = Desk(desk("liaison").client.application.test_client(), phone.token)
    stand_in.client.set_cookie("console", phone.token, path="/console")
    answer = stand_in.post(
        "/console/delegation",
        {"username": "li", "since": str(clock.today()), "until": str(clock.today())},
    )
    assert answer.status_code == 403
    assert "不能再转给第三个人" in answer.text
    assert "不能再转给第三个人" in stand_in.page("/console/delegation")


def test_only_a_colleague_of_the_county_stands_in(desk: At, world: World, zhou: Account) -> None:
    with transaction():
        far = factories.station("泉山站", "320311001001").scope
        factories.staff(Role.LIAISON, far, "远处", "far")
        factories.staff(Role.SYS_ADMIN, "self", "管理员", "admin")
        me = db.session.get_one(Account, world.phone("liaison").account_id)
        me.username = "myself"
    for username in ("nobody", "far", "admin", "myself"):
        assert ask(desk("liaison"), username) == 400, username
    assert ask(desk("liaison"), "zhou") == 303


def test_a_town_is_covered_by_somebody_of_the_county(desk: At, world: World) -> None:
    with transaction():
        factories.staff(Role.NPC_STAFF, f"area:{COUNTY}", "何主任", "he")
    assert ask(desk("street_npc"), "he") == 303
    covering = db.session.query(RoleGrant).filter(RoleGrant.delegated_by.is_not(None)).one()
    assert (covering.role, covering.scope) == (Role.STREET_NPC, f"area:{TOWN}")


def test_for_the_same_days_one_stand_in_is_enough(desk: At, world: World, zhou: Account) -> None:
    with transaction():
        factories.staff(Role.HANDLER, world.station.scope, "小李", "li")
    assert ask(desk("liaison"), since=0, until=3) == 303
    assert ask(desk("liaison"), since=3, until=5) == 409, "the same colleague twice"
    assert ask(desk("liaison"), "li", since=2, until=5) == 409
    assert ask(desk("liaison"), "li", since=4, until=5) == 303


@pytest.mark.parametrize("who_ends", ["principal", "stand-in"])
def test_either_of_the_two_ends_it_early_and_at_once(
    desk: At, world: World, zhou: Account, who_ends: str
) -> None:
    ask(desk("liaison"))
    given, phone = lent(zhou), as_stand_in(world, zhou)
    other = Desk(desk("liaison").client.application.test_client(), phone.token)
    other.client.set_cookie("console", phone.token, path="/console")
    ending = desk("liaison") if who_ends == "principal" else other
    assert "小周代小林" in ending.page("/console/delegation")
    assert ending.post(f"/console/delegation/{given.id}/end").status_code == 303
    assert phone.get("/api/messages?box=inbox").status_code == 401
    facts.are_heard()
    heard = zhou.id if who_ends == "principal" else world.phone("liaison").account_id
    ended = db.session.query(Notice).filter_by(kind="delegation.ended").one()
    assert ended.account_id == heard


def test_only_colleagues_who_can_still_sign_in_are_offered(desk: At, world: World) -> None:
    with transaction():
        for name in ("here", "gone", "over"):
            factories.staff(Role.LIAISON, world.station.scope, name, name)
        db.session.query(Account).filter_by(username="gone").one().disabled_at = clock.now()
        over = db.session.query(Account).filter_by(username="over").one()
        grants(over.id)[0].until = clock.today() - timedelta(days=1)
    page = desk("liaison").page("/console/delegation")
    offered = [name for name in ("here", "gone", "over") if f'<option value="{name}">' in page]
    assert offered == ["here"]


def test_nobody_else_ends_it(desk: At, world: World, zhou: Account) -> None:
    ask(desk("liaison"))
    given = lent(zhou)
    own = grants(world.phone("liaison").account_id)[0]
    for who in ("station_head", "street_npc", "npc_staff", "sys_admin", "resident"):
        assert desk(who).post(f"/console/delegation/{given.id}/end").status_code == 404, who
    assert desk("liaison").post(f"/console/delegation/{own.id}/end").status_code == 404, "an own role is none"


def test_who_loses_a_role_takes_the_stand_in_along(desk: At, world: World, zhou: Account) -> None:
    ask(desk("liaison"))
    phone = as_stand_in(world, zhou)
    own = grants(world.phone("liaison").account_id)[0]
    with transaction():
        giving.end(db.session.get_one(RoleGrant, own.id))
    assert phone.get("/api/messages?box=inbox").status_code == 401
    assert world.phone("liaison").get("/api/messages?box=inbox").status_code == 401
    assert {given.scope for given in grants(zhou.id)} != {world.station.scope}


def test_a_role_that_ends_earlier_ends_its_stand_in_too(desk: At, world: World, zhou: Account) -> None:
    ask(desk("liaison"), until=20)
    own = grants(world.phone("liaison").account_id)[0]
    account = db.session.get_one(Account, own.account_id)
    with transaction():
        account.username = "lin"
    end: date = clock.today() + timedelta(days=5)
    answer = desk("street_npc").post(
        f"/console/accounts/{account.id}/roles/{own.id}/until", {"until": str(end)}
    )
    assert answer.status_code == 303
    db.session.expire_all()
    assert lent(zhou).until == end
    longer = desk("street_npc").post(
        f"/console/accounts/{zhou.id}/roles/{lent(zhou).id}/until", {"until": str(end + timedelta(days=1))}
    )
    assert longer.status_code == 400, "a stand-in does not stay longer than was said"


def test_a_role_without_an_office_lends_nothing(desk: At, world: World, zhou: Account) -> None:
    for who in ("resident", "deputy", "npc_leader", "handler", "sys_admin"):
        assert ask(desk(who)) == 403, who
    assert delegations.STAFF.isdisjoint({Role.RESIDENT, Role.DEPUTY, Role.SYS_ADMIN})


def test_the_lead_of_a_department_lends_to_a_colleague_of_the_county(desk: At, world: World) -> None:
    with transaction():
        office = Department(name="环卫所", area_code=f"{TOWN}000", phone="")
        far = Department(name="外地单位", area_code="320311001000", phone="")
        db.session.add_all([office, far])
        db.session.flush()
        factories.staff(Role.HANDLER, f"department:{office.id}", "小何", "he")
        factories.staff(Role.HANDLER, f"department:{far.id}", "远何", "far")
        lead = factories.staff(Role.HANDLER_LEAD, f"department:{office.id}", "老冯", "feng")
        phone = factories.phone_of(world.client, lead)
    leads = Desk(desk("liaison").client.application.test_client(), phone.token)
    leads.client.set_cookie("console", phone.token, path="/console")
    assert "小何" in leads.page("/console/delegation")
    assert ask(leads, "far") == 400
    assert ask(leads, "he") == 303
    assert ask(desk("handler_lead"), "he") == 400, "a department that is not there lends to nobody"
