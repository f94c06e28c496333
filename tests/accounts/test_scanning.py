"""Signing in at the console by scanning: seen, confirmed, once, by one person, within two minutes; one's own sessions."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pyotp
import pytest
from flask import Flask

from server.accounts import devices, scanning
from server.accounts.models import Account, Session
from server.accounts.service import start_session
from server.codes import rotating
from server.codes.models import PREFIXES
from server.core import clock
from server.core.db import db, transaction
from server.core.permissions import Role
from server.duties.scanning import FACE, TICKET
from tests import factories
from tests.console.desk import At, Desk, stranger
from tests.factories import Phone, World

EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The codes that the door drew, as a camera reads them."""
    seen: list[str] = []
    draw = scanning.show

    def noting(**where: str) -> scanning.Shown:
        made = draw(**where)
        seen.append(made.code)
        return made

    monkeypatch.setattr(scanning, "show", noting)
    return seen


@pytest.fixture
def door(app: Flask, world: World) -> Desk:
    return stranger(app)


def member(world: World, role: Role, username: str, *, otp: bool = False) -> Phone:
    """A colleague who is signed in on the phone by WeChat."""
    with transaction():
        account = factories.staff(role, world.station.scope, "小林", username)
        if otp:
            account.otp_secret = SECRET
        token = start_session(account, by_wechat=True).token
    return Phone(world.client, token, account.id)


def show(door: Desk) -> None:
    answer = door.post("/console/sign-in/scan", {"next": "/console/stations"}, **{"User-Agent": EDGE})
    assert "<svg" in answer.text
    assert "HttpOnly" in answer.headers["Set-Cookie"]
    assert "SameSite=Strict" in answer.headers["Set-Cookie"]


def answer(phone: Phone, code: str, yes: bool = True) -> int:
    return phone.post("/api/doors/answer", {"code": code, "is_confirmed": yes}).status_code


def test_scanned_confirmed_and_in(door: Desk, world: World, shown: list[str]) -> None:
    phone = member(world, Role.LIAISON, "lin")
    show(door)
    assert len(shown[0]) >= len(scanning.MARK) + 22
    assert door.get("/console/sign-in/scan").status_code == 204
    seen = phone.post("/api/doors/look", {"code": shown[0]}).json
    assert (seen["name"], seen["device"], seen["address"]) == ("小林", "Windows 电脑上的 Edge", "127.0.0.*")
    assert "扫到了" in door.page("/console/sign-in/scan")
    assert answer(phone, shown[0]) == 204
    assert "load, submit" in door.page("/console/sign-in/scan?next=/console/stations")
    entered = door.post("/console/sign-in/scan/enter", {"next": "/console/stations"}, **{"User-Agent": EDGE})
    assert (entered.status_code, entered.location) == (303, "/console/stations")
    assert "Windows 电脑上的 Edge" in door.page("/console/sessions")


def test_a_role_that_demands_the_second_factor_is_asked_at_the_computer(
    door: Desk, world: World, shown: list[str]
) -> None:
    phone = member(world, Role.STATION_HEAD, "zhou", otp=True)
    show(door)
    answer(phone, shown[0])
    assert 'name="otp"' in door.page("/console/sign-in/scan")
    wrong = door.post("/console/sign-in/scan/enter", {"otp": "000000"})
    assert "console=" not in str(wrong.headers.getlist("Set-Cookie"))
    right = door.post("/console/sign-in/scan/enter", {"otp": pyotp.TOTP(SECRET).at(clock.now())})
    assert right.status_code == 303
    assert "console=" in str(right.headers.getlist("Set-Cookie"))


def test_who_has_no_second_factor_yet_enrols_it_first(door: Desk, world: World, shown: list[str]) -> None:
    show(door)
    answer(member(world, Role.STATION_HEAD, "zhou"), shown[0])
    assert "/console/enrol/" in door.post("/console/sign-in/scan/enter").location


