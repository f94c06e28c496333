"""Pushes of the platform: only what it signed, lately, in a form we can read."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import timedelta
from typing import Any

import pytest
from wechatpy.crypto import PrpCrypto

from server.gateways.wechat import Callback, InvalidCallback

from .signing import (
    ACCEPT,
    AES_KEY,
    APPID,
    NOW,
    OPENID,
    TOKEN,
    callback,
    encrypted,
    popup,
    read,
    read_encrypted,
    signed,
)

# The platform's own example of an encrypted push (text "hello" from "mycreate").
OFFICIAL_ENCRYPT = (
    "RypEvHKD8QQKFhvQ6QleEB4J58tiPdvo+rtK1I9qca6aM/wvqnLSV5zEPeusUiX5L5X/0lWfrf0QADHHhGd3QczcdCUpj911L3vg3W/"
    "sYYvuJTs3TUUkSUXxaccAS0qhxchrRYt66wiSpGLYL42aM6A8dTT+6k4aSknmPj48kzJs8qLjvd4Xgpue06DOdnLxAUHzM6+kDZ+HMZf"
    "JYuR+LtwGc2hgf5gsijff0ekUNXZiqATP7PF5mZxZ3Izoun1s4zG4LUMnvw2r+KqCKIw+3IQH03v+BCA9nMELNqbSf6tiWSrXJB3LAVG"
    "Ucallcrw8V2t9EL4EhzJWrQUax5wLVMNS0+rUPA3k22Ncx4XXZS9o0MBH27Bo6BpNelZpS+/uh9KsNlY6bHCmJU9p8g7m3fVKn28H3KD"
    "YA5Pl/T8Z1ptDAVe0lXdQ2YoyyH2uyPIGHBZZIs2pDBS8R07+qN+E7Q=="
)
OFFICIAL_ARGS = {
    "msg_signature": "477715d11cdb4164915debcba66cb864d751f3e6",
    "timestamp": "1409659813",
    "nonce": "1372623149",
}


# --- the official examples -----------------------------------------------------------------------------


def test_the_official_address_check_is_answered() -> None:
    args = {
        "signature": "f464b24fc39322e44b38aa78f5edd27bd1441696",
        "timestamp": "1714036504",
        "nonce": "1514711492",
        "echostr": "4375120948345356249",
    }
    assert callback(1714036504, None, "AAAAA").echo(args) == "4375120948345356249"


def test_the_official_plain_push_is_read() -> None:
    args = {
        "signature": "899cf89e464efb63f54ddac96b0a0a235f53aa78",
        "timestamp": "1714037059",
        "nonce": "486452656",
    }
    body = (
        b'{"ToUserName":"gh_97417a04a28d","FromUserName":"o9AgO5Kd5ggOC-bXrbNODIiE3bGY",'
        b'"CreateTime":1714037059,"MsgType":"event","Event":"debug_demo","debug_str":"hello world"}'
    )
    event = callback(1714037059, None, "AAAAA").read(args, body)
    assert (event.kind, event.name, event.openid, event.created_at) == (
        "event",
        "debug_demo",
        OPENID,
        1714037059,
    )


def test_the_official_encrypted_push_is_read() -> None:
    xml = f"<xml><ToUserName>gh</ToUserName><Encrypt><![CDATA[{OFFICIAL_ENCRYPT}]]></Encrypt></xml>"
    event = callback(1409659813).read(OFFICIAL_ARGS, xml.encode())
    assert (event.kind, event.name, event.openid) == ("text", "", "mycreate")
    assert (event.msg_id, event.fields["Content"]) == ("4561255354251345929", "hello")


# --- who signed, and when ------------------------------------------------------------------------------


def test_trap_p_signatures_are_compared_in_constant_time(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[tuple[bytes, bytes]] = []

    def noting(left: bytes, right: bytes) -> bool:
        compared.append((left, right))
        return False

    monkeypatch.setattr(hmac, "compare_digest", noting)
    with pytest.raises(InvalidCallback):
        read(popup(ACCEPT))
    with pytest.raises(InvalidCallback):
        read_encrypted(json.dumps(popup(ACCEPT)))
    assert len(compared) == 2


@pytest.mark.parametrize("signature", ["", "0" * 40, "签名", "\ud800", "a" * 10_000])
def test_a_forged_push_is_refused(signature: str) -> None:
    args = signed() | {"signature": signature, "echostr": "1"}
    with pytest.raises(InvalidCallback):
        callback().read(args, json.dumps(popup(ACCEPT)).encode())
    with pytest.raises(InvalidCallback):
        callback().echo(args)


@pytest.mark.parametrize("missing", ["signature", "timestamp", "nonce"])
def test_a_push_without_a_part_of_its_signature_is_refused(missing: str) -> None:
    args = {key: value for key, value in signed().items() if key != missing}
    with pytest.raises(InvalidCallback):
        callback().read(args, json.dumps(popup(ACCEPT)).encode())


@pytest.mark.parametrize("age", [-300, -299, 0, 300])
def test_a_push_of_the_last_five_minutes_is_read(age: int) -> None:
    args = signed(at=NOW - age)
    assert callback().read(args, json.dumps(popup(ACCEPT)).encode()).openid == OPENID


@pytest.mark.parametrize("age", [301, -301, 86400, NOW - 1])
def test_a_stale_push_is_refused_however_well_signed(age: int) -> None:
    with pytest.raises(InvalidCallback):
        callback().read(signed(at=NOW - age), json.dumps(popup(ACCEPT)).encode())
    with pytest.raises(InvalidCallback):
        callback().echo(signed(at=NOW - age) | {"echostr": "1"})


def test_freshness_follows_the_clock_it_is_given() -> None:
    moved = NOW + timedelta(days=400).total_seconds()
    assert callback(moved).read(signed(at=moved), json.dumps(popup(ACCEPT)).encode()).name


@pytest.mark.parametrize("timestamp", ["", "soon", "1e9", "-1", "٣", "9" * 5000])
def test_a_timestamp_that_is_no_number_is_refused(timestamp: str) -> None:
    parts = "".join(sorted([TOKEN, timestamp, "n"]))
    args = {"signature": hashlib.sha1(parts.encode()).hexdigest(), "timestamp": timestamp, "nonce": "n"}
    with pytest.raises(InvalidCallback):
        callback().read(args, json.dumps(popup(ACCEPT)).encode())


def test_an_empty_token_never_starts() -> None:
    with pytest.raises(ValueError, match="WECHAT_TOKEN"):
        Callback("", AES_KEY, APPID)


@pytest.mark.parametrize("echostr", [None, "", "<script>alert(1)</script>", "1\r\n2", "x" * 300])
def test_an_odd_echo_is_not_repeated(echostr: str | None) -> None:
    args = signed() if echostr is None else signed() | {"echostr": echostr}
    with pytest.raises(InvalidCallback):
        callback().echo(args)


# --- encrypted pushes ----------------------------------------------------------------------------------


def test_an_encrypted_push_reads_like_a_plain_one() -> None:
    assert read_encrypted(json.dumps(popup(ACCEPT))) == read(popup(ACCEPT))


def test_an_encrypted_push_for_another_mini_program_is_refused() -> None:
    with pytest.raises(InvalidCallback):
        read_encrypted(json.dumps(popup(ACCEPT)), appid="wx0000000000000000")


def test_a_plain_push_for_another_mini_program_is_refused() -> None:
    with pytest.raises(InvalidCallback):
        read(popup(ACCEPT, appid="wx0000000000000000"))
    assert read(popup(ACCEPT, appid=APPID)).openid == OPENID


def test_the_plain_signature_does_not_open_an_encrypted_push() -> None:
    sealed = encrypted(json.dumps(popup(ACCEPT)))
    args = signed() | {"msg_signature": signed()["signature"]}
    with pytest.raises(InvalidCallback):
        callback().read(args, json.dumps({"Encrypt": sealed}).encode())


@pytest.mark.parametrize("has_flag", [True, False])
def test_a_plain_body_is_refused_where_encryption_is_required(has_flag: bool) -> None:
    args = signed() | ({"encrypt_type": "aes"} if has_flag else {})
    with pytest.raises(InvalidCallback):
        callback(require_aes=not has_flag).read(args, json.dumps(popup(ACCEPT)).encode())


def test_encryption_cannot_be_required_without_a_key() -> None:
    with pytest.raises(ValueError, match="WECHAT_AES_KEY"):
        callback(aes_key="", require_aes=True)


@pytest.mark.parametrize("aes_key", ["short", AES_KEY + "=", "-" * 43])
def test_a_key_that_is_none_never_starts(aes_key: str) -> None:
    with pytest.raises(ValueError, match="WECHAT_AES_KEY"):
        callback(aes_key=aes_key)


def test_an_encrypted_push_is_refused_where_there_is_no_key() -> None:
    with pytest.raises(InvalidCallback):
        read_encrypted(json.dumps(popup(ACCEPT)), aes_key=None)


def _sealed_raw(plain: bytes) -> str:
    cipher = PrpCrypto(base64.b64decode(AES_KEY + "=")).cipher
    return base64.b64encode(cipher.encrypt(plain)).decode()


@pytest.mark.parametrize(
    "sealed",
    [
        "",
        "no base64 !!",
        "AAAA",
        base64.b64encode(b"x" * 31).decode(),
        base64.b64encode(b"x" * 32).decode(),
        _sealed_raw(b"\x00" * 64),  # bad padding: wechatpy's decoder gives b"" for it
        _sealed_raw(b"\xff" * 64),
        _sealed_raw(b"r" * 16 + b"\xff\xff\xff\xff" + b"x" * 11 + b"\x01"),
        7,
        None,
        {"a": 1},
    ],
)
def test_trap_p_a_broken_cipher_text_is_one_kind_of_error(sealed: Any) -> None:
    args = signed(str(sealed), name="msg_signature")
    with pytest.raises(InvalidCallback):
        callback().read(args, json.dumps({"Encrypt": sealed}).encode())
