"""Every trap of wechatpy that was measured (A to P, S), played against our client over a real socket."""

from __future__ import annotations

import base64
import hmac
import json
import time
from typing import Any

import pytest
import redis

from server.core import clock
from server.gateways.wechat import (
    Ambiguous,
    ConfigurationWrong,
    InvalidCallback,
    QuotaSpent,
    Unavailable,
    Verdict,
)

from .bare import CALLS, OPENID, TOKEN_PATH, Asked, BarePlatform, answer, drip
from .signing import AES_KEY, callback, popup, read, read_encrypted, signed
from .support import PAGE, REPLY, TEMPLATE, redis_away

SEND = "/cgi-bin/message/subscribe/send"
CODE = "/wxa/getwxacodeunlimit"
OK = {"errcode": 0, "errmsg": "ok", "msgid": 1988810812324364291}
PNG = b"\x89PNG\r\n\x1a\n" + b"rest"


def always(body: Any, **options: Any) -> Any:
    return lambda asked: answer(body, **options)


def send(wechat: Any) -> str:
    return str(wechat.send_subscribe(OPENID, TEMPLATE, PAGE, REPLY).msgid)


def test_trap_a_a_login_asks_for_no_token_and_works_without_one() -> None:
    with BarePlatform(always({"openid": OPENID, "session_key": "k"}), token=[]) as platform:
        assert platform.client().code_to_session("code").openid == OPENID
    assert platform.paths() == ["/sns/jscode2session"]
    assert "access_token" not in platform.asked[0].query


@pytest.mark.parametrize("errcode", [40001, 40014, 42001])
def test_trap_b_a_lasting_refusal_of_the_token_never_recurses(errcode: int) -> None:
    with BarePlatform(always({"errcode": errcode})) as platform, pytest.raises(Unavailable) as failure:
        send(platform.client())
    assert failure.value.errcode == errcode
    assert platform.paths() == [TOKEN_PATH, SEND, TOKEN_PATH, SEND]


def test_trap_c_every_message_says_its_state_and_its_language() -> None:
    with BarePlatform(always(OK)) as platform:
        assert send(platform.client(env="trial")) == "1988810812324364291"
    body = platform.to(SEND)[0].json
    assert (body["miniprogram_state"], body["lang"]) == ("trial", "zh_CN")
    assert all(set(entry) == {"value"} for entry in body["data"].values())


def test_trap_d_a_text_is_checked_by_the_second_version_in_raw_utf8_without_nulls() -> None:
    found = {"errcode": 0, "result": {"suggest": "risky", "label": 20006}, "trace_id": "60ae120f-371d5872"}
    with BarePlatform(always(found)) as platform:
        verdict = platform.client().check_text(OPENID, "𠮷野家旁的路灯🚧", scene=3)
    assert verdict == Verdict("risky", 20006, "60ae120f-371d5872")
    (asked,) = platform.to("/wxa/msg_sec_check")
    assert "𠮷野家旁的路灯🚧".encode() in asked.body
    assert b"\\u" not in asked.body
    assert b"null" not in asked.body
    assert asked.json == {"content": "𠮷野家旁的路灯🚧", "version": 2, "scene": 3, "openid": OPENID}


def test_trap_e_media_are_checked_by_the_second_version() -> None:
    with BarePlatform(always({"errcode": 0, "errmsg": "ok", "trace_id": "967e945c"})) as platform:
        assert platform.client().check_media(OPENID, "https://a.example/1.jpg", "image") == "967e945c"
    (asked,) = platform.to("/wxa/media_check_async")
    assert asked.json == {
        "media_url": "https://a.example/1.jpg",
        "media_type": 2,
        "version": 2,
        "scene": 2,
        "openid": OPENID,
    }


@pytest.mark.parametrize("has_errcode", [True, False])
def test_trap_f_a_result_of_the_second_version_is_valid(has_errcode: bool) -> None:
    body = {
        "ToUserName": "gh_9df7d78a1234",
        "FromUserName": OPENID,
        "CreateTime": 1626959646,
        "MsgType": "event",
        "Event": "wxa_media_check",
        "trace_id": "60f96f1d-3845297a-1976a3ae",
        "version": 2,
        "detail": [{"strategy": "content_model", "errcode": 0, "suggest": "pass", "label": 100, "prob": 90}],
        "result": {"suggest": "pass", "label": "100"},
    } | ({"errcode": 0, "errmsg": "ok"} if has_errcode else {})
    media = read(body).media
    assert media is not None
    assert (media.trace_id, media.suggest, media.label) == ("60f96f1d-3845297a-1976a3ae", "pass", 100)


def test_trap_g_a_push_may_be_json() -> None:
    entry = {"TemplateId": "t", "SubscribeStatusString": "accept", "PopupScene": "0"}
    assert read(popup(entry)).items[0].is_accepted
    with pytest.raises(InvalidCallback):
        read(b'{"MsgType": ')


def test_trap_h_a_code_is_bytes_and_an_error_is_an_error_whatever_the_content_type_says() -> None:
    with BarePlatform(always(PNG, kind="image/jpeg")) as platform:
        assert platform.client(env="develop").mini_program_code("s1.a", "pages/a/b", check_path=False) == PNG
    body = platform.to(CODE)[0].json
    assert (body["check_path"], body["env_version"], body["width"]) == (False, "develop", 430)
    for kind in ("image/png", "application/json; encoding=utf-8"):
        disguised = BarePlatform(always({"errcode": 41030}, kind=kind))
        with disguised as platform, pytest.raises(ConfigurationWrong):
            platform.client().mini_program_code("s1.a", "pages/a/b")