def test_what_is_refused(app: Flask, door: Desk, world: World, shown: list[str]) -> None:
    lin, zhou = member(world, Role.LIAISON, "lin"), member(world, Role.LIAISON, "zhou")
    show(door)
    code = shown[0]
    # nobody without an account of the console, and nothing that is no code of a door
    assert world.phone("resident").post("/api/doors/look", {"code": code}).status_code == 403
    assert lin.post("/api/doors/look", {"code": scanning.MARK + "x" * 32}).status_code == 404
    # not before it is confirmed, not in another browser, not by another person
    assert door.post("/console/sign-in/scan/enter").status_code in (401, 410)
    assert lin.post("/api/doors/look", {"code": code}).status_code == 200
    assert zhou.post("/api/doors/look", {"code": code}).status_code == 409
    assert answer(zhou, code) == 409
    assert answer(lin, code) == 204
    assert stranger(app).post("/console/sign-in/scan/enter").status_code == 404
    # answered once, entered once
    assert answer(lin, code, yes=False) == 410
    browser = door.client.get_cookie("door", path="/console/sign-in")
    assert browser is not None
    assert door.post("/console/sign-in/scan/enter").status_code == 303
    again = stranger(app)
    again.client.set_cookie("door", browser.value, path="/console/sign-in")
    assert again.post("/console/sign-in/scan/enter").status_code == 410


def test_no_on_the_phone_and_too_late(door: Desk, world: World, shown: list[str]) -> None:
    phone = member(world, Role.LIAISON, "lin")
    show(door)
    assert answer(phone, shown[0], yes=False) == 204
    assert "手机上没有同意" in door.page("/console/sign-in/scan")
    show(door)
    with clock.shifted(timedelta(minutes=2, seconds=1)):
        assert answer(phone, shown[1]) == 410
        assert "过期了" in door.page("/console/sign-in/scan")


def test_new_codes_are_not_given_without_end(door: Desk, shown: list[str]) -> None:
    told = [door.post("/console/sign-in/scan").status_code for _ in range(21)]
    assert told == [200] * 20 + [429]


def test_ones_own_sessions_are_listed_and_ended_and_nobody_elses(desk: At, world: World) -> None:
    account = db.session.get_one(Account, world.phone("liaison").account_id)
    with transaction():
        other, third = start_session(account), start_session(account)
        other.session.device = "安卓手机"
    foreign = db.session.query(Session).filter_by(account_id=world.phone("npc_staff").account_id).one()
    at = desk("liaison")
    assert "安卓手机" in at.page("/console/sessions")
    assert at.post(f"/console/sessions/{foreign.id}/end").status_code == 404
    assert at.post(f"/console/sessions/{other.session.id}/end").status_code == 303
    assert len(re.findall(r'<th scope="row">', at.page("/console/sessions"))) == 2
    at.post("/console/sessions/end-others")
    page = at.page("/console/sessions")
    assert len(re.findall(r'<th scope="row">', page)) == 1
    assert "就是这里" in page
    assert third.token
    assert desk("npc_staff").get("/console/inbox").status_code == 200


def test_the_last_day_of_use_is_noted_once_a_day(desk: At, world: World) -> None:
    with clock.shifted(timedelta(days=1)):
        desk("liaison").page("/console/sessions")
        found = db.session.query(Session).filter_by(account_id=world.phone("liaison").account_id).one()
        assert found.used_on == clock.today()


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        (EDGE, "Windows 电脑上的 Edge"),
        ("Mozilla/5.0 (iPhone) MicroMessenger/8.0", "微信小程序"),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/120 Safari/537", "安卓手机上的 Chrome"),
        ("<script>alert(1)</script>", "一台设备"),
    ],
)
def test_a_device_is_said_in_our_own_words(agent: str, said: str) -> None:
    assert devices.words(agent) == said


def test_the_net_is_kept_without_its_last_part() -> None:
    assert devices.net("10.2.3.4") == "10.2.3.*"
    assert devices.net("2001:db8:1:2::7") == "2001:db8:1:*"
    assert devices.net("") == ""


def test_a_phone_knows_every_sort_of_code_by_how_it_begins() -> None:
    marks = [*PREFIXES.values(), rotating.PREFIX, TICKET, FACE, scanning.MARK]
    assert len(set(marks)) == len(marks)
    assert f"const MARK = '{scanning.MARK}'" in Path("miniprogram/src/api/doors.ts").read_text()
