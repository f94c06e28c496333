"""Heads and above do not come in by a password alone."""

from __future__ import annotations

from datetime import timedelta

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient

from server.accounts import passwords, service
from server.accounts.models import Account
from server.core import clock
from server.core.audit import AuditEntry
from server.core.db import db, transaction
from server.core.factor import SECOND_FACTOR
from server.core.permissions import Role
from server.gateways.wechat.quiet import quiet_openid
from tests import factories
from tests.console.desk import Desk, stranger
from tests.factories import COUNTY, TOWN, World

PASSWORD = "a-long-password-7"
SCOPES = {
    Role.STATION_HEAD: "",
    Role.LIAISON: "",
    Role.STREET_NPC: f"area:{TOWN}",
    Role.NPC_STAFF: f"area:{COUNTY}",
    Role.NPC_LEADER: f"area:{COUNTY}",
    Role.GOV_DISPATCHER: f"area:{COUNTY}",
    Role.CPPCC_STAFF: f"area:{COUNTY}",
    Role.HANDLER: "department:00000000-0000-4000-8000-000000000001",
    Role.HANDLER_LEAD: "department:00000000-0000-4000-8000-000000000001",
    Role.SYS_ADMIN: "self",
}


def colleague(world: World, role: Role, username: str = "new-one") -> Account:
    with transaction():
        made = factories.staff(role, SCOPES[role] or world.station.scope, "老周", username)
        made.password_hash = passwords.HASHER.hash(PASSWORD)
    return made


def by_json(client: FlaskClient, **more: str) -> tuple[int, str]:
    body = {"username": "new-one", "password": PASSWORD} | more
    answer = client.post("/api/sessions", json=body)
    return answer.status_code, answer.json.get("error", {}).get("code", "")


def secret_on(page: str) -> str:
    return page.split('class="secret">')[1].split("<")[0]


def enrolment_of(door: Desk) -> str:
    """The address to which the right password leads."""
    answer = door.post("/console/sign-in", {"username": "new-one", "password": PASSWORD})
    assert answer.status_code == 303
    assert "console=" not in answer.headers.get("Set-Cookie", ""), "not in yet"
    return answer.location


@pytest.mark.parametrize("role", SCOPES, ids=lambda role: role.value)
def test_the_phone_is_told_who_has_to_enrol_first(client: FlaskClient, world: World, role: Role) -> None:
    colleague(world, role)
    wanted = (401, "session.otp_enrol") if role in SECOND_FACTOR else (201, "")
    assert by_json(client) == wanted
    assert by_json(client, password="not-the-password") == (401, "session.wrong")


def test_those_who_must_have_a_second_factor_are_the_heads_and_above() -> None:
    assert set(SCOPES) - SECOND_FACTOR == {Role.LIAISON, Role.HANDLER}


def test_the_console_leads_through_enrolment_to_the_session(app: Flask, world: World) -> None:
    colleague(world, Role.STATION_HEAD)
    door = stranger(app)
    address = enrolment_of(door)
    shown = door.page(address)
    assert "<svg" in shown
    path = address.partition("?")[0]
    wrong = door.post(path, {"otp": "000000"})
    assert wrong.status_code == 400
    assert "console=" not in wrong.headers.get("Set-Cookie", "")
    code = pyotp.TOTP(secret_on(shown)).at(clock.now())
    answer = door.post(path, {"otp": code, "next": "/console/stations"})
    assert (answer.status_code, answer.location) == (303, "/console/stations")
    assert door.client.get("/console/stations").status_code == 200
    assert db.session.query(AuditEntry).filter_by(action="otp.enrol").count() == 1
    assert door.get(path).status_code == 410, "used once"
    again = door.post("/console/sign-in", {"username": "new-one", "password": PASSWORD, "otp": code})
    assert again.status_code == 401, "the code that enrolled has counted"


def test_an_enrolment_page_is_open_for_fifteen_minutes(app: Flask, world: World) -> None:
    colleague(world, Role.NPC_STAFF)
    door = stranger(app)
    path = enrolment_of(door).partition("?")[0]
    with clock.shifted(timedelta(minutes=16)):
        assert door.get(path).status_code == 410


