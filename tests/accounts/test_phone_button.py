"""A phone number by one tap on WeChat's button: given freely, asked once, and never in the way of writing it by hand."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from server.accounts.models import Account
from server.core import cache
from server.core.db import db, transaction
from server.gateways.wechat import (
    Ambiguous,
    ConfigurationWrong,
    LoginCodeRefused,
    QuietWeChat,
    Unavailable,
    WeChatError,
)
from tests.factories import World

PATH = "/api/accounts/me/phone"
NUMBER = "13812342046"


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    yield
    cache.client().flushdb()


def test_one_tap_gives_the_number_and_keeps_the_name(world: World) -> None:
    person = world.phone("resident")
    person.put("/api/accounts/me", {"name": "陈小明"})
    given = person.post(PATH, {"code": f"quiet-{NUMBER}"})
    assert (given.status_code, given.json) == (200, {"name": "陈小明", "phone": NUMBER})
    assert person.get("/api/accounts/me").json == given.json


def test_a_number_from_elsewhere_keeps_its_country_and_can_be_stored_again(world: World) -> None:
    person = world.phone("resident")
    assert person.post(PATH, {"code": "quiet-+85291234567"}).json["phone"] == "+85291234567"
    assert person.put("/api/accounts/me", {"phone": "+85291234567"}).status_code == 200


def test_wechat_is_asked_for_this_very_person_and_outside_any_transaction(
    world: World, wechat: QuietWeChat, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, str | None, bool]] = []

    def phone_number(self: QuietWeChat, code: str, openid: str | None = None) -> str:
        asked.append((code, openid, db.session().in_transaction()))
        return NUMBER

    monkeypatch.setattr(QuietWeChat, "phone_number", phone_number)
    person = world.phone("resident")
    with transaction():
        openid = db.session.get_one(Account, person.account_id).openid
    assert person.post(PATH, {"code": "a-code"}).status_code == 200
    assert world.phone("liaison").post(PATH, {"code": "another"}).status_code == 200
    assert asked == [("a-code", openid, False), ("another", None, False)]


@pytest.mark.parametrize(
    ("failure", "status", "code"),
    [
        (LoginCodeRefused("x", 40029), 400, "account.phone_code"),
        (Unavailable("x", -1), 503, "account.phone_away"),
        (Ambiguous("x"), 503, "account.phone_away"),
        (ConfigurationWrong("x", 48001), 503, "account.phone_away"),
    ],
)
def test_when_there_is_no_number_one_is_asked_to_write_it_and_nothing_is_lost(
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    failure: WeChatError,
    status: int,
    code: str,
) -> None:
    def phone_number(self: QuietWeChat, code: str, openid: str | None = None) -> str:
        raise failure

    monkeypatch.setattr(QuietWeChat, "phone_number", phone_number)
    person = world.phone("resident")
    person.put("/api/accounts/me", {"phone": "13800002046"})
    with caplog.at_level(logging.DEBUG):
        refused = person.post(PATH, {"code": "one-use-code"})
    assert (refused.status_code, refused.json["error"]["code"]) == (status, code)
    assert "手写号码" in refused.json["error"]["text"]
    assert person.get("/api/accounts/me").json["phone"] == "13800002046"
    assert "one-use-code" not in caplog.text


@pytest.mark.parametrize("body", [{}, {"code": ""}, {"code": 5}, {"code": "x" * 201}, {"code": None}, []])
def test_a_code_that_is_none_is_refused(world: World, body: object) -> None:
    assert world.phone("resident").post(PATH, body).status_code == 400


def test_only_for_oneself_and_signed_in(world: World) -> None:
    assert world.client.post(PATH, json={"code": f"quiet-{NUMBER}"}).status_code == 401
    world.phone("resident").post(PATH, {"code": f"quiet-{NUMBER}"})
    assert world.phone("neighbour").get("/api/accounts/me").json["phone"] == ""


def test_each_number_costs_so_too_many_taps_have_to_wait(world: World) -> None:
    person = world.phone("resident")
    answers = [person.post(PATH, {"code": f"quiet-{NUMBER}"}) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert "手写号码" in answers[-1].json["error"]["text"]
    assert world.phone("neighbour").post(PATH, {"code": f"quiet-{NUMBER}"}).status_code == 200
