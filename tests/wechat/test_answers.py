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
    Quota,
    Refused,
    Template,
    Unavailable,
    Unseen,
    Verdict,
    WeChatClient,
)
from server.gateways.wechat.safety import LONGEST, OVERLAP, parts

from .bare import CALLS, OPENID, SESSION_KEY, BarePlatform, answer
from .support import APPID


def asking(call: Any, body: Any, **options: Any) -> Any:
    """(what the call gave back, what it had asked) when the platform answers `body`."""
    with BarePlatform(lambda asked: answer(body, **options)) as platform:
        given = call(platform.client())
    return given, platform.asked[-1]


# --- every call: the forms a body comes in ------------------------------------------------------------

GOOD: dict[str, dict[str, Any]] = {
    "code_to_session": {"session_key": "tiihtNczf5v6AKRyjwEUhQ==", "openid": OPENID, "unionid": "o6_bmasdas"},
    "check_session": {"errmsg": "ok"},
    "phone_number": {"phone_info": {"phoneNumber": "13123456789", "purePhoneNumber": "13123456789"}},
    "send_subscribe": {"msgid": 1988810812324364291},
    "url_link": {"url_link": "https://wxaurl.cn/5SZQ3Cswdl"},
    "url_scheme": {"openlink": "weixin://dl/business/?t=XTSkBZlzqmn"},
    "check_text": {"result": {"suggest": "pass", "label": 100}, "trace_id": "t"},
    "check_media": {"trace_id": "967e945cd8a3e458f3c74dcb886068e9"},
    "templates": {"data": []},
    "quota": {"quota": {"daily_limit": 1, "used": 0, "remain": 1}},
    "clear_quota": {},
    "explain": {"request": {"cost_in_ms": 30}},
}
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


def offline() -> WeChatClient:
    return WeChatClient(APPID, "secret", "http://127.0.0.1:1")


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


# --- links ---------------------------------------------------------------------------------------------


def test_a_link_and_a_scheme_say_page_version_and_life() -> None:
    given, asked = asking(CALLS["url_link"], GOOD["url_link"])
    assert given == "https://wxaurl.cn/5SZQ3Cswdl"
    life = {"expire_type": 1, "expire_interval": 30}
    way = {"path": "pages/enter/index", "query": "c=s1.abc", "env_version": "release"}
    assert asked.json == way | life
    given, asked = asking(CALLS["url_scheme"], GOOD["url_scheme"])
    assert given == "weixin://dl/business/?t=XTSkBZlzqmn"
    assert asked.json == {"jump_wxa": way, "is_expire": True} | life


@pytest.mark.parametrize("days", [0, 31, -1])
def test_a_life_the_platform_does_not_take_is_refused_before_it_is_asked(days: int) -> None:
    for verb in (offline().url_link, offline().url_scheme):
        with pytest.raises(ConfigurationWrong) as refusal:
            verb("pages/a", "", days)
        assert refusal.value.errcode == 85401


def test_a_query_that_is_too_long_is_refused_before_it_is_asked() -> None:
    with pytest.raises(ConfigurationWrong) as refusal:
        offline().url_link("pages/a", "q=" + "x" * 1023)
    assert refusal.value.errcode == 40212


@pytest.mark.parametrize("link", ["http://a.example", "javascript:alert(1)", "", 7, None])
def test_only_an_address_of_the_right_kind_is_a_link(link: Any) -> None:
    for call, name in (("url_link", "url_link"), ("url_scheme", "openlink")):
        with pytest.raises(Unavailable):
            asking(CALLS[call], {"errcode": 0, name: link})


# --- content safety ------------------------------------------------------------------------------------

OFFICIAL = {
    "errcode": 0,
    "errmsg": "ok",
    "detail": [
        {"strategy": "content_model", "errcode": 0, "suggest": "risky", "label": 20006, "prob": 90},
        {
            "strategy": "keyword",
            "errcode": 0,
            "suggest": "pass",
            "label": 20006,
            "level": 20,
            "keyword": "一",
        },
    ],
    "trace_id": "60ae120f-371d5872-4941a05b",
    "result": {"suggest": "risky", "label": 20006},
}


