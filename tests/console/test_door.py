"""The console's door: password, second factor, identities, one-time links."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pyotp
import pytest
from flask import Flask

from server.accounts import doors, passwords, service
from server.accounts.models import Account
from server.core import clock
from server.core.db import db, transaction
from server.core.permissions import Role
from tests import factories
from tests.console.desk import Desk, stranger
from tests.factories import World

At = Callable[[str], Desk]
PASSWORD = "a-long-password-7"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def member(role: Role, scope: str, username: str, *, otp: bool = False) -> Account:
    account = factories.staff(role, scope, "小林", username)
    account.password_hash = passwords.HASHER.hash(PASSWORD)
    if otp:
        account.otp_secret = SECRET
    return account


@pytest.fixture
def door(app: Flask, world: World) -> Desk:
    with transaction():
        member(Role.LIAISON, world.station.scope, "lin")
        member(Role.STATION_HEAD, world.station.scope, "zhou", otp=True)
    return stranger(app)


def test_a_password_opens_the_console_with_a_cookie_that_scripts_cannot_read(door: Desk) -> None:
    answer = door.post("/console/sign-in", {"username": "lin", "password": PASSWORD})
    assert answer.status_code == 303
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/console" in cookie
    assert door.client.get("/console/", follow_redirects=True).status_code == 200


def test_a_wrong_password_keeps_the_name_and_forgets_the_password(door: Desk) -> None:
    answer = door.post("/console/sign-in", {"username": "lin", "password": "not-the-one"})
    assert answer.status_code == 401
    assert 'value="lin"' in answer.text
    assert "not-the-one" not in answer.text
    assert "console=" not in answer.headers.get("Set-Cookie", "")


def test_the_second_factor_is_asked_for_after_the_password(door: Desk) -> None:
    asked = door.post("/console/sign-in", {"username": "zhou", "password": PASSWORD})
    assert 'name="otp"' in asked.text
    assert "Set-Cookie" not in asked.headers
    code = pyotp.TOTP(SECRET).at(clock.now())
    answer = door.post("/console/sign-in", {"username": "zhou", "password": PASSWORD, "otp": code})
    assert answer.status_code == 303


def test_the_second_factors_field_comes_alone_into_the_open_form(door: Desk) -> None:
    part = door.post("/console/sign-in", {"username": "zhou", "password": PASSWORD}, **{"HX-Request": "true"})
    assert part.status_code == 200
    assert 'name="otp"' in part.text
    assert 'name="password"' not in part.text


@pytest.mark.parametrize(
    ("asked", "led"),
    [
        ("/console/stations?q=桂花", "/console/stations?q=桂花"),
        ("https://elsewhere.example/console/", "/console/"),
        ("//elsewhere.example", "/console/"),
        ("/console/../api/client", "/console/"),
        ("/console/\\elsewhere.example", "/console/"),
        ("/console/messages/0/accept", "/console/"),
        ("/console/sign-in", "/console/"),
        ("/m/", "/console/"),
        ("javascript:alert(1)", "/console/"),
        ("", "/console/"),
    ],
)
def test_signing_in_leads_only_to_pages_of_the_console(app: Flask, asked: str, led: str) -> None:
    with app.test_request_context("/console/sign-in"):
        assert doors.local_target(asked) == led


def test_a_page_without_a_session_leads_to_the_door_and_back(door: Desk) -> None:
    answer = door.get("/console/stations?q=1")
    assert answer.status_code == 302
    assert answer.location == "/console/sign-in?next=/console/stations?q%3D1"


@pytest.mark.parametrize("target", ["http://[", "//[", "/console/\\\\[", "/console/no-such-page", "x" * 2000])
def test_a_target_that_is_none_leads_to_the_beginning(desk: At, target: str) -> None:
    answer = desk("liaison").post("/console/look", {"name": "theme", "value": "dark", "back": target})
    assert (answer.status_code, answer.location) == (303, "/console/")


def test_htmx_without_a_session_is_led_to_the_door_as_a_whole_page(door: Desk) -> None:
    answer = door.get("/console/inbox", **{"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == "/console/sign-in"


def test_signing_out_ends_the_session_everywhere(desk: At, world: World) -> None:
    liaison = desk("liaison")
    assert liaison.post("/console/sign-out").status_code == 303
    assert liaison.get("/console/inbox").status_code == 302
    assert world.phone("liaison").get("/api/sessions/current").status_code == 401


def test_who_has_several_identities_chooses_one_first(app: Flask, world: World) -> None:
    with transaction():
        account = member(Role.LIAISON, world.station.scope, "both", otp=True)
        service.grant(account, Role.NPC_STAFF, f"area:{factories.COUNTY}")
    door = stranger(app)
    code = pyotp.TOTP(SECRET).at(clock.now())
    answer = door.post("/console/sign-in", {"username": "both", "password": PASSWORD, "otp": code})
    assert answer.location.startswith("/console/identity")
    page = door.page("/console/identity")
    assert "富阳区" in page
    assert world.station.name in page
    chosen = f"liaison {world.station.scope}"
    assert door.post("/console/identity", {"identity": chosen}).status_code == 303
    assert f"联络员 · {world.station.name}" in door.page("/console/inbox")


def test_nobody_becomes_what_they_are_not(desk: At) -> None:
    answer = desk("liaison").post("/console/identity", {"identity": "sys_admin self"})
    assert answer.status_code == 403


def test_who_has_no_pages_here_is_told_kindly_where_theirs_are(desk: At) -> None:
    resident = desk("resident")
    assert resident.get("/console/").location == "/console/welcome"
    assert "请在微信里打开" in resident.page("/console/welcome")


def reset_link(account: Account) -> str:
    with transaction():
        token, _ = service.make_reset_link(None, account)
    return f"/console/reset/{token}"


def test_a_one_time_link_sets_password_and_second_factor_once(door: Desk) -> None:
    account = db.session.query(Account).filter_by(username="lin").one()
    link = reset_link(account)
    page = door.page(link)
    assert "<svg" in page
    secret = page.split('class="secret">')[1].split("<")[0]
    new = {"password": "another-long-one-8", "again": "another-long-one-8"}
    code = pyotp.TOTP(secret).at(clock.now())
    assert door.post(link, new | {"otp": code}).status_code == 303
    assert door.get(link).status_code == 410
    asked = door.post("/console/sign-in", {"username": "lin", "password": "another-long-one-8"})
    assert 'name="otp"' in asked.text
    assert door.post("/console/sign-in", {"username": "lin", "password": PASSWORD}).status_code == 401


@pytest.mark.parametrize(
    "given",
    [
        {"password": "another-long-one-8", "again": "another-long-one-9"},
        {"password": "short", "again": "short"},
        {"password": "another-long-one-8", "again": "another-long-one-8", "otp": "000000"},
    ],
)
def test_a_mistake_does_not_use_up_the_link(door: Desk, given: dict[str, str]) -> None:
    link = reset_link(db.session.query(Account).filter_by(username="lin").one())
    shown = door.page(link)
    secret = shown.split('class="secret">')[1].split("<")[0]
    given = {"otp": pyotp.TOTP(secret).at(clock.now()), **given}
    answer = door.post(link, given)
    assert answer.status_code == 400
    assert secret in door.page(link), "the same secret again, so that nothing has to be scanned twice"


def test_a_link_that_is_too_old_says_who_gives_a_new_one(door: Desk) -> None:
    link = reset_link(db.session.query(Account).filter_by(username="lin").one())
    with clock.shifted(timedelta(hours=25)):
        answer = door.get(link)
    assert answer.status_code == 410
    assert "请管理员再给一个" in answer.text


def test_an_administrator_gives_a_link_to_others_and_never_to_themselves(desk: At, world: World) -> None:
    with transaction():
        other = member(Role.LIAISON, world.station.scope, "lin")
        me = db.session.get_one(Account, world.phone("sys_admin").account_id)
        me.username = "admin"
    admin = desk("sys_admin")
    page = admin.page("/console/accounts")
    assert f"/console/accounts/{other.id}/reset" in page
    assert f"/console/accounts/{me.id}/reset" not in page
    shown = admin.post(f"/console/accounts/{other.id}/reset")
    link = shown.text.split('class="secret" id="secret">')[1].split("<")[0]
    assert (
        stranger(admin.client.application).get(link.removeprefix("http://127.0.0.1:8000")).status_code == 200
    )
    assert admin.post(f"/console/accounts/{me.id}/reset").status_code == 403


def test_the_administrator_sees_no_message(desk: At, world: World) -> None:
    message_id = world.submit().json["id"]
    admin = desk("sys_admin")
    assert admin.get("/console/inbox").status_code == 403
    assert admin.get(f"/console/messages/{message_id}").status_code == 403
    assert "/console/inbox" not in admin.page("/console/accounts")


def test_a_switched_identity_is_written_down(desk: At, world: World) -> None:
    liaison = desk("liaison")
    with transaction():
        account = db.session.get_one(Account, world.phone("liaison").account_id)
        service.grant(account, Role.STATION_HEAD, world.station.scope)
    liaison.post("/console/identity", {"identity": f"station_head {world.station.scope}"})
    seen = world.phone("liaison").get("/api/sessions/current").json
    assert seen["account"]["current"]["role"] == "station_head"
