"""Signing in, second factor, one-time links, invitations."""

from __future__ import annotations

from datetime import timedelta

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient

from server.accounts import passwords, service
from server.accounts.models import Account
from server.core import clock
from server.core.actor import Actor
from server.core.db import db, transaction
from server.core.errors import AppError
from server.core.permissions import Role
from server.gateways.wechat.quiet import quiet_openid
from tests import factories
from tests.factories import World

PASSWORD = "桂花又开满了-2026"


@pytest.fixture
def account(app: Flask) -> Account:
    with transaction():
        made = factories.staff(Role.LIAISON, "station:00000000-0000-4000-8000-000000000001", username="lin")
        passwords.set_password(made, PASSWORD)
    return made


def sign_in(client: FlaskClient, **fields: str) -> tuple[int, str]:
    answer = client.post("/api/sessions", json={"username": "lin", "password": PASSWORD} | fields)
    return answer.status_code, answer.json.get("error", {}).get("code", "")


def test_a_password_opens_a_session_of_eight_hours(client: FlaskClient, account: Account) -> None:
    answer = client.post("/api/sessions", json={"username": "lin", "password": PASSWORD})
    assert answer.status_code == 201
    phone = factories.Phone(client, answer.json["token"], account.id)
    assert phone.get("/api/sessions/current").json["account"]["name"] == "小林"
    with clock.shifted(timedelta(hours=8, minutes=1)):
        assert phone.get("/api/sessions/current").status_code == 401


def test_signing_out_ends_the_session(client: FlaskClient, account: Account) -> None:
    token = client.post("/api/sessions", json={"username": "lin", "password": PASSWORD}).json["token"]
    phone = factories.Phone(client, token, account.id)
    assert phone.delete("/api/sessions/current").status_code == 204
    assert phone.get("/api/sessions/current").status_code == 401


def test_a_wrong_password_and_an_unknown_name_look_the_same(client: FlaskClient, account: Account) -> None:
    wrong = client.post("/api/sessions", json={"username": "lin", "password": "不对不对不对不对"})
    unknown = client.post("/api/sessions", json={"username": "nobody", "password": "不对不对不对不对"})
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.data == unknown.data