@pytest.mark.parametrize(
    ("body", "suggest", "label"),
    [
        (OFFICIAL, "risky", 20006),
        ({"result": {"suggest": "pass", "label": "100"}}, "pass", 100),
        ({"result": {"suggest": "Review", "label": "20001"}}, "review", 20001),
        ({"result": {"suggest": "risk", "label": 20002}}, "risky", 20002),
        ({"result": {"suggest": "fine", "label": 100}}, "review", 100),
        ({"result": {"suggest": "pass"}}, "pass", 100),
        ({"result": {"suggest": "risky", "label": "?"}}, "risky", 21000),
        ({"errcode": 0, "errmsg": "ok"}, "review", 21000),
        ({"result": None, "detail": None}, "review", 21000),
        ({"detail": OFFICIAL["detail"]}, "risky", 20006),
        ({"detail": [{"errcode": -1008, "suggest": "pass", "label": 100}]}, "review", 21000),
        ({"detail": {"errcode": 0, "suggest": "pass", "label": 100}}, "pass", 100),
        ({"errcode": 87014, "errmsg": "risky content rid: x"}, "risky", 21000),
    ],
)
def test_only_a_clear_pass_is_a_pass(body: dict[str, Any], suggest: str, label: int) -> None:
    given, _ = asking(CALLS["check_text"], body)
    assert (given.suggest, given.label) == (suggest, label)


def test_a_person_who_was_not_here_for_two_hours_is_unseen() -> None:
    with pytest.raises(Unseen) as refusal:
        asking(CALLS["check_text"], {"errcode": 61010, "errmsg": "code is expired rid: x"})
    assert isinstance(refusal.value, Refused)
    with pytest.raises(Unseen):
        asking(CALLS["check_media"], {"errcode": 61010})


def test_title_and_nickname_are_sent_only_where_there_are_some() -> None:
    _, asked = asking(lambda w: w.check_text(OPENID, "路", 1, "标题", "昵称"), OFFICIAL)
    assert (asked.json["title"], asked.json["nickname"], asked.json["scene"]) == ("标题", "昵称", 1)
    _, asked = asking(lambda w: w.check_text(OPENID, " ", 2, "只有标题", " "), OFFICIAL)
    assert (asked.json["content"], asked.json["title"]) == ("只有标题", "只有标题")
    assert "nickname" not in asked.json


def test_nothing_to_read_is_nothing_to_object_to() -> None:
    assert offline().check_text(OPENID, " \n") == Verdict("pass", 100, "")


@pytest.mark.parametrize("length", [1, 2499, 2500, 2501, 4899, 4900, 4901, 10_000])
def test_a_long_text_goes_in_overlapping_parts_that_hold_all_of_it(length: int) -> None:
    text = "".join(chr(0x4E00 + n % 20_000) for n in range(length))
    found = list(parts(text))
    assert all(0 < len(part) <= LONGEST for part in found)
    assert found[0] + "".join(part[OVERLAP:] for part in found[1:]) == text
    assert (len(found) == 1) == (length <= LONGEST)


def test_the_worst_part_of_a_long_text_counts() -> None:
    def script(asked: Any) -> Any:
        content = asked.json["content"]
        suggest = "risky" if "坏" in content else "review" if "疑" in content else "pass"
        return answer({"result": {"suggest": suggest, "label": 100}, "trace_id": suggest})

    with BarePlatform(script) as platform:
        wechat = platform.client(total_s=20)
        assert wechat.check_text(OPENID, "好" * 6000).suggest == "pass"
        assert wechat.check_text(OPENID, "好" * 3000 + "疑" + "好" * 3000).trace_id == "review"
        assert wechat.check_text(OPENID, "疑" + "好" * 6000 + "坏").suggest == "risky"
        # a phrase on the seam is whole in one of the parts
        platform.asked.clear()
        wechat.check_text(OPENID, "好" * (LONGEST - 5) + "特别的一句完整的话" + "好" * 100)
    assert any("特别的一句完整的话" in asked.json["content"] for asked in platform.asked)


