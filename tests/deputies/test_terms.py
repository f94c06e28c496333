"""When an office ends and begins again: on which day, entered by whom."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from server.accounts.models import RoleGrant
from server.accounts.queries import account_of
from server.accounts.service import bind
from server.core import clock
from server.core.audit import AuditEntry
from server.core.db import db, transaction
from server.core.errors import Conflict, InvalidInput
from server.core.permissions import Role
from server.deputies import service
from server.deputies.jobs import let_go
from server.deputies.models import Deputy
from tests import factories
from tests.console.desk import At, at
from tests.deputies.leaving import OFFICE, facts, former, leave, member, notices, stored, write
from tests.deputies.register import listed
from tests.factories import World
from tests.messages.path import drain


def test_a_day_to_come_takes_effect_on_that_day_exactly_once(world: World, letters: dict[str, str]) -> None:
    on = clock.today() + timedelta(days=10)
    leave(world, on)
    assert member(world).left_at is None
    assert world.phone("deputy").get("/api/messages?box=inbox").status_code == 200
    with clock.shifted(timedelta(days=9)):
        let_go()
        assert member(world).is_in_office
    with clock.shifted(timedelta(days=10)):
        # the role has ended by itself, before any timer came round
        assert world.phone("deputy").get("/api/messages?box=inbox").status_code == 401
        let_go()
        assert facts("deputy.left") == 1
        drain()
        let_go()
        assert facts("deputy.left") == 0
        assert stored(letters["submitted"]).deputy_id is None
        assert member(world).left_at is not None
        assert "不再担任代表" in notices("deputy.left")[0].text


def test_a_term_that_ran_out_is_a_leaving_too(world: World) -> None:
    one = write(world)
    with transaction():
        member(world).term_to = clock.today()
    let_go()
    assert stored(one).deputy_id is not None, "the last day is a day in office"
    with clock.shifted(timedelta(days=1)):
        let_go()
        drain()
        assert stored(one).deputy_id is None
        assert account_of(Role.DEPUTY, subject_id=world.deputy.id) == []
        assert len(account_of(Role.FORMER_DEPUTY, subject_id=world.deputy.id)) == 1


def test_a_deputy_without_an_account_can_leave_and_be_invited_to_the_own_file(world: World) -> None:
    with transaction():
        quiet = factories.deputy(world.station, "沈静")
        service.leave(OFFICE, quiet, on=clock.today(), reason="届满")
    with transaction():
        invitation, _ = service.invite(OFFICE, db.session.get_one(Deputy, quiet.id))
    with transaction():
        signed_in = bind(invitation, "o-who-left")
    assert [given.role for given in signed_in.grants] == [Role.FORMER_DEPUTY]


@pytest.mark.parametrize(
    ("days", "words"), [(-100_000, "离任要在任期开始之后"), (400, "就满了，离任不会比这更晚")]
)
def test_a_day_outside_the_term_is_refused(world: World, days: int, words: str) -> None:
    with transaction():
        member(world).term_to = clock.today() + timedelta(days=365)
        with pytest.raises(InvalidInput) as refused:
            on = date(2022, 1, 1) if days < 0 else clock.today() + timedelta(days=days)
            service.leave(OFFICE, member(world), on=on, reason="写错了日子")
    assert words in refused.value.text


def test_who_left_cannot_leave_again_nor_be_edited(world: World) -> None:
    leave(world)
    with pytest.raises(Conflict):
        service.leave(OFFICE, member(world), on=clock.today(), reason="又来一次")
    with pytest.raises(Conflict):
        service.set_photo(OFFICE, member(world), world.deputy.id)
    db.session.rollback()


def test_coming_back_gives_the_role_again_and_ends_the_former_one(world: World) -> None:
    one = write(world)
    leave(world)
    phone = former(world)
    with transaction():
        service.renew(OFFICE, member(world), term_from=clock.today(), term_to=None)
    drain()
    assert member(world).is_in_office
    assert phone.get("/api/duties?box=mine").status_code == 401
    assert account_of(Role.DEPUTY, subject_id=world.deputy.id) == [phone.account_id]
    assert account_of(Role.FORMER_DEPUTY, subject_id=world.deputy.id) == []
    assert stored(one).deputy_id is None, "a letter stays where it went"
    assert world.submit(deputy_id=str(world.deputy.id)).status_code == 201


def test_a_leaving_to_come_can_be_taken_back(world: World) -> None:
    leave(world, clock.today() + timedelta(days=5))
    with transaction():
        service.renew(OFFICE, member(world), term_from=date(2022, 1, 1), term_to=None)
    with clock.shifted(timedelta(days=20)):
        let_go()
        assert member(world).is_in_office
        assert world.phone("deputy").get("/api/duties?box=mine").status_code == 200
    until = select(RoleGrant.until).where(RoleGrant.role == Role.DEPUTY)
    assert db.session.scalars(until.where(RoleGrant.subject_id == world.deputy.id)).all() == [None]


def test_nobody_in_office_is_taken_back(world: World) -> None:
    with pytest.raises(Conflict):
        service.renew(OFFICE, member(world), term_from=clock.today(), term_to=None)


# --- at the console


def form(**changes: Any) -> dict[str, Any]:
    return {"on": f"{clock.today()}", "reason": "工作调动"} | changes


def test_the_dialog_names_what_follows(world: World, letters: dict[str, str], desk: At) -> None:
    page = desk("npc_staff").page(f"/console/deputies/{world.deputy.id}")
    assert "写给这位代表的 3 封没办完的信转回站里" in page
    assert "本人只能看自己的履职档案" in page


def test_leaving_is_entered_at_the_console_and_is_on_the_log(world: World, desk: At) -> None:
    staff, path = desk("npc_staff"), f"/console/deputies/{world.deputy.id}"
    assert staff.post(f"{path}/leave", form()).status_code == 303
    page = staff.page(path)
    assert "已经离任" in page
    assert "工作调动" in page
    assert "重新任职" in page
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "deputy.leave")).one()
    assert (entry.subject_id, entry.reason) == (world.deputy.id, "工作调动")
    assert listed(staff.page("/console/deputies?term=former")) == ["王明"]
    assert listed(staff.page("/console/deputies")) == []
    assert staff.post(f"{path}/renew", {"term_from": f"{clock.today()}"}).status_code == 303
    assert listed(staff.page("/console/deputies")) == ["王明"]


@pytest.mark.parametrize("change", [{"on": ""}, {"on": "明天"}, {"reason": ""}, {"reason": "……"}])
def test_a_leaving_without_day_or_reason_is_refused(world: World, desk: At, change: dict[str, str]) -> None:
    path = f"/console/deputies/{world.deputy.id}/leave"
    assert desk("npc_staff").post(path, form(**change)).status_code == 400
    assert member(world).left_at is None


@pytest.mark.parametrize("who", ["liaison", "station_head", "npc_leader", "sys_admin", "street_npc"])
def test_only_the_office_that_keeps_the_register_lets_go(world: World, desk: At, who: str) -> None:
    answer = desk(who).post(f"/console/deputies/{world.deputy.id}/leave", form())
    assert answer.status_code in (403, 404)
    renewed = desk(who).post(f"/console/deputies/{world.deputy.id}/renew", {"term_from": "2026-01-01"})
    assert renewed.status_code in (403, 404)
    assert member(world).left_at is None


def test_another_countys_office_sees_no_such_deputy(world: World, client: FlaskClient) -> None:
    with transaction():
        stranger = factories.staff(Role.NPC_STAFF, f"area:{factories.OTHER_COUNTY}", "外区")
        world.phones["npc_staff"] = factories.phone_of(client, stranger)
    desk = at(client.application, world, "npc_staff")
    for verb, fields in (("leave", form()), ("renew", {"term_from": "2026-01-01"}), ("photo", {})):
        assert desk.post(f"/console/deputies/{world.deputy.id}/{verb}", fields).status_code == 404
