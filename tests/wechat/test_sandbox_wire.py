"""Signing in, tokens and messages, from the wire: refusals, quotas, what is let through."""

from __future__ import annotations

import hashlib
import hmac
import json
import re

from wechatpy.crypto import WeChatWxaCrypto

from .play import accept, get, last_violations, message, play, raw
from .support import APPID, REPLY, TEMPLATE
from .world import SEND, World

CHECK = "/wxa/msg_sec_check"
MEDIA = "/wxa/media_check_async"
PHONE = "/wxa/business/getuserphonenumber"
LINK = "/wxa/generate_urllink"
SCHEME = "/wxa/generatescheme"
QUOTA = "/cgi-bin/openapi/quota/get"
ENTER = "pages/enter/index"
DAY = 86_400


# --- signing in ----------------------------------------------------------------------------------------


def signed(session_key: str) -> str:
    return hmac.new(session_key.encode(), b"", hashlib.sha256).hexdigest()


def test_a_session_key_proves_itself_without_being_sent(world: World) -> None:
    key = world.sign_in(world.login())["session_key"]
    asked = {"openid": "o1", "sig_method": "hmac_sha256"}
    assert get(world, "/wxa/checksession", signature=signed(key), **asked)["errcode"] == 0
    assert get(world, "/wxa/checksession", signature=signed("other"), **asked)["errcode"] == 87009
    assert get(world, "/wxa/checksession", signature=signed(key), openid="o1")["errcode"] == 87008
    unknown = asked | {"openid": "nobody"}
    assert get(world, "/wxa/checksession", signature=signed(key), **unknown)["errcode"] == 40003


def test_a_new_login_or_a_reset_ends_the_old_session_key(world: World) -> None:
    first = world.sign_in(world.login())["session_key"]
    second = world.sign_in(world.login())["session_key"]
    asked = {"openid": "o1", "sig_method": "hmac_sha256"}
    assert get(world, "/wxa/checksession", signature=signed(first), **asked)["errcode"] == 87009
    reset = get(world, "/wxa/resetusersessionkey", signature=signed(second), **asked)
    assert (reset["errcode"], reset["openid"]) == (0, "o1")
    assert get(world, "/wxa/checksession", signature=signed(second), **asked)["errcode"] == 87009
    assert get(world, "/wxa/checksession", signature=signed(reset["session_key"]), **asked)["errcode"] == 0


def test_a_blocked_person_cannot_sign_in_and_a_hundred_logins_a_minute_are_enough(world: World) -> None:
    play(world, "people", [{"openid": "o1", "blocked": True}])
    assert world.sign_in(world.login())["errcode"] == 40226
    answers = [world.sign_in(world.login("o2")) for _ in range(101)]
    assert [answer.get("errcode") for answer in answers] == [None] * 100 + [45011]
    world.time += 60
    assert "openid" in world.sign_in(world.login("o2"))


def test_the_unionid_comes_only_when_the_account_is_bound(world: World) -> None:
    assert "unionid" not in world.sign_in(world.login())
    play(world, "switches", {"unionid": True})
    first, again = world.sign_in(world.login()), world.sign_in(world.login())
    assert first["unionid"] == again["unionid"] != first["openid"]


def test_a_phone_code_is_for_one_use_in_five_minutes_and_for_its_owner(world: World) -> None:
    code = play(world, "phone", {"openid": "o1", "phone": "13812345678"})["code"]
    assert world.post(PHONE, {"code": code, "openid": "o2"})["errcode"] == 40029
    info = world.post(PHONE, {"code": code, "openid": "o1"})["phone_info"]
    assert (info["phoneNumber"], info["purePhoneNumber"], info["countryCode"]) == ("13812345678",) * 2 + (
        "86",
    )
    assert info["watermark"]["appid"] == APPID
    assert world.post(PHONE, {"code": code})["errcode"] == 40029
    late = play(world, "phone", {"openid": "o1"})["code"]
    world.time += 300
    assert world.post(PHONE, {"code": late})["errcode"] == 40029


def test_a_login_code_is_no_phone_code_and_the_other_way_round(world: World) -> None:
    assert world.post(PHONE, {"code": world.login()})["errcode"] == 40029
    phone = play(world, "phone", {"openid": "o1", "phone": "13812345678"})["code"]
    assert world.sign_in(phone)["errcode"] == 40029


def test_a_number_from_abroad_keeps_its_prefix_and_the_country_may_be_a_number(world: World) -> None:
    play(world, "switches", {"country_code": "number"})
    code = play(world, "phone", {"openid": "o1", "phone": "+85251234567"})["code"]
    info = world.post(PHONE, {"code": code})["phone_info"]
    assert info["phoneNumber"] == "+85251234567"
    assert (info["purePhoneNumber"], info["countryCode"]) == ("51234567", 852)


def test_the_old_way_of_the_phone_number_opens_with_the_session_key(world: World) -> None:
    assert "iv" not in play(world, "phone", {"openid": "o1"})
    key = world.sign_in(world.login())["session_key"]
    given = play(world, "phone", {"openid": "o1", "phone": "13812345678"})
    opened = WeChatWxaCrypto(key, given["iv"], APPID).decrypt_message(given["encrypted_data"])
    assert opened["purePhoneNumber"] == "13812345678"


# --- tokens --------------------------------------------------------------------------------------------