def test_trap_i_what_is_not_set_is_not_sent() -> None:
    with BarePlatform(always({"openlink": "weixin://dl/business/?t=XTSkBZlzqmn"})) as platform:
        assert platform.client().url_scheme("", "", days=7) == "weixin://dl/business/?t=XTSkBZlzqmn"
    (asked,) = platform.to("/wxa/generatescheme")
    assert asked.json == {
        "jump_wxa": {"env_version": "release"},
        "is_expire": True,
        "expire_type": 1,
        "expire_interval": 7,
    }


@pytest.mark.parametrize("call", CALLS)
def test_trap_j_a_stuck_platform_lets_every_caller_go(call: str) -> None:
    with BarePlatform(lambda asked: drip(), token=drip()) as platform:
        wechat = platform.client(timeout=(0.2, 0.2), total_s=0.2)
        started = time.monotonic()
        with pytest.raises((Unavailable, Ambiguous)):
            CALLS[call](wechat)
    assert time.monotonic() - started < 3


@pytest.mark.parametrize("has_redis", [True, False])
def test_trap_k_many_clients_do_not_take_each_others_token_away(valkey: redis.Redis, has_redis: bool) -> None:
    """Four clients in turn, ten calls each: one fetch with Redis, one each without; nobody's token dies."""
    with BarePlatform(always(OK)) as platform:
        clients = [platform.client(valkey if has_redis else redis_away()) for _ in range(4)]
        for _ in range(10):
            for wechat in clients:
                send(wechat)
    assert platform.paths().count(SEND) == 40
    assert platform.paths().count(TOKEN_PATH) == (1 if has_redis else 4)
    # ordinary mode, which leaves the present token alive
    assert all(asked.json["force_refresh"] is False for asked in platform.to(TOKEN_PATH))


def test_trap_n_a_missing_key_is_no_token_and_token_and_expiry_are_one_value(valkey: redis.Redis) -> None:
    with BarePlatform(always(OK)) as platform:
        send(platform.client(valkey))
        valkey.delete("wechat:token:wx5ac1e5b07a1e5ac1")
        send(platform.client(valkey))
    stored: Any = valkey
    (key,) = stored.keys("*")
    assert json.loads(stored.get(key))[0] == "the-access-token-of-the-test"
    assert 0 < stored.ttl(key) <= 7200
    assert {asked.query["access_token"] for asked in platform.to(SEND)} == {"the-access-token-of-the-test"}


def test_trap_p_signatures_are_compared_in_constant_time_and_bad_padding_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compared: list[Any] = []
    compare = hmac.compare_digest
    monkeypatch.setattr(hmac, "compare_digest", lambda a, b: compared.append(a) or compare(a, b))
    assert read_encrypted(json.dumps(popup({"TemplateId": "t"}))).items
    assert len(compared) == 1
    sealed = base64.b64encode(b"\x00" * 64).decode()
    with pytest.raises(InvalidCallback):
        read_sealed(sealed)
    assert len(compared) == 2


def read_sealed(sealed: str) -> Any:
    args = signed(sealed, name="msg_signature")
    return callback(aes_key=AES_KEY).read(args, json.dumps({"Encrypt": sealed}).encode())


def test_trap_p_a_second_try_sends_the_whole_body_again() -> None:
    def script(asked: Asked) -> Any:
        return answer(OK if len(platform.to(SEND)) > 1 else {"errcode": 40001})

    with BarePlatform(script) as platform:
        send(platform.client())
    first, second = platform.to(SEND)
    assert first.body == second.body
    assert len(first.body) > 100


@pytest.mark.parametrize(
    ("errcode", "kind", "least", "most"),
    [
        (-1, Unavailable, None, None),
        (45011, Unavailable, 60, 60),
        (43108, Unavailable, 1, 5),
        (44990, Unavailable, 1, 1),
        (45009, QuotaSpent, 1, 86_700),
    ],
)
def test_trap_s_every_limit_says_that_and_when_to_try_again(
    errcode: int, kind: type, least: int | None, most: int | None
) -> None:
    with BarePlatform(always({"errcode": errcode})) as platform, pytest.raises(Unavailable) as failure:
        send(platform.client())
    assert type(failure.value) is kind
    wait = failure.value.retry_after_s
    assert wait == least if least is None or most is None else least <= (wait or 0) <= most
    assert platform.paths().count(SEND) == 1


def test_trap_s_the_daily_quota_is_back_at_five_past_midnight_in_china() -> None:
    late = clock.now().replace(hour=23, minute=59, second=0, microsecond=0)
    with BarePlatform(always({"errcode": 45009})) as platform, clock.frozen(late):
        with pytest.raises(QuotaSpent) as failure:
            send(platform.client())
        assert failure.value.retry_after_s == 6 * 60 + 1
        # the limit of this one is of a minute, under the same number
        with pytest.raises(QuotaSpent) as failure:
            platform.client().mini_program_code("s1.a", "pages/a/b")
        assert failure.value.retry_after_s == 60
