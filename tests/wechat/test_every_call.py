"""Twelve faults of the platform against every call: the right kind of error, and the thread is free in time."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from server.gateways.wechat import Ambiguous, NotSubscribed, QuotaSpent, Unavailable, WeChat, WeChatError

from .bare import CALLS, ONCE, TOKEN_PATH, Asked, BarePlatform, answer, drip, drip_head, endless

QUICK = {"timeout": (5, 5), "total_s": 5}  # what answers at once may be late on a busy machine
SLOW = {"timeout": (5, 0.15), "total_s": 0.4}
FREE_WITHIN = 3.0


def errcode(number: int) -> Callable[[Asked], Any]:
    return lambda asked: answer({"errcode": number, "errmsg": "no rid: 652d44d0-1d0af18b-5b069232"})


# fault: (what the platform does, whether nobody can know what became of the call, kind when it is clear)
FAULTS: dict[str, tuple[Callable[[Asked], Any], bool, type[WeChatError]]] = {
    "5xx": (lambda asked: answer(b"<html>", status="503 Busy"), False, Unavailable),
    "time-out": (lambda asked: [None], True, Unavailable),
    "cut": (lambda asked: [], True, Unavailable),
    "truncated json": (lambda asked: answer(b'{"errcode":0,"errm'), True, Unavailable),
    "html": (lambda asked: answer(b"<html><h1>It works</h1></html>", kind="text/html"), True, Unavailable),
    "40001": (errcode(40001), False, Unavailable),
    "42001": (errcode(42001), False, Unavailable),
    "45009": (errcode(45009), False, QuotaSpent),
    "43101": (errcode(43101), False, NotSubscribed),
    "-1": (errcode(-1), False, Unavailable),
    "slow drip": (lambda asked: drip(), True, Unavailable),
    "wrong content length": (lambda asked: [*answer({"errcode": 0}, length=999), None], True, Unavailable),
}
UNENDING = {"time-out", "slow drip", "wrong content length"}


def test_every_call_of_the_protocol_is_here() -> None:
    verbs = {name for name in vars(WeChat) if not name.startswith("_")}
    assert verbs - set(CALLS) == {"phone_number_of"}, "which asks nobody"


def failure_of(platform: BarePlatform, call: str, limits: dict[str, Any] = QUICK) -> WeChatError:
    """What the caller gets, and that it gets it in time. With a tight limit the token is there already."""
    wechat = platform.client(**limits)
    if limits is SLOW and call != "code_to_session":
        wechat._total_s = 5
        wechat._tokens.get()
        wechat._total_s = limits["total_s"]
    started = time.monotonic()
    with pytest.raises(WeChatError) as caught:
        CALLS[call](wechat)
    assert time.monotonic() - started < FREE_WITHIN
    return caught.value


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_of_every_call_says_what_to_do(fault: str, call: str) -> None:
    script, is_unknowable, kind = FAULTS[fault]
    with BarePlatform(script) as platform:
        failure = failure_of(platform, call, SLOW if fault in UNENDING else QUICK)
    expected = Ambiguous if is_unknowable and call in ONCE else kind
    assert type(failure) is expected, failure
    assert failure.advice
    # once more for a token that was refused, never otherwise
    tries = [path for path in platform.paths() if path != TOKEN_PATH]
    needs_no_token = call == "code_to_session"
    assert len(tries) == (2 if fault in ("40001", "42001") and not needs_no_token else 1)
    assert platform.paths().count(TOKEN_PATH) == (0 if needs_no_token else len(tries))


TOKEN_FAULTS = {name: play for name, (play, *_) in FAULTS.items() if name not in ("43101", "40001")}


@pytest.mark.parametrize("call", [call for call in CALLS if call != "code_to_session"])
@pytest.mark.parametrize("fault", ["5xx", "cut", "html", "-1", "45009"])
def test_without_a_token_no_call_has_been_made(fault: str, call: str) -> None:
    token = TOKEN_FAULTS[fault](Asked("POST", TOKEN_PATH, {}, b"", b""))
    with BarePlatform(lambda asked: answer({"errcode": 0}), token=list(token)) as platform:
        failure = failure_of(platform, call)
    assert isinstance(failure, Unavailable)
    assert platform.paths() == [TOKEN_PATH]


@pytest.mark.parametrize("fault", ["time-out", "slow drip", "wrong content length"])
def test_a_token_endpoint_that_never_ends_its_answer_lets_the_caller_go(fault: str) -> None:
    token = TOKEN_FAULTS[fault](Asked("POST", TOKEN_PATH, {}, b"", b""))
    with BarePlatform(lambda asked: answer({"errcode": 0}), token=token) as platform:
        wechat = platform.client(**SLOW)
        started = time.monotonic()
        with pytest.raises(Unavailable):
            CALLS["send_subscribe"](wechat)
    assert time.monotonic() - started < FREE_WITHIN
    assert platform.paths() == [TOKEN_PATH]


@pytest.mark.parametrize(
    "play",
    [
        lambda asked: drip_head(),
        lambda asked: endless(),
        lambda asked: answer(b" " * (4 * 1024 * 1024 + 1)),
        lambda asked: [b"HTTP/1.1 100 Continue\r\n\r\n"] * 50,
        lambda asked: [b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 1000 + b"\r\n", *answer({"errcode": 0})],
        lambda asked: [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffff\r\n{", None],
        lambda asked: [b"not http at all\r\n\r\n"],
        lambda asked: [b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}"],
        lambda asked: [b"\x16\x03\x01\x00\x05hello"],
    ],
    ids=["slow head", "endless", "over 4 MB", "continue", "heads", "chunk", "no http", "no gzip", "tls"],
)
def test_an_answer_against_every_rule_is_no_answer(play: Callable[[Asked], Any]) -> None:
    with BarePlatform(play) as platform:
        assert type(failure_of(platform, "send_subscribe", SLOW)) is Ambiguous
        assert type(failure_of(platform, "quota", SLOW)) is Unavailable


def test_an_answer_of_more_than_four_megabytes_is_not_read_to_its_end() -> None:
    large = {"errcode": 0, "msgid": 1, "more": "x" * (4 * 1024 * 1024)}
    with BarePlatform(lambda asked: answer(large)) as platform, pytest.raises(Ambiguous, match="太长"):
        CALLS["send_subscribe"](platform.client())
    with BarePlatform(lambda asked: endless()) as platform:
        started = time.monotonic()
        with pytest.raises(Ambiguous, match="太长"):
            CALLS["send_subscribe"](platform.client(timeout=(5, 5), total_s=20))
    assert time.monotonic() - started < 10


def test_the_limit_is_for_the_whole_verb_and_not_for_each_of_its_calls() -> None:
    """Token, call, second token and second call may be slow each; together they may not be."""
    slow = [0.3, *answer({"errcode": 40001})]
    token = [0.3, *answer({"access_token": "t", "expires_in": 7200})]
    with BarePlatform(lambda asked: slow, token=token) as platform:
        wechat = platform.client(timeout=(5, 5), total_s=0.75)
        started = time.monotonic()
        with pytest.raises(Unavailable):
            CALLS["send_subscribe"](wechat)
    assert time.monotonic() - started < FREE_WITHIN
    assert platform.paths().count("/cgi-bin/message/subscribe/send") <= 1, "no time was left for a second"


def test_a_long_text_of_many_parts_keeps_to_the_limit_too() -> None:
    slow = [0.15, *answer({"errcode": 0, "result": {"suggest": "pass", "label": 100}, "trace_id": "t"})]
    with BarePlatform(lambda asked: slow) as platform:
        wechat = platform.client(timeout=(5, 5), total_s=0.6)
        started = time.monotonic()
        with pytest.raises(Unavailable):
            wechat.check_text("o1", "路" * 50_000)
    assert time.monotonic() - started < FREE_WITHIN


def test_the_limits_in_service_are_two_four_and_six_seconds() -> None:
    with BarePlatform(lambda asked: answer({"errcode": 0})) as platform:
        wechat = platform.client()
    assert (wechat._transport._timeout, wechat._total_s) == ((2.0, 4.0), 6.0)
