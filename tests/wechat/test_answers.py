"""Answers as they were recorded on the wire or stand in the platform's pages, in all the forms they come in."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any

import pytest
from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from server.gateways.wechat import (
    Ambiguous,
    ConfigurationWrong,
    LoginCodeRefused,
    Refused,
    Unavailable,
)

from .bare import CALLS, GOOD, OPENID, SESSION_KEY, asking, offline
from .support import APPID

# --- every call: the forms a body comes in ------------------------------------------------------------

FORMS: dict[str, Any] = {
    "plain": lambda good: {"errcode": 0, "errmsg": "ok", **good},
    "no errcode": lambda good: good,
    "errcode as text": lambda good: {"errcode": "0", "errmsg": "anything at all", **good},
    "errcode null": lambda good: {"errcode": None, "errmsg": None, **good},
    "bom and blanks": lambda good: b"\xef\xbb\xbf" + json.dumps(good).encode() + b"\r\n",
    "escaped": lambda good: json.dumps({"errmsg": "好的", **good}).encode(),
    "broken text beside": lambda good: b'{"errmsg":"\xff\xfe",' + json.dumps({"z": 1, **good}).encode()[1:],
    "line break in text": lambda good: b'{"errmsg":"a\nb",' + json.dumps({"z": 1, **good}).encode()[1:],
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("call", GOOD)
def test_a_good_answer_is_good_in_every_form_and_under_every_content_type(call: str, form: str) -> None:
    for kind in ("text/plain", "image/jpeg"):
        asking(CALLS[call], FORMS[form](GOOD[call]), kind=kind)


@pytest.mark.parametrize(
    "call",
    ["code_to_session", "phone_number", "url_link", "url_scheme", "check_media", "quota", "explain"],
)
def test_an_answer_that_lacks_what_was_asked_for_is_none(call: str) -> None:
    for body in ({"errcode": 0}, {"errcode": 0, **dict.fromkeys(GOOD[call], 7)}):
        with pytest.raises((Unavailable, Ambiguous)):
            asking(CALLS[call], body)


@pytest.mark.parametrize("call", [*GOOD, "mini_program_code"])
@pytest.mark.parametrize("kind", ["image/png", "text/plain", "application/json; encoding=utf-8"])
def test_an_error_is_an_error_in_every_disguise(call: str, kind: str) -> None:
    error = b'\xef\xbb\xbf{"errcode":"40097","errmsg":"invalid args \xff hint: [ req_id: 7glJlq9ce-. ]"}'
    with pytest.raises(ConfigurationWrong) as refusal:
        asking(CALLS[call], error, kind=kind)
    assert refusal.value.errcode == 40097


@pytest.mark.parametrize(
    ("errmsg", "rid"),
    [
        ("user refuse to accept the msg rid: 63744527-66b4c3d4-44fe1563", "63744527-66b4c3d4-44fe1563"),
        ("invalid code, rid: 652d44d0-1d0af18b-5b069232", "652d44d0-1d0af18b-5b069232"),
        ("invalid code hint: [Ze1Uxa0498age8] rid:652d44d0-1d0af18b-5b069232", "652d44d0-1d0af18b-5b069232"),
        ("invalid appsecret, hints: [ req_id: 7glJlq9ce-. ]", ""),
        (None, ""),
        (7, ""),
    ],
)
def test_the_request_id_is_found_in_each_style_of_errmsg(errmsg: Any, rid: str) -> None:
    with pytest.raises(Refused) as refusal:
        asking(CALLS["clear_quota"], {"errcode": 48006, "errmsg": errmsg})
    assert refusal.value.rid == rid


def test_an_address_the_platform_does_not_know_is_named_to_the_operator() -> None:
    error = {"errcode": 40164, "errmsg": "invalid ip 203.0.113.7 ipv6 ::ffff:203.0.113.7, not in whitelist"}
    with pytest.raises(ConfigurationWrong, match=r"203\.0\.113\.7"):
        asking(CALLS["templates"], error)


# --- signing in ----------------------------------------------------------------------------------------


def test_a_session_is_checked_by_a_signature_and_never_shown() -> None:
    given, asked = asking(CALLS["check_session"], {"errcode": 0, "errmsg": "ok"})
    assert given is True
    assert asked.method == "GET"
    assert asked.query["sig_method"] == "hmac_sha256"
    expected = hmac.new(SESSION_KEY.encode(), b"", hashlib.sha256).hexdigest()
    assert asked.query["signature"] == expected
    assert SESSION_KEY.encode() not in asked.head + asked.body
    # the example of the platform's own page, over the same key
    official = hmac.new(SESSION_KEY.encode(), b'{"foo":"bar"}', hashlib.sha256).hexdigest()
    assert official == "654571f79995b2ce1e149e53c0a33dc39c0a74090db514261454e8dbe432aa0b"


def test_a_replaced_session_is_no_error() -> None:
    given, _ = asking(CALLS["check_session"], {"errcode": 87009, "errmsg": "invalid signature"})
    assert given is False
    with pytest.raises(Refused):
        asking(CALLS["check_session"], {"errcode": 40003})


# --- phone numbers -------------------------------------------------------------------------------------


def phone(number: Any, pure: Any, country: Any, appid: str = APPID) -> dict[str, Any]:
    info = {"phoneNumber": number, "purePhoneNumber": pure, "countryCode": country}
    return info | {"watermark": {"timestamp": 1637744274, "appid": appid}}


PHONES = [
    (phone("13123456789", "13123456789", "86"), "13123456789"),
    (phone("13123456789", "13123456789", 86), "13123456789"),
    (phone("+8613123456789", "13123456789", "+86"), "13123456789"),
    (phone(13123456789, 13123456789, "0086"), "13123456789"),
    (phone("13123456789", None, None), "13123456789"),
    (phone("8613123456789", "", 86), "13123456789"),
    (phone("85251234567", "51234567", "852"), "+85251234567"),
    (phone("+852 5123 4567", None, 852), "+85251234567"),
    (phone("15551234567", "5551234567", 1), "+15551234567"),
]


@pytest.mark.parametrize(("info", "number"), PHONES)
def test_a_phone_number_is_read_in_every_form(info: dict[str, Any], number: str) -> None:
    given, asked = asking(CALLS["phone_number"], {"errcode": 0, "errmsg": "ok", "phone_info": info})
    assert given == number
    assert asked.json == {"code": "a-phone-code"}


def test_the_person_behind_a_phone_code_may_be_named() -> None:
    body = {"phone_info": phone("13123456789", "13123456789", 86)}
    _, asked = asking(lambda w: w.phone_number("c", OPENID), body)
    assert asked.json == {"code": "c", "openid": OPENID}


@pytest.mark.parametrize("errcode", [40029, 40163])
def test_a_spent_phone_code_asks_for_another_press_of_the_button(errcode: int) -> None:
    with pytest.raises(LoginCodeRefused, match="再点一次"):
        asking(CALLS["phone_number"], {"errcode": errcode, "errmsg": "invalid code"})
    with pytest.raises(LoginCodeRefused, match="再点一次"):
        asking(lambda w: w.phone_number("中文"), {})


def test_a_number_for_another_mini_program_is_not_taken() -> None:
    body = {"phone_info": phone("13123456789", "13123456789", 86, "wx0000000000000000")}
    with pytest.raises(Refused, match="别的小程序"):
        asking(CALLS["phone_number"], body)


IV = b"i" * 16
KEY = base64.b64decode(SESSION_KEY)


def sealed(plain: Any) -> tuple[str, str]:
    """As the phone seals it: AES-128-CBC, PKCS#7."""
    raw = plain if isinstance(plain, bytes) else json.dumps(plain).encode()
    padder = padding.PKCS7(128).padder()
    cipher = Cipher(algorithms.AES(KEY), modes.CBC(IV)).encryptor()
    closed = cipher.update(padder.update(raw) + padder.finalize()) + cipher.finalize()
    return base64.b64encode(closed).decode(), base64.b64encode(IV).decode()