@pytest.mark.parametrize(("kind", "number"), [("audio", 1), ("image", 2)])
def test_a_sound_and_a_photo_are_told_apart(kind: Any, number: int) -> None:
    _, asked = asking(lambda w: w.check_media(OPENID, "https://a.example/1", kind, 4), {"trace_id": "t"})
    assert (asked.json["media_type"], asked.json["scene"]) == (number, 4)


def test_half_a_character_is_replaced_and_breaks_nothing() -> None:
    _, asked = asking(lambda w: w.check_text(OPENID, "路\ud800灯"), OFFICIAL)
    assert asked.json["content"] == "路?灯"


# --- the account ---------------------------------------------------------------------------------------


def test_templates_are_listed_with_their_keys_in_order() -> None:
    entry = {
        "priTmplId": "9Aw5ZV1j9xdWTFEkqCpZ7mIBbSC34khK55OtzUPl0rU",
        "title": "报名结果通知",
        "content": "会议时间:{{date2.DATA}}\n会议地点:{{thing1.DATA}}\n提示:{{ enum_string3.DATA }}",
        "example": "会议时间:2016年8月8日\n",
        "type": 2,
    }
    given, asked = asking(CALLS["templates"], {"errcode": 0, "data": [entry, {}, "odd"]})
    assert given == [
        Template(entry["priTmplId"], "报名结果通知", ("date2", "thing1", "enum_string3")),
        Template("", "", ()),
    ]
    assert (asked.method, asked.body) == ("GET", b"")


def test_a_quota_may_be_written_in_texts() -> None:
    body = {"quota": {"daily_limit": "10000000", "used": 7, "remain": "9999993"}}
    given, asked = asking(CALLS["quota"], body)
    assert given == Quota(10_000_000, 7, 9_999_993)
    assert asked.json == {"cgi_path": "/cgi-bin/message/subscribe/send"}


def test_clearing_the_quota_names_the_mini_program_and_never_the_secret() -> None:
    _, asked = asking(CALLS["clear_quota"], {"errcode": 0})
    assert asked.json == {"appid": APPID}


def test_a_failed_call_is_explained_without_its_secrets_and_without_what_was_written() -> None:
    request = {
        "invoke_time": 1635156704,
        "cost_in_ms": 30,
        "request_url": "access_token=50_Im7xxxx&openid=oABC",
        "request_body": '{"content":"张三打人","openid":"oABC"}',
        "response_body": '{"errcode":45009,"openid":"oABC","errmsg":"reach max api daily quota limit"}',
        "client_ip": "203.0.113.7",
    }
    given, asked = asking(CALLS["explain"], {"errcode": 0, "request": request})
    assert asked.json == {"rid": "652d44d0-1d0af18b-5b069232"}
    shown = str(given)
    assert not [word for word in ("50_Im7xxxx", "oABC", "张三") if word in shown]
    assert "45009" in given["response_body"]
    assert given["cost_in_ms"] == "30"


# --- messages ------------------------------------------------------------------------------------------


def test_a_message_without_a_page_sends_none() -> None:
    _, asked = asking(lambda w: w.send_subscribe(OPENID, "t", "", {"thing1": "路"}), {"msgid": 1})
    assert "page" not in asked.json
    assert "null" not in asked.body.decode()


@pytest.mark.parametrize("msgid", [1988810812324364291, "1988810812324364291"])
def test_a_message_number_keeps_every_digit(msgid: Any) -> None:
    given, _ = asking(CALLS["send_subscribe"], {"errcode": 0, "msgid": msgid})
    assert given.msgid == "1988810812324364291"
