"""The access token: one for all processes, fetched once, replaced once."""

from __future__ import annotations

import json
import multiprocessing
import threading
from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
import redis
import requests

from server.core import clock
from server.gateways.wechat import ConfigurationWrong, Unavailable, WeChatClient
from tests.embedded import Servers

from .support import (
    APPID,
    PAGE,
    REPLY,
    SECRET,
    TEMPLATE,
    Call,
    Listener,
    Reply,
    SandboxProcess,
    client,
    redis_away,
    scripted,
)

STABLE = "/cgi-bin/stable_token"
SEND = "/cgi-bin/message/subscribe/send"
KEY = f"wechat:token:{APPID}"
OK = Reply({"errcode": 0, "errmsg": "ok", "msgid": 1988810812324364291})


def send(wechat: WeChatClient) -> str:
    return wechat.send_subscribe("o" + "p" * 27, TEMPLATE, PAGE, REPLY).msgid


def numbered(expires_in: int = 7200) -> Iterator[Reply]:
    """token-1, token-2 …"""
    return (Reply({"access_token": f"token-{n}", "expires_in": expires_in}) for n in count(1))


def platform_with(tokens: Iterator[Reply], good: str | None = None) -> Listener:
    """Hands out `tokens` in turn; a send passes with `good`, or with any when that is None."""

    def script(call: Call) -> Reply:
        if call.path == STABLE:
            return next(tokens)
        is_good = good in (None, call.query["access_token"])
        return OK if is_good else Reply({"errcode": 40001, "errmsg": "invalid credential, rid: x"})

    return Listener(script)


def _child(url: str, redis_url: str, barrier: Any, done: Any) -> None:
    wechat = client(url, redis.Redis.from_url(redis_url, socket_timeout=5))
    barrier.wait()
    done.put(send(wechat))


def test_trap_k_sixteen_cold_processes_fetch_one_token(valkey: redis.Redis, servers: Servers) -> None:
    fork = multiprocessing.get_context("fork")
    barrier, done = fork.Barrier(16), fork.Queue()
    with platform_with(numbered()) as platform:
        processes = [
            fork.Process(target=_child, args=(platform.url, servers.redis_url, barrier, done))
            for _ in range(16)
        ]
        for process in processes:
            process.start()
        answers = [done.get(timeout=30) for _ in processes]
        for process in processes:
            process.join(10)
    assert len(answers) == platform.count(SEND) == 16
    assert platform.count(STABLE) == 1
    assert {call.query["access_token"] for call in platform.calls if call.path == SEND} == {"token-1"}


