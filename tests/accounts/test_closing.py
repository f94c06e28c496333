"""Leaving for good takes two steps and a week; then nobody learns who wrote, and what was written goes on."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from server.accounts.jobs import close_accounts
from server.accounts.models import Account
from server.core import clock
from server.core.audit import AuditEntry
from server.core.db import db
from tests.factories import World
from tests.messages.path import drain

SURE = {"sure": True}
PATH = "/api/accounts/me/closing"


def test_after_a_week_the_person_is_erased_and_the_letter_goes_on(world: World) -> None:
    phone = world.phone("resident")
    phone.put("/api/accounts/me", {"name": "陈小明", "phone": "13812342046"})
    message_id = world.submit().json["id"]
    assert phone.post(PATH, {}).status_code == 400, "not by a slip"
    first = phone.post(PATH, SURE).json["due_at"]
    assert phone.post(PATH, SURE).json["due_at"] == first
    with clock.shifted(timedelta(days=6)):
        close_accounts()
        assert phone.get("/api/sessions/current").status_code == 200
    with clock.shifted(timedelta(days=7, minutes=1)):
        close_accounts()
        drain()
        assert phone.get("/api/sessions/current").status_code == 401
        account = db.session.get_one(Account, phone.account_id)
        db.session.refresh(account)
        assert (account.name, account.phone, account.openid, account.openid_index) == ("", "", "", None)
        assert account.display_name == "已注销"
    letter = world.phone("liaison").get(f"/api/messages/{message_id}").json
    assert (letter["content"], letter["author"]["name"]) == ("楼下的路灯坏了三天，晚上看不见路。", "")
    told = select(AuditEntry.action).where(AuditEntry.subject_id == phone.account_id)
    assert {"account.close_asked", "account.close"} <= set(db.session.scalars(told))


def test_who_thinks_again_within_the_week_stays(world: World) -> None:
    phone = world.phone("resident")
    phone.post(PATH, SURE)
    assert phone.post(f"{PATH}/undo").json["due_at"] is None
    with clock.shifted(timedelta(days=8)):
        close_accounts()
        assert phone.get(PATH).json["due_at"] is None


def test_who_holds_an_office_hands_it_over_first(world: World) -> None:
    for who in ("deputy", "liaison", "sys_admin"):
        answer = world.phone(who).post(PATH, SURE)
        assert (answer.status_code, answer.json["error"]["code"]) == (409, "account.in_office"), who
    assert world.phone("former_deputy").post(PATH, SURE).status_code == 200


def test_a_guests_number_and_pin_open_nothing_any_more(world: World) -> None:
    guest = world.client.post("/api/sessions", json={"guest": True}).json["token"]
    headers = {"Authorization": f"Bearer {guest}", "Idempotency-Key": "guest-closing-1"}
    body = {"code": world.station_code.token, "content": "楼下的路灯坏了三天。"}
    key = world.client.post("/api/messages", json=body, headers=headers).json["look_up"]
    world.client.post(PATH, json=SURE, headers=headers)
    with clock.shifted(timedelta(days=8)):
        close_accounts()
        drain()
        assert world.client.post("/api/sessions", json=key).status_code == 401