def test_an_unknown_name_costs_a_hash_too(
    client: FlaskClient, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked: list[str] = []
    verify, nobody = passwords.HASHER.verify, passwords.nobody()

    class Counting:
        def verify(self, stored: str, password: str) -> bool:
            checked.append(stored)
            return verify(stored, password)

    monkeypatch.setattr(passwords, "HASHER", Counting())
    sign_in(client, username="nobody")
    assert checked == [nobody]


def test_guessing_is_stopped_after_ten_tries(client: FlaskClient, account: Account) -> None:
    tries = [sign_in(client, password="猜一个密码看看")[0] for _ in range(11)]
    assert tries == [401] * 10 + [429]


def test_signing_in_rightly_is_never_too_often(client: FlaskClient, account: Account) -> None:
    assert {sign_in(client)[0] for _ in range(12)} == {201}


def test_the_second_factor_is_asked_for_and_each_code_counts_once(
    client: FlaskClient, account: Account
) -> None:
    secret = pyotp.random_base32()
    with transaction():
        db.session.get_one(Account, account.id).otp_secret = secret
    assert sign_in(client) == (401, "session.otp_missing")
    code = pyotp.TOTP(secret).at(clock.now())
    assert sign_in(client, otp=code)[0] == 201
    assert sign_in(client, otp=code) == (401, "session.wrong")
    assert sign_in(client, otp="000000") == (401, "session.wrong")


def test_the_first_administrator_comes_by_a_one_time_link_and_only_once(
    app: Flask, client: FlaskClient
) -> None:
    runner = app.test_cli_runner()
    out = runner.invoke(args=["accounts", "first-admin", "--username", "chief"])
    assert out.exit_code == 0, out.output
    token = out.output.strip().splitlines()[-1].rsplit("/", 1)[-1]
    secret = pyotp.random_base32()
    with transaction():
        passwords.redeem_reset(
            token, password=PASSWORD, secret=secret, otp=pyotp.TOTP(secret).at(clock.now())
        )
    again = runner.invoke(args=["accounts", "first-admin"])
    assert again.exit_code != 0
    assert "已经有管理员" in again.output
    with pytest.raises(AppError) as used, transaction():
        passwords.redeem_reset(token, password=PASSWORD, secret=secret, otp="000000")
    assert used.value.code == "link.ended"
    with clock.shifted(timedelta(minutes=2)):
        code = pyotp.TOTP(secret).at(clock.now())
        body = {"username": "chief", "password": PASSWORD, "otp": code}
        assert client.post("/api/sessions", json=body).json["account"]["current"]["role"] == "sys_admin"


def test_nobody_resets_oneself(account: Account) -> None:
    actor = Actor(Role.SYS_ADMIN, account_id=account.id)
    with pytest.raises(AppError) as refused:
        service.make_reset_link(actor, account)
    assert refused.value.code == "account.not_yourself"


def test_a_new_password_ends_every_session(client: FlaskClient, account: Account) -> None:
    token = client.post("/api/sessions", json={"username": "lin", "password": PASSWORD}).json["token"]
    with transaction():
        passwords.set_password(db.session.get_one(Account, account.id), "换了一个新的密码 7")
    phone = factories.Phone(client, token, account.id)
    assert phone.get("/api/sessions/current").status_code == 401


@pytest.mark.parametrize("weak", ["123", "aaaaaaaaaaaa", "lin-lin-2026!"])
def test_an_easy_password_is_refused(account: Account, weak: str) -> None:
    with pytest.raises(AppError) as refused:
        passwords.set_password(account, weak)
    assert refused.value.code == "password.weak"


def test_an_invitation_binds_once(world: World) -> None:
    invitation = world.phone("liaison").post("/api/invitations", {"deputy_id": str(world.deputy.id)}).json
    body = {"invitation": invitation["invitation"], "wechat_code": "quiet-wang"}
    bound = world.client.post("/api/bindings", json=body)
    assert bound.status_code == 201
    assert bound.json["account"]["current"]["role"] == "deputy"
    again = world.client.post("/api/bindings", json=body | {"wechat_code": "quiet-somebody"})
    assert (again.status_code, again.json["error"]["code"]) == (410, "link.ended")
    signed_in = world.client.post("/api/sessions", json={"wechat_code": "quiet-wang"})
    assert signed_in.json["account"]["deputy_id"] == str(world.deputy.id)


def test_a_new_invitation_moves_a_deputy_to_a_new_wechat_and_ends_the_old_phone(world: World) -> None:
    def bind(wechat_code: str) -> factories.Phone:
        invitation = world.phone("liaison").post("/api/invitations", {"deputy_id": str(world.deputy.id)}).json
        body = {"invitation": invitation["invitation"], "wechat_code": wechat_code}
        bound = world.client.post("/api/bindings", json=body)
        return factories.Phone(world.client, bound.json["token"], world.station.id)

    old, new = bind("quiet-old"), bind("quiet-new")
    assert old.get("/api/sessions/current").status_code == 401
    assert new.get("/api/sessions/current").json["account"]["current"]["role"] == "deputy"
    stranger = world.client.post("/api/sessions", json={"wechat_code": "quiet-old"}).json
    assert stranger["account"]["current"]["role"] == "resident"


def test_the_wechat_of_a_colleague_with_a_password_is_not_swallowed(world: World) -> None:
    with transaction():
        openid = quiet_openid("staff")
        colleague = service.create_account(display_name="老周", username="zhou", openid=openid)
        db.session.flush()
        service.grant(colleague, Role.STATION_HEAD, world.station.scope)
    invitation = world.phone("liaison").post("/api/invitations", {"deputy_id": str(world.deputy.id)}).json
    body = {"invitation": invitation["invitation"], "wechat_code": "quiet-staff"}
    refused = world.client.post("/api/bindings", json=body)
    assert (refused.status_code, refused.json["error"]["code"]) == (400, "binding.staff")


def test_an_invitation_ends_after_seven_days(world: World) -> None:
    invitation = world.phone("liaison").post("/api/invitations", {"deputy_id": str(world.deputy.id)}).json
    body = {"invitation": invitation["invitation"], "wechat_code": "quiet-wang"}
    with clock.shifted(timedelta(days=7, minutes=1)):
        assert world.client.post("/api/bindings", json=body).status_code == 410


def test_somebody_with_two_roles_goes_on_as_the_other(world: World) -> None:
    with transaction():
        account = db.session.get_one(Account, world.phone("deputy").account_id)
        service.grant(account, Role.LIAISON, world.station.scope)
    phone = world.phone("deputy")
    switched = phone.post("/api/sessions/identity", {"role": "liaison", "scope": world.station.scope})
    assert switched.json["account"]["current"]["role"] == "liaison"
    assert phone.get("/api/sessions/current").json["account"]["current"]["role"] == "liaison"
    foreign = phone.post("/api/sessions/identity", {"role": "sys_admin", "scope": "self"})
    assert foreign.status_code == 403


def test_a_used_wechat_code_is_a_clear_answer(client: FlaskClient) -> None:
    answer = client.post("/api/sessions", json={"wechat_code": "never-issued"})
    assert (answer.status_code, answer.json["error"]["code"]) == (401, "session.wechat_code")
