"""A deputy leaves: letters go to the station, codes too, and of the office only the own file stays to be read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from server.accounts.models import Account, RoleGrant, Session
from server.accounts.queries import account_of
from server.accounts.service import bind
from server.core import clock
from server.core.actor import Actor
from server.core.audit import AuditEntry
from server.core.db import db, transaction
from server.core.errors import Conflict, InvalidInput
from server.core.outbox import OutboxRow
from server.core.permissions import Role
from server.deputies import service
from server.deputies.jobs import let_go
from server.deputies.models import Deputy
from server.messages import queries
from server.messages.jobs import hand_back_letters
from server.messages.models import Message, MessageAction, MessageStatus, Step
from server.notifications.models import Notice, Push
from tests import factories
from tests.console.desk import Desk, at
from tests.deputies.conftest import drain, listed
from tests.factories import COUNTY, World

At = Callable[[str], Desk]
OFFICE = Actor(Role.NPC_STAFF, f"area:{COUNTY}", name="何主任")
ONE_DAY = timedelta(days=1)


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


@pytest.fixture
def letters(world: World) -> dict[str, str]:
    """One of each state, all written to the deputy."""
    made = {state: write(world) for state in ("submitted", "accepted", "answered", "flagged")}
    deputy = world.phone("deputy")
    for state in ("accepted", "answered", "flagged"):
        assert deputy.post(f"/api/messages/{made[state]}/accept", {}).status_code == 200
    for state in ("answered", "flagged"):
        deputy.post(f"/api/messages/{made[state]}/reply", {"text": "看过了，正在办。"})
    world.phone("resident").post(f"/api/messages/{made['flagged']}/rate", {"reply": 1, "solved": False})
    drain()
    return made


def test_open_letters_go_to_the_station_and_settled_ones_stay(world: World, letters: dict[str, str]) -> None:
    before = {state: (stored(one).status, stored(one).promised_on) for state, one in letters.items()}
    leave(world)
    after = {state: stored(one) for state, one in letters.items()}
    assert {state: (one.status, one.promised_on) for state, one in after.items()} == before
    assert {state for state, one in after.items() if one.deputy_id is None} == {
        "submitted",
        "accepted",
        "flagged",
    }
    steps = db.session.scalars(select(Step).where(Step.action == MessageAction.HAND_BACK)).all()
    assert [step.text for step in steps] == ["王明代表不再担任代表，转由本站答复。"] * 3
    assert after["flagged"].is_flagged


def test_each_author_is_told_once_and_the_station_too_without_any_push(
    world: World, letters: dict[str, str]
) -> None:
    pushed = db.session.scalar(select(func.count()).select_from(Push))
    leave(world)
    told = notices("message.handed_back")
    assert {str(one.target_id) for one in told} == {
        letters[state] for state in ("submitted", "accepted", "flagged")
    }
    assert {one.account_id for one in told} == {world.phone("resident").account_id}
    staff = notices("deputy.left")
    assert {one.account_id for one in staff} == {
        world.phone("liaison").account_id,
        world.phone("station_head").account_id,
    }
    assert {one.title for one in staff} == {"3 封来信转回站里"}
    assert db.session.scalar(select(func.count()).select_from(Push)) == pushed


def test_the_same_fact_again_changes_and_tells_nothing(world: World, letters: dict[str, str]) -> None:
    leave(world)
    before = db.session.scalar(select(func.count()).select_from(Notice))
    with transaction():
        hand_back_letters(world.deputy.id, clock.today())
    assert db.session.scalar(select(func.count()).select_from(Notice)) == before
    assert len(notices("message.handed_back")) == 3


def test_more_letters_than_one_batch_all_go(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    made = [write(world, who) for who in ("resident", "neighbour", "resident")]
    whole = queries.taken_from
    monkeypatch.setattr(queries, "taken_from", lambda deputy_id: whole(deputy_id, 2))
    leave(world)
    assert [stored(one).deputy_id for one in made] == [None] * 3
    assert {one.title for one in notices("deputy.left")} == {"3 封来信转回站里"}


def test_a_letter_that_was_handed_back_is_held_by_the_station_and_can_be_answered_there(
    world: World, letters: dict[str, str]
) -> None:
    leave(world)
    liaison, path = world.phone("liaison"), f"/api/messages/{letters['accepted']}"
    shown = world.phone("resident").get(path).json
    assert shown["holder"] == "桂花社区代表联络站 联络员小林"
    assert shown["steps"][-1]["action"] == "hand_back"
    assert shown["deputy"] is None
    assert liaison.post(f"{path}/reply", {"text": "站里接着办好了。"}).status_code == 200
    assert stored(letters["accepted"]).status is MessageStatus.ANSWERED


def test_the_console_tells_the_step_in_words(world: World, letters: dict[str, str], desk: At) -> None:
    leave(world)
    page = desk("liaison").page(f"/console/messages/{letters['submitted']}")
    assert "转回站里" in page
    assert "王明代表不再担任代表，转由本站答复。" in page


def test_the_deputys_session_ends_at_once(world: World) -> None:
    phone = world.phone("deputy")
    assert phone.get("/api/messages?box=inbox").status_code == 200
    leave(world)
    assert phone.get("/api/messages?box=inbox").status_code == 401
    assert db.session.scalars(select(Session).where(Session.account_id == phone.account_id)).all() == []


def former(world: World) -> factories.Phone:
    """The same person signs in again."""
    account = account_of(Role.FORMER_DEPUTY, subject_id=world.deputy.id)
    assert account == [world.phone("deputy").account_id]
    with transaction():
        return factories.phone_of(world.client, db.session.get_one(Account, account[0]))


def test_only_the_own_file_stays_readable(world: World, letters: dict[str, str]) -> None:
    given = {"code": world.duty_code.token, "kind": "visit_voters"}
    assert world.phone("deputy").post("/api/duties", given, key="one-visit-is-one").status_code == 201
    leave(world)
    phone = former(world)
    me = phone.get("/api/sessions/current").json["account"]
    assert (me["current"]["role"], me["deputy_id"]) == ("former_deputy", str(world.deputy.id))
    file = phone.get("/api/duties?box=mine").json
    assert "走访联系选民" in [duty["kind_name"] for duty in file["items"]]
    assert phone.get("/api/messages?box=inbox").json["items"] == []
    for one in letters.values():
        assert phone.get(f"/api/messages/{one}").status_code == 404
    assert phone.get("/api/activities?box=mine").status_code == 403
    assert phone.get(f"/api/duties/today?code={world.duty_code.token}").status_code == 403
    assert phone.post("/api/duties", given, key="after-the-last-day").status_code == 403


def test_who_left_may_still_write_as_anybody(world: World) -> None:
    leave(world)
    phone = former(world)
    body = {"station_id": str(world.station.id), "content": "我现在是街坊，路灯又坏了。"}
    sent = phone.post("/api/messages", body, key="a-letter-of-a-neighbour")
    assert sent.status_code == 201
    assert phone.get(f"/api/messages/{sent.json['id']}").status_code == 200


def test_the_file_of_others_is_not_in_a_former_deputys_file(world: World) -> None:
    with transaction():
        other = factories.deputy(world.station, "李芳")
        phone = factories.phone_of(world.client, service.account_for(other))
    given = {"code": world.duty_code.token, "kind": "visit_voters"}
    phone.post("/api/duties", given, key="the-visit-of-another")
    leave(world)
    assert former(world).get("/api/duties?box=mine").json["items"] == []


def test_the_code_leads_to_the_station_and_nobody_is_offered_who_left(world: World) -> None:
    leave(world)
    answer = world.client.get(f"/api/codes/{world.deputy_code.token}").json
    assert (answer["deputy"], answer["deputies"]) == (None, [])
    assert answer["station"]["id"] == str(world.station.id)
    assert world.client.get(f"/api/deputies/{world.deputy.id}").status_code == 404
    assert world.submit(deputy_id=str(world.deputy.id)).status_code == 400


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
    with clock.shifted(ONE_DAY):
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
