"""When a fault lasts: few fetches of tokens, nobody waiting for what does not answer, and back as soon as it is over."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import redis

from server.core import clock
from server.gateways.wechat import Ambiguous, Unavailable, WeChatClient, WeChatError
from server.gateways.wechat.breaker import OPENS_AFTER, REST_S, Breaker

from .bare import CALLS, TOKEN_PATH, Asked, BarePlatform, answer
from .support import redis_away

SEND = "/cgi-bin/message/subscribe/send"
OK = {"errcode": 0, "errmsg": "ok", "msgid": 1}


def send(wechat: WeChatClient) -> WeChatError | None:
    try:
        CALLS["send_subscribe"](wechat)
    except WeChatError as error:
        return error
    return None


class Storm:
    """Refuses every token while `is_on`; gives another one at each fetch, as after a forced refresh."""

    def __init__(self) -> None:
        self.is_on = True

    def __call__(self, asked: Asked) -> Any:
        return answer({"errcode": 40001, "errmsg": "invalid credential"} if self.is_on else OK)


def all_of(work: Callable[[], Any], times: int, threads: int = 8) -> list[Any]:
    with ThreadPoolExecutor(threads) as pool:
        return [done.result() for done in [pool.submit(work) for _ in range(times)]]


@pytest.mark.parametrize("has_redis", [True, False])
@pytest.mark.parametrize("is_warm", [True, False])
def test_a_storm_over_two_hundred_notices_fetches_at_most_two_tokens(
    valkey: redis.Redis, has_redis: bool, is_warm: bool
) -> None:
    storm = Storm()
    with BarePlatform(storm) as platform:
        wechat = platform.client(valkey if has_redis else redis_away(), total_s=20)
        if is_warm:
            storm.is_on = False
            assert send(wechat) is None
            storm.is_on = True
        failures = all_of(lambda: send(wechat), 200)
        assert {type(failure) for failure in failures} == {Unavailable}
        assert platform.paths().count(TOKEN_PATH) <= 2
        assert platform.paths().count(SEND) <= 200 + 8 + 1, "each notice once, and once more for the refresh"
        # people sign in meanwhile
        platform.script = lambda asked: answer({"openid": "o1"}) if "sns" in asked.path else storm(asked)
        assert wechat.code_to_session("code").openid == "o1"
        storm.is_on = False
        assert send(wechat) is None, "back at once when it is over"
        assert platform.paths().count(TOKEN_PATH) <= 2


def test_processes_share_the_two_fetches_of_a_storm(valkey: redis.Redis) -> None:
    with BarePlatform(Storm()) as platform:
        clients = [platform.client(valkey, total_s=20) for _ in range(4)]
        for wechat in clients:
            all_of(lambda wechat=wechat: send(wechat), 20)
        assert platform.paths().count(TOKEN_PATH) == 2


def test_a_replacement_that_went_bad_later_is_replaced_as_well(valkey: redis.Redis) -> None:
    storm = Storm()
    with BarePlatform(storm) as platform:
        wechat = platform.client(valkey, total_s=20)
        send(wechat)
        with clock.shifted(timedelta(seconds=61)):
            send(wechat)
            assert platform.paths().count(TOKEN_PATH) == 3
            send(wechat)
            assert platform.paths().count(TOKEN_PATH) == 3


# --- the breaker ---------------------------------------------------------------------------------------


class Switch:
    """A platform that can be turned off: it takes the call and says nothing of sense."""

    def __init__(self) -> None:
        self.is_on = False

    def __call__(self, asked: Asked) -> Any:
        return answer(OK) if self.is_on else answer(b"<html>", status="502 Bad Gateway")


def test_after_five_failures_in_a_row_callers_learn_it_at_once() -> None:
    with BarePlatform(Switch()) as platform:
        wechat = platform.client()
        for _ in range(OPENS_AFTER):
            failure = send(wechat)
            assert failure is not None
            assert "502" in str(failure)
        failure = send(wechat)
        assert type(failure) is Unavailable
        assert failure.errcode is None
        assert 0 < (failure.retry_after_s or 0) <= 60
        assert platform.paths().count(SEND) == OPENS_AFTER
        assert wechat.breakers.open_ones() == ["messages"]


def test_after_a_rest_one_call_tries_and_an_answer_closes_it() -> None:
    switch = Switch()
    with BarePlatform(switch) as platform:
        wechat = platform.client()
        for _ in range(OPENS_AFTER + 3):
            send(wechat)
        with clock.shifted(timedelta(seconds=REST_S + 1)):
            send(wechat)  # the trial fails
            send(wechat)
            assert platform.paths().count(SEND) == OPENS_AFTER + 1
        switch.is_on = True
        with clock.shifted(timedelta(seconds=2 * (REST_S + 1) + 60)):
            assert send(wechat) is None
            assert send(wechat) is None
        assert wechat.breakers.open_ones() == []


def test_a_platform_that_came_back_is_used_again_within_a_minute() -> None:
    assert REST_S <= 60


def test_one_part_that_is_down_stops_no_other() -> None:
    def script(asked: Asked) -> Any:
        is_login = asked.path == "/sns/jscode2session"
        return answer({"openid": "o1"}) if is_login else answer(b"", status="503 Busy")

    with BarePlatform(script) as platform:
        wechat = platform.client()
        for _ in range(OPENS_AFTER + 1):
            send(wechat)
        assert wechat.breakers.open_ones() == ["messages"]
        assert wechat.code_to_session("code").openid == "o1"
        with pytest.raises(Unavailable, match="503"):
            wechat.check_text("o1", "路灯")


@pytest.mark.parametrize("errcode", [43101, 40037, 45009, -1, 40003])
def test_an_errcode_is_an_answer_and_opens_nothing(errcode: int) -> None:
    with BarePlatform(lambda asked: answer({"errcode": errcode})) as platform:
        wechat = platform.client()
        for _ in range(2 * OPENS_AFTER):
            send(wechat)
        assert platform.paths().count(SEND) == 2 * OPENS_AFTER
        assert wechat.breakers.open_ones() == []


def test_failures_with_answers_between_them_open_nothing() -> None:
    switch = Switch()
    with BarePlatform(switch) as platform:
        wechat = platform.client()
        for turn in range(3 * OPENS_AFTER):
            switch.is_on = turn % OPENS_AFTER == OPENS_AFTER - 1
            send(wechat)
        assert platform.paths().count(SEND) == 3 * OPENS_AFTER


def test_sends_that_may_have_gone_count_as_failures_too() -> None:
    with BarePlatform(lambda asked: []) as platform:
        wechat = platform.client()
        kinds = [type(send(wechat)) for _ in range(OPENS_AFTER + 1)]
    assert kinds == [Ambiguous] * OPENS_AFTER + [Unavailable]


def test_only_one_of_many_is_the_trial() -> None:
    breaker = Breaker("x", clock.now)
    for _ in range(OPENS_AFTER):
        with pytest.raises(Unavailable), breaker.guard():
            raise Unavailable("no")
    inside, let_go = threading.Event(), threading.Event()

    def trial() -> None:
        with breaker.guard():
            inside.set()
            let_go.wait(5)

    with clock.shifted(timedelta(seconds=REST_S + 1)):
        one = threading.Thread(target=trial)
        one.start()
        assert inside.wait(5)
        with pytest.raises(Unavailable), breaker.guard():
            pytest.fail("a second one got through")
        let_go.set()
        one.join()
        assert not breaker.is_open


def test_a_trial_that_never_came_back_is_followed_by_another() -> None:
    breaker = Breaker("x", clock.now)
    for _ in range(OPENS_AFTER):
        with pytest.raises(Unavailable), breaker.guard():
            raise Unavailable("no")
    with clock.shifted(timedelta(seconds=REST_S + 1)):
        with pytest.raises(KeyboardInterrupt), breaker.guard():
            raise KeyboardInterrupt
        assert breaker.is_open
    with clock.shifted(timedelta(seconds=2 * REST_S + 2)), breaker.guard():
        pass
    assert not breaker.is_open


def test_a_clock_set_back_does_not_prolong_the_rest() -> None:
    breaker = Breaker("x", clock.now)
    for _ in range(OPENS_AFTER):
        with pytest.raises(Unavailable), breaker.guard():
            raise Unavailable("no")
    with clock.shifted(timedelta(hours=-1)):
        assert not breaker.is_open


@pytest.mark.parametrize("has_redis", [True, False])
def test_a_token_endpoint_that_accepts_and_never_answers_holds_no_thread(
    valkey: redis.Redis, has_redis: bool
) -> None:
    """Eight request threads at once: all are free in time, and then everybody is told at once."""
    with BarePlatform(lambda asked: answer(OK), token=[None]) as platform:
        wechat = platform.client(valkey if has_redis else redis_away(), timeout=(1, 0.3), total_s=0.6)
        started = time.monotonic()
        failures = all_of(lambda: send(wechat), 8)
        assert {type(failure) for failure in failures} == {Unavailable}
        assert time.monotonic() - started < 4
        all_of(lambda: send(wechat), 8)
        fetched = platform.paths().count(TOKEN_PATH)
        assert wechat.breakers.open_ones() == ["token"]
        started = time.monotonic()
        for _ in range(100):
            assert type(send(wechat)) is Unavailable
        assert time.monotonic() - started < 4
        assert platform.paths().count(TOKEN_PATH) == fetched <= 2 * OPENS_AFTER
        assert platform.paths().count(SEND) == 0
