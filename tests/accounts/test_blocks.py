"""Who abuses may read and rate but not write, for ninety days at most, and may say once that it is wrong."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import event

from server.accounts import blocks, jobs
from server.accounts.models import Account, Appeal, Block, Session
from server.core import clock, crypto
from server.core.actor import Actor
from server.core.audit import AuditEntry
from server.core.db import db, transaction
from server.core.permissions import Role
from server.notifications.models import Notice
from tests.accounts import facts
from tests.console.desk import Desk
from tests.factories import COUNTY, TOWN, Phone, World

At = Callable[[str], Desk]
DEVICE = "0f8fad5b-d9cb-469f-a165-70867728950e"
REASON = "反复发同一段骂人的话"


def on(days: int) -> str:
    return str(clock.today() + timedelta(days=days))


def block(desk: Desk, message_id: str, **form: str) -> int:
    given = {"reason": REASON, "until": on(7)} | form
    return desk.post(f"/console/messages/{message_id}/block", given).status_code


def write(phone: Phone, world: World) -> Any:
    body = {"code": world.station_code.token, "content": "楼下的路灯坏了三天，晚上看不见路。"}
    return phone.post("/api/messages", body, key=f"key-{uuid4()}")


def picture(phone: Phone) -> int:
    data = BytesIO()
    Image.new("RGB", (40, 30), "#446688").save(data, "JPEG")
    data.seek(0)
    sent = phone.client.post("/api/uploads", data={"file": (data, "a.jpg")}, headers=phone.headers)
    return sent.status_code


def the_block() -> Block:
    db.session.expire_all()
    return db.session.query(Block).one()


@pytest.fixture
def message(world: World) -> dict[str, Any]:
    sent: dict[str, Any] = world.submit().json
    return sent


def test_whoever_is_blocked_is_told_until_when_why_and_what_to_do(
    desk: At, world: World, message: dict[str, Any]
) -> None:
    assert block(desk("street_npc"), message["id"]) == 303
    refused = write(world.phone("resident"), world)
    assert (refused.status_code, refused.json["error"]["code"]) == (403, "account.blocked")
    text = refused.json["error"]["text"]
    until = clock.today() + timedelta(days=7)
    assert f"{until.month}月{until.day}日" in text
    assert REASON in text
    assert "申诉" in text
    assert refused.json["error"]["reason"] == REASON
    assert picture(world.phone("resident")) == 403
    assert write(world.phone("neighbour"), world).status_code == 201


def test_reading_and_rating_stay(desk: At, world: World, message: dict[str, Any]) -> None:
    liaison, resident = world.phone("liaison"), world.phone("resident")
    block(desk("street_npc"), message["id"])
    liaison.post(f"/api/messages/{message['id']}/accept", {})
    liaison.post(f"/api/messages/{message['id']}/reply", {"text": "灯泡换好了，今晚亮。"})
    assert resident.get(f"/api/messages/{message['id']}").status_code == 200
    assert resident.get("/api/messages?box=mine").status_code == 200
    assert resident.get("/api/notices").status_code == 200
    rated = resident.post(f"/api/messages/{message['id']}/rate", {"reply": 3, "solved": True})
    assert rated.status_code == 200


def test_a_block_ends_by_itself(desk: At, world: World, message: dict[str, Any]) -> None:
    block(desk("street_npc"), message["id"], until=on(1))
    tomorrow = clock.now().replace(hour=23, minute=59, second=0) + timedelta(days=1)
    with clock.frozen(tomorrow):
        assert write(world.phone("resident"), world).status_code == 403
    with clock.frozen(tomorrow + timedelta(minutes=1)):
        assert write(world.phone("resident"), world).status_code == 201


@pytest.mark.parametrize("days", [-1, 90, 400])
def test_a_block_is_neither_past_nor_longer_than_ninety_days(
    desk: At, world: World, message: dict[str, Any], days: int
) -> None:
    assert block(desk("street_npc"), message["id"], until=on(days)) == 400
    assert db.session.query(Block).count() == 0


@pytest.mark.parametrize(
    "form", [{"reason": ""}, {"reason": "　"}, {"reason": "字" * 201}, {"until": "for ever"}, {"until": ""}]
)
def test_a_block_needs_a_reason_and_a_day(
    desk: At, world: World, message: dict[str, Any], form: dict[str, str]
) -> None:
    assert block(desk("street_npc"), message["id"], **form) == 400


def test_only_the_offices_block_and_only_in_their_area(
    desk: At, world: World, message: dict[str, Any]
) -> None:
    for who in ("liaison", "station_head", "deputy", "npc_leader", "handler", "sys_admin", "resident"):
        assert block(desk(who), message["id"]) == 403, who
    with transaction():
        far = Actor(Role.STREET_NPC, "area:330111002", uuid4(), name="远")
    assert "block-author" not in desk("liaison").page(f"/console/messages/{message['id']}")
    page = desk("street_npc").page(f"/console/messages/{message['id']}")
    assert "block-author" in page
    assert block(desk("npc_staff"), message["id"]) == 303
    assert list(db.session.scalars(blocks.visible_to(far))) == []


def test_a_county_sees_the_blocks_of_its_towns_and_a_town_not_those_of_the_county(
    desk: At, world: World, message: dict[str, Any]
) -> None:
    neighbour = world.submit("neighbour").json
    block(desk("street_npc"), message["id"], reason="街道定的")
    block(desk("npc_staff"), neighbour["id"], reason="区里定的")
    assert "街道定的" in desk("npc_staff").page("/console/blocks")
    town = desk("street_npc").page("/console/blocks")
    assert "街道定的" in town
    assert "区里定的" not in town
    by_county = db.session.query(Block).filter_by(reason="区里定的").one()
    assert desk("street_npc").post(f"/console/blocks/{by_county.id}/lift").status_code == 404


def test_a_block_says_nothing_about_who_it_is(desk: At, world: World, message: dict[str, Any]) -> None:
    resident = world.phone("resident")
    resident.put("/api/accounts/me", {"name": "陈小明", "phone": "13800002046"})
    block(desk("street_npc"), message["id"])
    page = desk("street_npc").page("/console/blocks")
    for secret in ("陈小明", "陈**", "13800002046", "2046", str(resident.account_id)):
        assert secret not in page


def test_nobody_with_an_office_is_blocked_and_nobody_twice(
    desk: At, world: World, message: dict[str, Any]
) -> None:
    by_deputy = world.submit("deputy").json
    assert block(desk("street_npc"), by_deputy["id"]) == 409
    assert block(desk("street_npc"), message["id"]) == 303
    assert block(desk("npc_staff"), message["id"]) == 409


def test_it_is_written_down_and_the_person_is_told_without_the_reason(
    desk: At, world: World, message: dict[str, Any]
) -> None:
    block(desk("street_npc"), message["id"])
    facts.are_heard()
    entry = db.session.query(AuditEntry).filter_by(action="block.make").one()
    assert (entry.subject_id, entry.reason) == (the_block().id, REASON)
    notice = db.session.query(Notice).filter_by(kind="block.made").one()
    assert notice.account_id == world.phone("resident").account_id
    assert REASON not in notice.text + notice.title


def sign_in(client: FlaskClient, device: str | None, **how: object) -> Phone:
    headers = {"X-Device": device} if device else {}
    answer = client.post("/api/sessions", json=how or {"guest": True}, headers=headers)
    return Phone(client, answer.json["token"], UUID(answer.json["account"]["id"]))


def test_a_blocked_device_is_refused_for_everybody_who_uses_it(desk: At, world: World) -> None:
    guest = sign_in(world.client, DEVICE)
    message = write(guest, world).json
    assert block(desk("street_npc"), message["id"], also_device="on") == 303
    again = sign_in(world.client, DEVICE)
    known = sign_in(world.client, DEVICE, wechat_code="quiet-somebody")
    elsewhere = sign_in(world.client, str(uuid4()))
    without = sign_in(world.client, None)
    for phone, status in ((guest, 403), (again, 403), (known, 403), (elsewhere, 201), (without, 201)):
        assert write(phone, world).status_code == status
    assert again.get("/api/blocks/mine").json["block"]["reason"] == REASON
    assert elsewhere.get("/api/blocks/mine").json == {"block": None}


def test_a_device_is_kept_out_only_when_asked(desk: At, world: World) -> None:
    guest = sign_in(world.client, DEVICE)
    block(desk("street_npc"), write(guest, world).json["id"])
    assert the_block().device_digest is None
    assert write(sign_in(world.client, DEVICE), world).status_code == 201


@pytest.mark.parametrize("mark", ["short", "x" * 36, DEVICE + "0", "'; drop table sessions", "0" * 500])
def test_only_a_random_mark_is_kept_and_only_as_its_digest(world: World, mark: str) -> None:
    sign_in(world.client, mark)
    sign_in(world.client, DEVICE.upper().replace("-", ""))
    kept = [row.device_digest for row in db.session.query(Session) if row.device_digest]
    assert kept == [crypto.digest(DEVICE.replace("-", ""))]


def test_an_ended_block_forgets_the_device(desk: At, world: World) -> None:
    guest = sign_in(world.client, DEVICE)
    block(desk("street_npc"), write(guest, world).json["id"], also_device="on", until=on(1))
    jobs.tidy()
    assert the_block().device_digest is not None
    with clock.shifted(timedelta(days=3)):
        jobs.tidy()
    assert the_block().device_digest is None


def appeal(phone: Phone, text: str = "我没有骂人，请再看一看。") -> Any:
    return phone.post("/api/blocks/mine/appeal", {"text": text})


def test_the_person_appeals_once_and_somebody_else_answers(
    desk: At, world: World, message: dict[str, Any]
) -> None:
    resident = world.phone("resident")
    assert appeal(resident).status_code == 404, "nothing holds"
    block(desk("street_npc"), message["id"])
    shown = appeal(resident)
    assert (shown.status_code, shown.json["block"]["appeal"]) == (200, "open")
    assert (appeal(resident).status_code, appeal(resident).json["error"]["code"]) == (409, "block.appealed")
    facts.are_heard()
    told = {notice.account_id for notice in db.session.query(Notice).filter_by(kind="block.appealed")}
    assert told == {world.phone("npc_staff").account_id}
    path, answer = f"/console/blocks/{the_block().id}/answer", {"granted": "yes", "text": "看错了，对不起。"}
    assert desk("street_npc").post(path, answer).status_code == 403
    assert "请另一位同事答复" in desk("street_npc").page("/console/blocks")
    assert "我没有骂人" in desk("npc_staff").page("/console/blocks")
    assert desk("npc_staff").post(path, answer).status_code == 303
    assert desk("npc_staff").post(path, answer).status_code == 409
    assert the_block().appeal is Appeal.GRANTED
    assert write(resident, world).status_code == 201
    facts.are_heard()
    told_back = db.session.query(Notice).filter_by(kind="block.answered").one()
    assert (told_back.account_id, "看错了" in told_back.text) == (resident.account_id, True)


def test_an_appeal_that_is_refused_leaves_the_block_to_its_day(
    desk: At, world: World, message: dict[str, Any]
) -> None:
    block(desk("street_npc"), message["id"])
    appeal(world.phone("resident"))
    answer = {"granted": "no", "text": "看过了，确实是同一段话。"}
    assert desk("npc_staff").post(f"/console/blocks/{the_block().id}/answer", answer).status_code == 303
    assert write(world.phone("resident"), world).status_code == 403
    mine = world.phone("resident").get("/api/blocks/mine").json["block"]
    assert (mine["appeal"], mine["answer"]) == ("refused", answer["text"])
    assert appeal(world.phone("resident")).status_code == 409


@pytest.mark.parametrize("text", ["", "短", "　　　　　", "。。。。。。", "长" * 501])
def test_an_appeal_says_something(desk: At, world: World, message: dict[str, Any], text: str) -> None:
    block(desk("street_npc"), message["id"])
    assert appeal(world.phone("resident"), text).status_code == 400


def test_a_block_is_lifted_before_its_day(desk: At, world: World, message: dict[str, Any]) -> None:
    block(desk("street_npc"), message["id"])
    path = f"/console/blocks/{the_block().id}/lift"
    assert desk("street_npc").post(path).status_code == 303
    assert write(world.phone("resident"), world).status_code == 201
    assert desk("street_npc").post(path).status_code == 409


def test_open_appeals_stand_first(desk: At, world: World, message: dict[str, Any]) -> None:
    neighbour = world.submit("neighbour").json
    block(desk("street_npc"), message["id"], reason="先定的")
    with clock.shifted(timedelta(minutes=1)):
        block(desk("street_npc"), neighbour["id"], reason="后定的")
    page = desk("npc_staff").page("/console/blocks")
    assert page.index("后定的") < page.index("先定的")
    appeal(world.phone("resident"))
    page = desk("npc_staff").page("/console/blocks")
    assert page.index("先定的") < page.index("后定的")


def test_nobody_else_can_appeal_or_see_the_block(desk: At, world: World, message: dict[str, Any]) -> None:
    block(desk("street_npc"), message["id"])
    assert world.phone("neighbour").get("/api/blocks/mine").json == {"block": None}
    assert appeal(world.phone("neighbour")).status_code == 404
    assert world.client.get("/api/blocks/mine").status_code == 401


def test_writing_costs_no_statement_more_for_looking_after_blocks(world: World) -> None:
    """The block is asked in the statement that asks who it is."""
    phone = world.phone("resident")
    statements: list[str] = []

    def note(_: Any, __: Any, statement: str, *___: Any) -> None:
        statements.append(statement)

    engine = db.engines["reading"]
    event.listen(engine, "before_cursor_execute", note)
    try:
        assert write(phone, world).status_code == 201
    finally:
        event.remove(engine, "before_cursor_execute", note)
    about = [statement for statement in statements if "blocks" in statement]
    assert len(about) == 1
    assert "sessions.token_digest" in about[0]


def test_the_scope_of_a_block_is_a_prefix_and_not_a_pattern(world: World) -> None:
    with transaction():
        account = db.session.get_one(Account, world.phone("resident").account_id)
        office = Actor(Role.STREET_NPC, f"area:{TOWN}", uuid4(), name="老郑")
        blocks.block(office, account, until=clock.now() + timedelta(days=2), reason=REASON)
    for scope, seen in ((f"area:{COUNTY}", 1), ("area:330111002", 0), ("area:%", 0), ("self", 0)):
        looking = Actor(Role.NPC_STAFF, scope, uuid4())
        assert len(blocks.listed(looking)) == seen, scope