def test_a_second_enrolment_page_cannot_replace_the_factor_that_was_set(app: Flask, world: World) -> None:
    colleague(world, Role.SYS_ADMIN)
    door = stranger(app)
    first, second = (enrolment_of(door).partition("?")[0] for _ in range(2))
    later = secret_on(door.page(second))
    code = pyotp.TOTP(secret_on(door.page(first))).at(clock.now())
    assert door.post(first, {"otp": code}).status_code == 303
    assert door.post(second, {"otp": pyotp.TOTP(later).at(clock.now())}).status_code == 410


def test_a_made_up_enrolment_page_is_not_there(app: Flask, world: World) -> None:
    assert stranger(app).get("/console/enrol/nothing-of-the-kind").status_code == 404


def test_a_role_given_later_demands_the_factor_at_the_next_sign_in(client: FlaskClient, world: World) -> None:
    account = colleague(world, Role.LIAISON)
    token = client.post("/api/sessions", json={"username": "new-one", "password": PASSWORD}).json["token"]
    with transaction():
        service.grant(db.session.get_one(Account, account.id), Role.STATION_HEAD, world.station.scope)
    phone = factories.Phone(client, token, account.id)
    chosen = {"role": "station_head", "scope": world.station.scope}
    refused = phone.post("/api/sessions/identity", chosen)
    assert (refused.status_code, refused.json["error"]["code"]) == (403, "session.otp_enrol")
    assert phone.get("/api/messages?box=inbox").status_code == 200, "what one was already goes on"
    assert by_json(client) == (401, "session.otp_enrol")


def test_who_has_the_factor_changes_to_the_higher_role_at_once(client: FlaskClient, world: World) -> None:
    account = colleague(world, Role.LIAISON)
    secret = pyotp.random_base32()
    with transaction():
        stored = db.session.get_one(Account, account.id)
        stored.otp_secret = secret
        service.grant(stored, Role.STATION_HEAD, world.station.scope)
    body = {"username": "new-one", "password": PASSWORD, "otp": pyotp.TOTP(secret).at(clock.now())}
    token = client.post("/api/sessions", json=body).json["token"]
    phone = factories.Phone(client, token, account.id)
    assert (
        phone.post("/api/sessions/identity", {"role": "liaison", "scope": world.station.scope}).status_code
        == 200
    )
    higher = {"role": "station_head", "scope": world.station.scope}
    assert phone.post("/api/sessions/identity", higher).status_code == 200
    switched = db.session.query(AuditEntry).filter_by(action="identity.switch").order_by(AuditEntry.id)
    assert [entry.reason.partition(" ")[0] for entry in switched] == ["liaison", "station_head"]


def test_a_head_by_wechat_reads_and_answers_but_decides_only_with_the_factor(
    client: FlaskClient, world: World
) -> None:
    letter = world.submit().json["id"]
    account, secret = colleague(world, Role.STATION_HEAD), pyotp.random_base32()
    with transaction():
        service._give_openid(db.session.get_one(Account, account.id), quiet_openid("head"))
    token = client.post("/api/sessions", json={"wechat_code": "quiet-head"}).json["token"]
    head, reveal = factories.Phone(client, token, account.id), {"reason": "要打电话问清楚"}
    assert head.post(f"/api/messages/{letter}/accept", {}).status_code == 200
    refused = head.post(f"/api/messages/{letter}/identity", reveal)
    assert (refused.status_code, refused.json["error"]["code"]) == (403, "session.factor")
    prove = "/api/sessions/current/factor"
    assert head.post(prove, {"otp": "000000"}).json["error"]["code"] == "session.otp_enrol"
    with transaction():
        db.session.get_one(Account, account.id).otp_secret = secret
    assert head.post(prove, {"otp": "000000"}).json["error"]["fields"]["otp"]
    code = {"otp": pyotp.TOTP(secret).at(clock.now())}
    assert head.post(prove, code).status_code == 204
    assert head.post(f"/api/messages/{letter}/identity", reveal).status_code == 200
    assert head.post(prove, code).status_code == 400, "each code counts once"
    assert by_wechat_alone(client, "quiet-head", letter) == 403, "another session asks again"


def by_wechat_alone(client: FlaskClient, code: str, letter: str) -> int:
    token = client.post("/api/sessions", json={"wechat_code": code}).json["token"]
    answer = client.post(
        f"/api/messages/{letter}/identity",
        json={"reason": "再看一眼"},
        headers={"Authorization": f"Bearer {token}"},
    )
    return answer.status_code