@pytest.mark.parametrize(("info", "number"), PHONES)
def test_the_old_way_opens_what_the_phone_sealed_and_asks_nobody(info: dict[str, Any], number: str) -> None:
    assert offline().phone_number_of(SESSION_KEY, *sealed(info)) == number


@pytest.mark.parametrize(
    ("session_key", "data", "iv"),
    [
        (base64.b64encode(b"k" * 16).decode(), *sealed(phone("13123456789", "13123456789", 86))),
        ("short", *sealed(phone("13123456789", "13123456789", 86))),
        (SESSION_KEY, *sealed(phone("13123456789", "13123456789", 86, "wx0000000000000000"))),
        (SESSION_KEY, *sealed({"phoneNumber": "13123456789"})),
        (SESSION_KEY, *sealed(b"[]")),
        (SESSION_KEY, *sealed(b"\xff")),
        (SESSION_KEY, base64.b64encode(b"\x00" * 32).decode(), base64.b64encode(IV).decode()),
        (SESSION_KEY, "", ""),
        (SESSION_KEY, "不是", "中文"),
        (SESSION_KEY, sealed({})[0], base64.b64encode(b"short").decode()),
    ],
)
def test_what_does_not_open_is_refused_in_one_way(session_key: str, data: str, iv: str) -> None:
    with pytest.raises(LoginCodeRefused) as refusal:
        offline().phone_number_of(session_key, data, iv)
    assert refusal.value.__context__ is None
    assert "13123456789" not in repr(refusal.value)