def test_without_grace_an_old_token_dies_at_once(world: World) -> None:
    play(world, "switches", {"grace": False})
    first, second = world.plain()["access_token"], world.plain()["access_token"]
    assert (world.works(first), world.works(second)) == (40001, 47001)


def test_tokens_can_be_taken_back_under_the_products_feet(world: World) -> None:
    first = world.stable()["access_token"]
    play(world, "revoke", {})
    assert world.works(first) == 40001
    assert world.works(world.stable()["access_token"]) == 47001


def test_an_address_that_is_not_on_the_list_gets_no_token(world: World) -> None:
    play(world, "switches", {"ip_allowed": False})
    assert world.stable()["errcode"] == world.plain()["errcode"] == 40164
    assert "openid" in world.sign_in(world.login())


def test_the_clock_moves_tokens_codes_and_quotas_but_not_the_moment_of_a_push(world: World) -> None:
    token, code = world.stable()["access_token"], world.login()
    assert play(world, "clock", {"advance_s": 7200})["ahead_s"] == 7200
    assert world.works(token) == 42001
    assert world.sign_in(code)["errcode"] == 40029
    for wrong in (-1, "1", None, True, 10**12):
        assert world.http.post("/__sandbox__/clock", json={"advance_s": wrong}).status_code == 400


# --- messages ------------------------------------------------------------------------------------------


def test_each_accept_is_one_message_and_a_refused_message_spends_none(world: World) -> None:
    accept(world)
    accept(world)
    assert world.post(SEND, message(data={}))["errcode"] == 47003
    assert [world.post(SEND, message())["errcode"] for _ in range(3)] == [0, 0, 43101]


def test_a_reject_and_switching_off_end_what_was_accepted(world: World) -> None:
    for what, body in (
        ("accept", {"openid": "o1", "template_id": TEMPLATE, "status": "reject"}),
        ("switch_off", {"openid": "o1"}),
    ):
        accept(world)
        play(world, what, body)
        assert world.post(SEND, message())["errcode"] == 43101


def test_a_long_term_template_is_accepted_once(world: World) -> None:
    play(world, "switches", {"long_term": [TEMPLATE]})
    assert world.post(SEND, message(touser="o1"))["errcode"] == 40003
    world.login()
    assert world.post(SEND, message())["errcode"] == 43101
    accept(world)
    assert [world.post(SEND, message())["errcode"] for _ in range(3)] == [0, 0, 0]


def test_which_is_judged_first_is_a_switch(world: World) -> None:
    world.login()
    assert world.post(SEND, message(data={}))["errcode"] == 47003
    play(world, "switches", {"check_order": "subscription_first"})
    assert world.post(SEND, message(data={}))["errcode"] == 43101
    accept(world)
    assert world.post(SEND, message(data={}))["errcode"] == 47003


def test_a_banned_template_and_a_sensitive_word_have_their_own_numbers(world: World) -> None:
    accept(world)
    body = message()
    body["data"]["thing1"] = {"value": "这里有测试违规"}
    assert raw(world, SEND, body)["errcode"] == 45168
    play(world, "switches", {"banned": [TEMPLATE]})
    assert world.post(SEND, message())["errcode"] == 43107


def test_what_the_platform_swallows_is_a_violation_in_the_journal(world: World) -> None:
    accept(world)
    body = message()
    raw(world, SEND, body)
    assert last_violations(world) == []
    accept(world)
    body["data"] |= {"thing9": {"value": "多"}, "thing1": {"value": "请打 13812345678"}}
    world.post(SEND, json.dumps(body).encode())
    assert last_violations(world) == ["escaped_unicode", "unknown_key", "phone_number_in_message"]
    world.post(SEND, b"touser=o1&data=x")
    assert last_violations(world) == ["no_json_body"]


def test_a_null_in_an_optional_field_is_refused_or_left_out(world: World) -> None:
    accept(world)
    assert raw(world, SEND, message(page=None))["errcode"] == 47001
    assert last_violations(world) == ["null_field"]
    play(world, "switches", {"nulls": "accepted"})
    assert raw(world, SEND, message(page=None, lang=None))["errcode"] == 0


def test_quotas_end_with_the_day_and_with_the_minute(world: World) -> None:
    world.login()
    play(world, "switches", {"quotas": {SEND: {"day": 3, "minute": 2}}})
    assert [world.post(SEND, message())["errcode"] for _ in range(3)] == [43101, 43101, 45011]
    world.time += 60
    assert [world.post(SEND, message())["errcode"] for _ in range(2)] == [43101, 45009]
    world.time += DAY
    assert world.post(SEND, message())["errcode"] == 43101


def test_the_list_of_templates_names_every_field(world: World) -> None:
    entry = get(world, "/wxaapi/newtmpl/gettemplate")["data"][0]
    assert (entry["priTmplId"], entry["type"]) == (TEMPLATE, 2)
    assert re.findall(r"\{\{(\w+)\.DATA\}\}", entry["content"]) == list(REPLY)


def test_a_page_that_is_not_published_is_refused_in_a_message_only_when_that_is_wanted(world: World) -> None:
    accept(world)
    play(world, "switches", {"checks_message_page": True, "published": [ENTER]})
    assert world.post(SEND, message())["errcode"] == 41030
    assert world.post(SEND, message(page=f"{ENTER}?id=1"))["errcode"] == 0