def test_sixteen_threads_of_one_process_fetch_one_token_without_redis() -> None:
    barrier = threading.Barrier(16)
    with platform_with(numbered()) as platform:
        wechat = client(platform.url)

        def work() -> None:
            barrier.wait()
            send(wechat)

        threads = [threading.Thread(target=work) for _ in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert (platform.count(STABLE), platform.count(SEND)) == (1, 16)


def test_the_token_is_asked_for_in_ordinary_mode_by_a_post(valkey: redis.Redis) -> None:
    with platform_with(numbered()) as platform:
        send(client(platform.url, valkey))
    fetch = platform.calls[0]
    assert (fetch.method, fetch.path, fetch.query) == ("POST", STABLE, {})
    assert json.loads(fetch.body) == {
        "grant_type": "client_credential",
        "appid": APPID,
        "secret": SECRET,
        "force_refresh": False,
    }


def test_trap_n_token_and_expiry_live_and_die_as_one_value(valkey: redis.Redis) -> None:
    with platform_with(numbered()) as platform:
        send(client(platform.url, valkey))
    plain: Any = valkey
    assert plain.keys("*") == [KEY.encode()]
    assert json.loads(plain.get(KEY))[0] == "token-1"
    assert 0 < plain.ttl(KEY) < 7200


@pytest.mark.parametrize("stored", [b"", b"null", b"[]", b'["a"]', b"{", b'["a", "b", "c"]', b"\xff"])
def test_trap_n_a_missing_or_foreign_value_is_no_token(valkey: redis.Redis, stored: bytes) -> None:
    valkey.set(KEY, stored)
    with platform_with(numbered()) as platform:
        send(client(platform.url, valkey))
    assert platform.calls[-1].query["access_token"] == "token-1"


@pytest.mark.parametrize("expires_in", [301, 30])
def test_a_token_near_its_end_is_used_and_then_renewed(valkey: redis.Redis, expires_in: int) -> None:
    with platform_with(numbered(expires_in)) as platform:
        wechat = client(platform.url, valkey)
        for _ in range(5):
            send(wechat)
        assert platform.count(STABLE) == 1
        with clock.shifted(timedelta(seconds=expires_in)):
            send(wechat)
    assert platform.count(STABLE) == 2
    assert platform.calls[-1].query["access_token"] == "token-2"


@pytest.mark.parametrize("errcode", [40001, 40014, 42001])
@pytest.mark.parametrize("is_shared", [True, False])
def test_a_stale_token_is_replaced_and_the_send_repeated_once(
    valkey: redis.Redis, errcode: int, is_shared: bool
) -> None:
    tokens = numbered()

    def script(call: Call) -> Reply:
        if call.path == STABLE:
            return next(tokens)
        return Reply({"errcode": errcode}) if call.query["access_token"] == "token-1" else OK

    with Listener(script) as platform:
        assert send(client(platform.url, valkey if is_shared else None)) == "1988810812324364291"
    assert [call.path for call in platform.calls] == [STABLE, SEND, STABLE, SEND]


def test_trap_b_a_lasting_40001_stops_after_one_refresh(valkey: redis.Redis) -> None:
    with platform_with(numbered(), good="never") as platform, pytest.raises(Unavailable) as failure:
        send(client(platform.url, valkey))
    assert failure.value.errcode == 40001
    assert [call.path for call in platform.calls] == [STABLE, SEND, STABLE, SEND]


def test_a_process_that_comes_late_does_not_throw_away_the_new_token(valkey: redis.Redis) -> None:
    fresh = json.dumps(["token-9", clock.now().timestamp() + 3600, clock.now().timestamp(), True])

    def script(call: Call) -> Reply:
        if call.path == STABLE:
            return Reply({"access_token": "token-1", "expires_in": 7200})
        if call.query["access_token"] == "token-9":
            return OK
        valkey.set(KEY, fresh)  # meanwhile another process has replaced it
        return Reply({"errcode": 40001})

    with Listener(script) as platform:
        send(client(platform.url, valkey))
    assert platform.count(STABLE) == 1
    assert valkey.get(KEY) == fresh.encode()


def test_without_redis_the_process_keeps_a_token_of_its_own() -> None:
    with platform_with(numbered()) as platform:
        wechat = client(platform.url, redis_away())
        for _ in range(3):
            send(wechat)
    assert (platform.count(STABLE), platform.count(SEND)) == (1, 3)


def test_a_stale_token_is_replaced_while_redis_is_away() -> None:
    with platform_with(numbered(), good="token-2") as platform:
        send(client(platform.url, redis_away()))
    assert [call.path for call in platform.calls] == [STABLE, SEND, STABLE, SEND]


@pytest.mark.parametrize(
    "token",
    [
        Reply(status=503),
        Reply(b"<html>"),
        Reply({}),
        Reply({"errcode": -1}),
        Reply({"access_token": "", "expires_in": 7200}),
        Reply({"access_token": "t", "expires_in": 0}),
        Reply({"access_token": "t", "expires_in": "soon"}),
        Reply(is_cut=True),
    ],
)
def test_without_a_token_the_message_has_surely_not_gone(valkey: redis.Redis, token: Reply) -> None:
    with Listener(scripted(OK, token=token)) as platform, pytest.raises(Unavailable):
        send(client(platform.url, valkey))
    assert platform.count(SEND) == 0
    assert valkey.keys("*") == []


@pytest.mark.parametrize("errcode", [40001, 40125, 40013, 40164])
def test_a_refused_secret_is_a_wrong_configuration_and_not_a_stale_token(errcode: int) -> None:
    refusal = Reply({"errcode": errcode, "errmsg": "invalid credential"})
    with Listener(scripted(OK, token=refusal)) as platform, pytest.raises(ConfigurationWrong) as failure:
        send(client(platform.url))
    assert failure.value.errcode == errcode
    assert platform.count(STABLE) == 1


def test_a_token_revoked_under_our_feet_is_replaced_at_the_sandbox(
    sandbox: SandboxProcess, valkey: redis.Redis, openid: str
) -> None:
    wechat = client(sandbox.url, valkey)
    sandbox.accept(openid)
    sandbox.accept(openid)
    wechat.send_subscribe(openid, TEMPLATE, PAGE, REPLY)
    forced = {"grant_type": "client_credential", "appid": APPID, "secret": SECRET, "force_refresh": True}
    requests.post(sandbox.url + STABLE, json=forced, timeout=5)
    wechat.send_subscribe(openid, TEMPLATE, PAGE, REPLY)
    assert len(sandbox.inbox(openid)) == 2
