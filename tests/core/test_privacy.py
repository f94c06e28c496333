"""A dump shows no name and no phone; logs carry none; a value moved to another row does not open."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from server.config import SettingsError, load
from server.core import crypto
from server.core.db import Base, db, transaction
from server.core.logs import JsonLines
from server.deputies.models import Deputy
from server.gateways.wechat import QuietWeChat
from tests import factories

NAME, PHONE, DEPUTY_PHONE = "陈小明", "13812342046", "13900001111"


def dump() -> str:
    """Every row of every table as PostgreSQL writes it."""
    with db.engine.connect() as connection:
        tables = [table.name for table in Base.metadata.sorted_tables]
        return "\n".join(
            str(row[0])
            for name in tables
            for row in connection.execute(text(f"select t::text from {name} t"))
        )


def test_a_dump_and_the_logs_show_no_name_phone_openid_or_secret(
    app: Flask, client: FlaskClient, caplog: pytest.LogCaptureFixture, wechat: QuietWeChat
) -> None:
    caplog.set_level(logging.DEBUG)
    world = factories.world(client)
    with transaction():
        db.session.get_one(Deputy, world.deputy.id).phone = DEPUTY_PHONE
    openid = wechat.code_to_session("quiet-chen").openid
    token = client.post("/api/sessions", json={"wechat_code": "quiet-chen"}).json["token"]
    person = factories.Phone(client, token, world.station.id)
    person.put("/api/accounts/me", {"name": NAME, "phone": PHONE})
    body = {"code": world.station_code.token, "content": "路灯坏了三天，请看看。"}
    message_id = person.post("/api/messages", body, key="privacy-1").json["id"]
    opened = world.phone("liaison").post(f"/api/messages/{message_id}/identity", {"reason": "回电话问位置"})
    assert opened.json == {"name": NAME, "phone": PHONE}
    guest = client.post("/api/sessions", json={"guest": True}).json["token"]
    pin = (
        factories.Phone(client, guest, world.station.id)
        .post("/api/messages", body, key="privacy-2")
        .json["look_up"]
    )
    client.post("/api/sessions", json={"username": NAME, "password": "secret-password-1"})
    planted = [NAME, PHONE, DEPUTY_PHONE, openid, token, pin["pin"], "secret-password-1"]
    with db.session.no_autoflush:
        stored = dump()
    formatter = JsonLines()
    logged = "\n".join(formatter.format(record) for record in caplog.records) + caplog.text
    for private in planted:
        assert private not in stored
        assert private.encode().hex() not in stored
        assert private not in logged
    assert "路灯坏了" not in logged


@pytest.mark.parametrize("cipher", ["sm4", "aes"])
def test_a_sealed_value_opens_only_in_its_own_row(cipher: str) -> None:
    ring = crypto.KeyRing(crypto.KeyRing.generate(), cipher)
    sealed = ring.seal("13812342046", "accounts|phone_sealed|1")
    assert ring.open(sealed, "accounts|phone_sealed|1") == "13812342046"
    with pytest.raises(InvalidTag):
        ring.open(sealed, "accounts|phone_sealed|2")
    spoilt = sealed[:-1] + bytes([sealed[-1] ^ 1])
    with pytest.raises(InvalidTag):
        ring.open(spoilt, "accounts|phone_sealed|1")


def test_a_new_key_seals_and_the_old_one_still_opens() -> None:
    old = crypto.KeyRing.generate()
    new = old + "," + crypto.KeyRing.generate().replace("1:", "2:")
    sealed = crypto.KeyRing(old).seal("陈小明", "x")
    ring = crypto.KeyRing(new)
    assert ring.open(sealed, "x") == "陈小明"
    assert ring.seal("陈小明", "x")[1] == 2
    assert ring.index("openid", "o1") == crypto.KeyRing(old).index("openid", "o1")


PRODUCTION = {
    "DATABASE_URL": "postgresql://u:p@db/x",
    "REDIS_URL": "redis://r",
    "SECRET_KEY": "kA9x0vQ2mL7pR4tW8yB1nC5zD3eF6gH0",
    "FIELD_KEYS": "1:" + "A" * 43 + "=",
    "PUBLIC_URL": "https://rd.example.gov.cn",
    "WECHAT_APPID": "wx1234567890abcdef",
    "WECHAT_SECRET": "0123456789abcdef0123456789abcdef",
    "WECHAT_TOKEN": "Zk3v9Qx7Lm2Rt8Wy4Bn6",
    "WECHAT_AES_KEY": "k" * 43,
    "WECHAT_TEMPLATE_REPLY": "template",
}


def test_a_production_start_with_everything_in_place_boots() -> None:
    assert load(PRODUCTION).is_production


@pytest.mark.parametrize(
    "change",
    [
        {"SECRET_KEY": ""},
        {"SECRET_KEY": "changeme"},
        {"SECRET_KEY": "x" * 40},
        {"WECHAT_TOKEN": ""},
        {"WECHAT_TOKEN": "token"},
        {"WECHAT_SECRET": "demo"},
        {"PUBLIC_URL": "http://rd.example.gov.cn"},
        {"WECHAT_API_BASE": "http://127.0.0.1:8001"},
        {"SANDBOX_URL": "http://127.0.0.1:8001"},
        {"WECHAT_AES_KEY": ""},
        {"SMS_URL": "http://sms.example.com", "SMS_KEY": "k" * 20},
        {"SMS_URL": "https://sms.example.com"},
        {"FIELD_KEYS": ""},
        {"FIELD_KEYS": "1:short"},
        {"FIELD_KEYS": "not a key"},
        {"FIELD_CIPHER": "rot13"},
        {"WECHAT_ENV_VERSION": "beta"},
    ],
    ids=str,
)
def test_a_production_start_with_a_default_or_missing_secret_dies_and_says_which(
    change: dict[str, str],
) -> None:
    with pytest.raises(SettingsError) as refused:
        load(PRODUCTION | change)
    assert next(iter(change)) in str(refused.value)


def test_everything_that_is_missing_is_told_at_once() -> None:
    with pytest.raises(SettingsError) as refused:
        load({})
    for name in ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "FIELD_KEYS", "WECHAT_TOKEN"):
        assert name in str(refused.value)


def test_no_example_file_holds_a_working_secret() -> None:
    example = Path(__file__).parent.parent.parent / "deploy/env.example"
    settings = dict(
        line.split("=", 1)
        for line in example.read_text().splitlines()
        if "=" in line and not line.startswith("#")
    )
    with pytest.raises(SettingsError):
        load(settings)
