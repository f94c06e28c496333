"""The key card of the demonstration opens what it says."""

from __future__ import annotations

import dataclasses

import pyotp
from flask import Flask

from server import demo
from server.accounts import passwords
from server.activities.queries import guests, of_station_on
from server.codes.models import CodeKind
from server.codes.queries import active
from server.core import clock
from server.core.factor import SECOND_FACTOR
from server.core.permissions import Role
from server.demo import card, heroes
from tests.demo.conftest import Loaded
from tests.wechat.support import running_sandbox


def test_the_card_has_the_shape_of_the_contract(loaded: Loaded) -> None:
    found = loaded.card
    assert found["base_url"] == loaded.settings.public_url
    assert found["area"] == "330111"
    assert {account["role"] for account in found["accounts"]} >= {
        "liaison",
        "station_head",
        "street_npc",
        "handler",
        "handler_lead",
        "npc_staff",
        "sys_admin",
    }
    for account in found["accounts"]:
        assert set(account) == {"role", "username", "password", "scope", "otp_secret"}
    assert set(found["wechat"]) == {"resident", "deputy", "liaison"}
    assert set(found["wechat"].values()) <= {person["openid"] for person in found["people"]}
    assert card.path(loaded.settings).stat().st_mode & 0o077 == 0


def test_the_sign_ins_of_the_card_open_their_roles(loaded: Loaded) -> None:
    for account in loaded.card["accounts"]:
        secret = account["otp_secret"]
        assert bool(secret) == (Role(account["role"]) in SECOND_FACTOR)
        code = pyotp.TOTP(secret).at(clock.now()) if secret else None
        signed = passwords.sign_in(account["username"], account["password"], code, "127.0.0.1")
        assert [(g.role.value, g.scope) for g in signed.grants] == [(account["role"], account["scope"])]


def test_the_codes_of_the_card_lead_to_the_station_of_the_liaison(loaded: Loaded) -> None:
    scopes = {account["role"]: account["scope"] for account in loaded.card["accounts"]}
    for kind, told in loaded.card["codes"].items():
        code, station = active(told)
        assert code.kind is CodeKind(kind)
        assert scopes["liaison"] == scopes["station_head"] == station.scope
        assert station.area_code.startswith(scopes["street_npc"].removeprefix("area:"))


def test_the_deputy_of_the_card_is_expected_at_that_station_today(loaded: Loaded) -> None:
    deputy_id, station = heroes.deputy_of(heroes.DEPUTY), heroes.own_station()
    today = of_station_on(station.id, clock.now())
    invited = [guest.deputy_id for lists in guests([one.id for one in today]).values() for guest in lists]
    assert deputy_id in invited
    assert active(loaded.card["codes"]["deputy"])[0].deputy_id == deputy_id


def test_show_prints_sign_ins_addresses_and_a_code(loaded: Loaded, application: Flask) -> None:
    shown = demo.show(loaded.settings)
    for account in loaded.card["accounts"]:
        assert account["username"] in shown
        assert account["password"] in shown
    assert f"{loaded.settings.public_url}/c/{loaded.card['codes']['station']}" in shown
    assert "▀" in shown


def test_the_sandbox_is_told_who_may_pick_up_its_phones(loaded: Loaded) -> None:
    assert not card.introduce_people(loaded.settings)
    with running_sandbox("http://127.0.0.1:9/wechat/callback") as sandbox:
        there = dataclasses.replace(loaded.settings, sandbox_url=sandbox.url)
        assert card.introduce_people(there)
    gone = dataclasses.replace(loaded.settings, sandbox_url=sandbox.url)
    assert not card.introduce_people(gone)
